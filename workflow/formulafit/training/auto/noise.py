"""Noise: found by what neighbouring rows have in common, fitted by cross-validation on all rows.

What a fit leaves of a formula is much the same on two rows that lie next to each other; what it
leaves of noise is not. So noise limits a fit whose residuals, on rows that it has not seen, hardly
go along with their neighbours'. In one or two inputs there is then nothing to train (of more, see
`blocks`): random features that bend less fit better. Held-out rows are too few to tell how much
less, since their own noise hides it. Generalised cross-validation (Golub, Heath & Wahba 1979) tells
it from all rows, scale and ridge together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from scipy.spatial import cKDTree

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.random_features import Candidate, Trials, climb, draw_layer
from formulafit.training.auto.readout import Readout
from formulafit.training.auto.run import Run

RIDGES = 10.0 ** -np.arange(1, 14)  # relative to the largest eigenvalue of the normal equations
LEAST = 1e-15  # eigenvalue, relative to the largest: below it they are rounding
FACTORS = (0.5, 1.0, 2.0, 4.0)  # of the best scale, a block each
BLOCKS = len(FACTORS)
NATS = 3.0  # of log likelihood, by which what is taken has to be ahead


def is_noise(run: Run, activation: str, metric: Array, scale: float) -> bool:
    """Tell whether what random features leave is noise in the rows, for the most part.

    Parameters
    ----------
    run : Run
    activation : str
    metric : array
        (inputs, inputs).
    scale : float
        That they are best drawn with.
    """
    policy, data = run.policy, run.data
    few = data.inputs <= policy.few_inputs
    rows = min(policy.exact_rows, data.rows // 2)
    trials = Trials(run, min(run.units, policy.compared_units), rows, precise=True)
    fitted = trials.measure(activation, metric, scale)
    fresh = slice(rows, rows + policy.noise_rows)
    X = np.hstack([data.X[:, fresh], data.X_held])
    if X.shape[1] < (policy.least_fresh if few else policy.least_fresh_of_many):
        return False
    residual = np.append(data.y[fresh], data.y_held) - fitted.layer.predict(fitted.readout.c, X)
    run.budget.spend(counted.features(data.inputs, fitted.layer.units, X.shape[1]))
    if few:
        return neighbours_correlation(X[:-1], residual) < policy.white
    spaces = X[:-1], metric @ X[:-1]  # across a steep front neighbours are those along it
    return max(neighbours_correlation(each, residual) for each in spaces) < policy.white_of_many


def neighbours_correlation(X: Array, residual: Array) -> float:
    """Return how residuals (rows,) go along with those of the nearest rows of `X` (inputs, rows).

    Of their ranks, which the few large ones at a kink or a step do not rule: about 0 where they are
    independent, 1 where nearest rows have the same.
    """
    nearest = np.asarray(cKDTree(X.T).query(X.T, k=2)[1])
    ranks = average_ranks(residual) - (len(residual) + 1) / 2
    return float(ranks @ ranks[nearest[:, 1]] / (ranks @ ranks))


def average_ranks(values: Array) -> Array:
    """Return the ranks of values (rows,) from 1, equal values sharing the mean of theirs.

    As `scipy.stats.rankdata`, whose import would take each fit a third of a second.
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]


