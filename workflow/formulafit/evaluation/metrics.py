"""Errors of predictions."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.documents.evaluation import Metrics
from formulafit.scaling import root_mean_square, standard_deviation

Array: TypeAlias = NDArray[np.float64]


def metrics(true: Array, predicted: Array, spread: float | None = None) -> Metrics:
    """Return the errors of predictions ``(rows,)``, in the formula's own units.

    Parameters
    ----------
    true, predicted : array
        Target values and what was predicted for them, ``(rows,)``.
    spread : float, default the population standard deviation of `true`
        What the NRMSE is relative to: the spread of the *noiseless* test targets. Give it when
        `true` is noisy.

    Returns
    -------
    Metrics
        ``mse``, ``rmse``, ``nrmse`` (RMSE / spread), ``mae``, ``r2`` (1 - MSE / variance of
        `true`, which is 1 - NRMSE² for noiseless targets) and ``max_abs_error``. NRMSE is None
        without spread and R² for a constant target; every metric is None that a prediction which
        is not a finite number takes part in, or that is too large, or too small, to hold.
    """
    deviation = standard_deviation(true)
    spread = deviation if spread is None else spread
    with np.errstate(over="ignore", invalid="ignore"):
        error = predicted - true
        rmse = root_mean_square(error)
        mse = float(np.mean(error**2))
        unexplained = (rmse / deviation) * (rmse / deviation) if deviation else math.nan
        return Metrics(
            mse=finite(mse) if mse or not rmse else None,  # the square of a tiny number is 0
            rmse=finite(rmse),
            nrmse=finite(rmse / spread) if spread else None,
            mae=finite(float(np.mean(np.abs(error)))),
            r2=finite(1 - unexplained),
            max_abs_error=finite(float(np.max(np.abs(error)))),
        )


def finite(value: float) -> float | None:
    """Return the value as a float, or None for one that JSON cannot hold."""
    return float(value) if math.isfinite(value) else None
