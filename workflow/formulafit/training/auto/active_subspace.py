"""The active subspace: the directions of the input that matter.

Many a formula depends on few combinations of its inputs. The average outer product of a fit's
gradient tells which (Constantine, Dow & Wang 2014); with hidden weights drawn in the metric of its
square root, the next fit is better, and its gradient tells more.
"""

from __future__ import annotations

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array
from formulafit.training.auto.random_features import Candidate, Trials, climb

POWERS = (0.5, 0.25)  # of the gradient's outer product: its square root, and half way to none
ROUNDS = 3
WORTHWHILE = 0.9  # a round that leaves more of the error than this is the last


def improve(first: Candidate, trials: Trials) -> tuple[Candidate, Array]:
    """Return the best random features in a metric learned from `first`, and the metric."""
    best, metric = first, np.eye(trials.run.data.inputs)
    activation = first.layer.activation
    for _ in range(ROUNDS):
        metrics = [learned_metric(best, trials, power) for power in POWERS]
        found = [climb(trials.of(activation, each), best.scale) for each in metrics]
        i = min(range(len(found)), key=lambda k: found[k].error)
        worthwhile = found[i].error < WORTHWHILE * best.error
        if found[i].error < best.error:
            best, metric = found[i], metrics[i]
        if not worthwhile:
            break
    return best, metric


def learned_metric(candidate: Candidate, trials: Trials, power: float) -> Array:
    """Return a power of the average gradient outer product, of the identity's norm."""
    X, _ = trials.run.data.first(trials.rows)
    layer, c = candidate.layer, candidate.readout.c
    trials.run.budget.spend(counted.features(trials.run.data.inputs, layer.units, X.shape[1], 2))
    _, slopes = layer.features_and_slopes(X)
    gradient = layer.V[:-1] @ (slopes * c[:-1, None])  # (inputs, rows)
    values, vectors = np.linalg.eigh(gradient @ gradient.T)
    values = np.maximum(values, 1e-12 * max(values[-1], 1e-200)) ** power
    values *= np.sqrt(len(values) / np.sum(values**2))
    metric: Array = (vectors * values) @ vectors.T
    return metric