def smoothed(run: Run, activation: str, metrics: Sequence[Array]) -> Candidate:
    """Return random features fitted to all rows, those held out among them.

    The layer is cut into blocks of different scales about the best. Block by block and ridge by
    ridge the readouts are averaged, by how likely their scores make them: no two draws of noise
    agree on the best of them. Where the whole layer of one scale is likelier by far, that is taken.

    Parameters
    ----------
    run : Run
    activation : str
    metrics : sequence of array
        (inputs, inputs), of which one is taken.
    """
    policy, data = run.policy, run.data
    units = max(run.units // BLOCKS, 1)
    X, y = data.all_rows()
    some = np.ascontiguousarray(X[:, : policy.validated_rows]), y[: policy.validated_rows]

    def layer(metric: Array, scale: float, units: int) -> Layer:
        return draw_layer(activation, data.X, metric, scale, units, run.rng())

    def trial(metric: Array, scale: float) -> Candidate:
        drawn = layer(metric, scale, units)
        return Candidate(drawn, scale, averaged(run, [drawn], *some))

    start = 1 / np.sqrt(data.inputs)  # the search's own may be tiny, at the end of a plateau
    found = [climb(partial(trial, metric), start) for metric in metrics]
    best = min(range(len(found)), key=lambda k: found[k].error)
    metric, scale = metrics[best], found[best].scale
    sizes = [len(part) for part in np.array_split(np.arange(run.units), BLOCKS)]
    blocks = [layer(metric, scale * f, n) for f, n in zip(FACTORS, sizes, strict=True) if n]
    whole = [layer(metric, scale, run.units)]
    candidates = [(drawn, averaged(run, drawn, X, y)) for drawn in (blocks, whole)]
    ahead = len(y) * np.log(candidates[0][1].error / candidates[1][1].error)
    drawn, readout = candidates[int(ahead > NATS)]
    return Candidate(Layer(activation, np.hstack([each.V for each in drawn])), scale, readout)


def score(run: Run, activation: str, units: int) -> float:
    """Return the least score of a narrow layer, over scales: what tells which inputs to fit."""
    data = run.data
    X, y = data.first(run.policy.validated_rows)

    def trial(scale: float) -> Candidate:
        drawn = activation, data.X, np.eye(data.inputs), scale, units, run.rng()
        layer = draw_layer(*drawn)
        return Candidate(layer, scale, averaged(run, [layer], X, y))

    return climb(trial, 1 / np.sqrt(data.inputs)).error


def likelier(run: Run) -> float:
    """Return a ratio of scores below which the one is likelier than the other by far."""
    return float(np.exp(-NATS / min(run.data.rows, run.policy.validated_rows)))


def averaged(run: Run, blocks: Sequence[Layer], X: Array, y: Array) -> Readout:
    """Return the average of the readouts of each block and ridge, each alone on all the rows.

    A readout whose score is s has the weight s**-rows, which is its likelihood with noise of that
    size. The error is the score of the average, with the average of their degrees of freedom; the
    ridge is the likeliest one's.
    """
    rows, solved = len(y), []
    for k, layer in enumerate(blocks):
        run.budget.spend(cross_validation_work(run.data.inputs, layer.units, rows))
        solved += [(k, *each) for each in solutions(layer, X, y)]
    logs = np.array([-rows * np.log(score) for _, _, score, _, _ in solved])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    parts = [np.zeros(layer.units) for layer in blocks]
    bias = fitted = 0.0
    for weight, (k, _, _, c, freedom) in zip(weights, solved, strict=True):
        parts[k] += weight * c[:-1]
        bias, fitted = bias + weight * c[-1], fitted + weight * (rows - freedom)
    c = np.append(np.concatenate(parts), bias)
    layer = Layer(blocks[0].activation, np.hstack([each.V for each in blocks]))
    error = rms(layer.predict(c, X) - y)
    ridge = float(solved[int(np.argmax(weights))][1])
    score = float(error * rows / (rows - fitted))
    return Readout(c, ridge, score, error, float(np.abs(c).sum()))


def solutions(layer: Layer, X: Array, y: Array) -> list[tuple[float, float, Array, float]]:
    """Return ridge, score, readout (units + 1,) and residual degrees of freedom, of each ridge.

    By the normal equations. The score is the error to expect on other rows, noise included.
    """
    normal, target = np.zeros((layer.units + 1,) * 2), np.zeros(layer.units + 1)
    for rows in layer.chunks(len(y)):
        part = X[:, rows]
        P = np.vstack([layer.features(part), np.ones(part.shape[1])])
        normal += P @ P.T
        target += P @ y[rows]
    values, vectors = np.linalg.eigh(normal)
    values = np.maximum(values, LEAST * values[-1])
    target = vectors.T @ target
    found = []
    for ridge in RIDGES.tolist():
        kept = values / (values + ridge * values[-1])
        c = kept * target / values
        squared = float(y @ y - 2 * target @ c + (values * c) @ c)
        freedom = len(y) - float(kept.sum())
        if freedom > 0 and squared > 0:
            found.append((ridge, float(np.sqrt(len(y) * squared)) / freedom, vectors @ c, freedom))
    return found


def cross_validation_work(inputs: int, units: int, rows: int) -> int:
    """Count `solutions`; all eigenvectors take about a third of what singular ones do."""
    products = counted.gram(units + 1, rows) + counted.svd(units + 1) // 3
    return counted.features(inputs, units, rows, 2) + products
