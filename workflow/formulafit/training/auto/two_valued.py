"""Formulas of two values, such as ``x**2 + y**2 < 1``: a sigmoid output and least log loss.

No linear readout of smooth features jumps: it swings about both values. With ψ a sigmoid,
``ŷ = low + (high - low) σ(c·h + b)``, smooth features need only to separate the rows of one value
from those of the other, which few of them do; where they can, the boundary ends up half way
between. The log loss has one minimum, found by Newton's method with a ridge as small as held-out
rows like. These hardly tell scales apart where all rows are separated: the layer has a block of
units for each of several scales, and the logits of those that are about as likely are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import lapack
from scipy.special import expit

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.run import Run
from formulafit.training.base import TrainingProblem

SCALES = 2.0 ** np.arange(-2, 4)  # of the blocks, times 1 / sqrt(inputs)
RIDGES = 10.0 ** -np.arange(4, 11, 2)  # relative to the mean squared feature
NATS = 3.0  # blocks within so much of the least log loss, over all held-out rows, are averaged
STEPS = 60  # of Newton's method, at most
CONVERGED = 1e-6  # relative change of the loss
NEAR = 1e-10  # p(1 - p) of rows that have a say in the curvature


@dataclass(frozen=True)
class Sigmoid:
    """A hidden layer and its logits' readout `c` (units + 1,).

    `error` is the RMSE on held-out rows, of outputs in the standardised data's units.
    """

    layer: Layer
    c: Array
    error: float


def two_values(problem: TrainingProblem) -> tuple[float, float] | None:
    """Return the two values that all outputs have, in the formula's units; none where they vary."""
    values = np.unique(np.concatenate([problem.y, problem.y_validation]))
    if len(values) != 2:
        return None
    low, high = problem.scaling.inverse_output(values).tolist()
    return low, high


def fit(run: Run) -> Sigmoid | None:
    """Fit random features under a sigmoid; none where rows are too few or not apart at all."""
    policy, data = run.policy, run.data
    low, high = float(data.y.min()), float(data.y.max())
    X, y = data.first(policy.two_valued_rows)
    X_held, y_held = data.X_held, data.y_held
    if not y_held.size:  # of few rows a quarter is spared here, of either value
        by_value = np.argsort(y, kind="stable")
        spared, kept = by_value[3::4], np.delete(by_value, np.s_[3::4])
        X_held, y_held, X, y = X[:, spared], y[spared], X[:, kept], y[kept]
    signs, held = np.sign(y - (low + high) / 2), np.sign(y_held - (low + high) / 2)
    fewest = min(int(np.sum(signs > 0)), int(np.sum(signs < 0)))
    if not y_held.size or fewest < policy.least_of_a_value:
        return None
    blocks = [_block(run, X, signs, X_held, held, layer) for layer in _layers(run)]
    least = min(loss for loss, _, _ in blocks)
    likely = sum(loss <= least + NATS for loss, _, _ in blocks)
    shares = [float(loss <= least + NATS) / likely for loss, _, _ in blocks]
    c = np.concatenate([s * c[:-1] for s, (_, _, c) in zip(shares, blocks, strict=True)])
    bias = sum(s * c[-1] for s, (_, _, c) in zip(shares, blocks, strict=True))
    layer = Layer(blocks[0][1].activation, np.hstack([layer.V for _, layer, _ in blocks]))

    def error(X: Array, y: Array) -> float:
        return rms(low + (high - low) * expit(layer.predict(c, X)) - y)

    c = np.append(c, bias)
    found = Sigmoid(layer, c, error(X_held, y_held))
    run.record("sigmoid output", error(X, y), found.error)
    return found


def _layers(run: Run) -> Iterator[Layer]:
    """Draw the blocks, one a scale, which have the network's units together."""
    inputs, rng = run.data.inputs, run.rng()
    for scale, units in zip(SCALES, np.array_split(np.arange(run.units), len(SCALES)), strict=True):
        drawn = run.activations[0], run.data.X, np.eye(inputs), scale / np.sqrt(inputs)
        yield draw_layer(*drawn, len(units), rng)


def _block(
    run: Run, X: Array, signs: Array, X_held: Array, held: Array, layer: Layer
) -> tuple[float, Layer, Array]:
    """Return the least log loss on the held-out rows, and the readout that has it."""
    P, P_held = _design(layer, X), _design(layer, X_held)
    run.budget.spend(counted.features(run.data.inputs, layer.units, len(signs) + len(held)))
    best, c = (float("inf"), np.zeros(len(P))), np.zeros(len(P))
    found = c
    for ridge in RIDGES:  # the solution of each is near the next
        c, steps = newton(P, signs, ridge, c)
        run.budget.spend(steps * (2 * counted.gram(*P.shape) + counted.cholesky(len(P))))
        loss = float(np.sum(np.logaddexp(0, -held * (c @ P_held))))
        if loss < best[0]:
            best, found = (loss, ridge), c
    return best[0], layer, found


def newton(P: Array, signs: Array, ridge: float, c: Array) -> tuple[Array, int]:
    """Minimise ``Σ log(1 + exp(-s c·P)) + λ/2 c²`` from `c` (columns,); return how many steps, too.

    Parameters
    ----------
    P : array
        (columns, rows).
    signs : array
        (rows,), s = ±1.
    ridge : float
        λ, relative to the mean squared column.
    c : array
        To start from.
    """
    damping = ridge * float(np.sum(P * P)) / len(P)

    def loss(c: Array, margins: Array) -> float:
        return float(np.sum(np.logaddexp(0, -margins)) + damping / 2 * c @ c)

    margins = signs * (c @ P)
    least = loss(c, margins)
    for step in range(STEPS):
        wrong = expit(-margins)
        weight = wrong * (1 - wrong)
        near = P[:, weight > NEAR]
        curvature = (near * weight[weight > NEAR]) @ near.T
        curvature.flat[:: len(P) + 1] += damping
        factor, fault = lapack.dpotrf(curvature, lower=1, overwrite_a=1, clean=0)
        if fault:
            return c, step
        slope = damping * c - P @ (signs * wrong)
        change = lapack.dpotrs(factor, slope, lower=1)[0]
        moved, length = signs * (change @ P), 1.0
        while not (new := loss(c - length * change, margins - length * moved)) < least:
            length /= 2
            if length < 1e-4:
                return c, step + 1
        c, margins = c - length * change, margins - length * moved
        if least - new < CONVERGED * least:
            return c, step + 1
        least = new
    return c, STEPS


def _design(layer: Layer, X: Array) -> Array:
    return np.vstack([layer.features(X), np.ones(X.shape[1])])


def with_sigmoid(problem: TrainingProblem, low: float, high: float) -> TrainingProblem:
    """Return the problem with an output scaled such that a sigmoid's 0 and 1 are the two values."""
    return replace(problem, scaling=replace(problem.scaling, y_offset=low, y_scale=high - low))
