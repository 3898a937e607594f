"""Fit all baselines to the same rows, on one thread, in units in which they are alike."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from formulafit.baselines.registry import METHODS, Method, applicable
from formulafit.baselines.rows import Array, Detail, Fit, Predictor, Rows, in_blocks

MEAN = METHODS[0]


@dataclass(frozen=True)
class Units:
    """Inputs between 0 and 1 over the training rows, targets less their mean and at most 1.

    Distances then do not depend on the formula's units, single precision is enough for a tree's
    thresholds, and squares of the targets neither overflow nor vanish.
    """

    varying: NDArray[np.bool_]  # (inputs,): those that vary over the training rows are read
    low: Array  # (varying inputs,)
    width: Array  # (varying inputs,)
    mean: float
    size: float

    @classmethod
    def of(cls, X: Array, y: Array) -> Units:
        """Measure them on training rows ``(rows, inputs)`` and ``(rows,)``."""
        low, high = X.min(axis=0), X.max(axis=0)
        varying = high > low
        mean = float(y.mean())
        size = float(np.abs(y - mean).max()) or 1.0
        return cls(varying, low[varying], (high - low)[varying], mean, size)

    def inputs(self, X: Array) -> Array:
        """Return what a baseline reads of inputs ``(rows, inputs)``."""
        scaled = (X[:, self.varying] - self.low) / self.width
        return np.ascontiguousarray(scaled)  # scipy's splines take no other order

    def targets(self, y: Array) -> Array:
        """Scale targets ``(rows,)``."""
        scaled: Array = (y - self.mean) / self.size
        return scaled


@dataclass(frozen=True)
class Baseline:
    """A trained baseline: a function of inputs ``(rows, inputs)``."""

    predictor: Predictor
    units: Units
    detail: Detail
    cpu_seconds: float

    def __call__(self, X: Array) -> Array:
        """Predict ``(rows,)`` values; NaN or infinite where the model grows too large to hold."""
        with threadpool_limits(1), np.errstate(over="ignore", invalid="ignore"):
            scaled = in_blocks(self.predictor, self.units.inputs(X))
            return self.units.mean + self.units.size * scaled


def fit_baselines(
    X: Array,
    y: Array,
    X_validation: Array,
    y_validation: Array,
    leave_out: Iterable[str] = (),
) -> dict[str, Baseline]:
    """Train every baseline that suits the number of inputs, on one thread.

    Parameters
    ----------
    X, y : array
        Training rows without the validation rows, ``(rows, inputs)`` and ``(rows,)``, float64.
    X_validation, y_validation : array
        Validation rows. When there are none, the last tenth of the training rows takes their
        place, and is not trained on.
    leave_out : iterable of str
        Names of baselines that are not wanted.

    Returns
    -------
    dict
        By the names of `METHODS`, in their order. Where no input varies, each is the mean.

    Raises
    ------
    ValueError
        Without any training row.
    """
    if not len(y):
        raise ValueError("the baselines need at least one training row")
    if not len(y_validation) and len(y) > 1:
        kept = len(y) - max(1, len(y) // 10)
        X, X_validation, y, y_validation = X[:kept], X[kept:], y[:kept], y[kept:]
    units = Units.of(X, y)
    rows = Rows(
        units.inputs(X),
        units.targets(y),
        units.inputs(X_validation),
        units.targets(y_validation),
        units.mean,
    )
    methods = applicable(X.shape[1], leave_out)
    # Loaded before the threads are limited, which reaches only libraries that are there.
    fits = {m.name: load(m if units.varying.any() else MEAN) for m in methods}
    baselines = {}
    with threadpool_limits(1), np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for name, fit in fits.items():
            start = time.process_time()
            predictor, detail = fit(rows)
            seconds = time.process_time() - start
            baselines[name] = Baseline(predictor, units, detail, seconds)
    return baselines


def load(method: Method) -> Fit:
    """Return the function that fits a method: its predictor, and what was chosen.

    Its module is imported here and not before, since scikit-learn takes a second.
    """
    fit: Fit = import_module(f"formulafit.baselines.{method.name}").fit
    return fit
