"""The errors that are measured: each metric is one entry here, and has its words in each language.

Files of results, summary, screen and the formulas' pages of the paper take them from here, in this
order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.scaling import root_mean_square, standard_deviation

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Predictions:
    """What a metric is computed from.

    Attributes
    ----------
    true, predicted : array
        Targets and what was predicted for them, ``(rows,)``, in the formula's own units.
    deviation : float
        The population standard deviation of the *noiseless* test targets.
    """

    true: Array
    predicted: Array
    deviation: float

    @cached_property
    def error(self) -> Array:
        """Predicted - true."""
        return self.predicted - self.true

    @cached_property
    def relative_error(self) -> Array:
        """The size of the error relative to the target's own, of rows whose target is not 0.

        Where the target is 0 there is no such number, however small the error.
        """
        some = self.true != 0
        relative: Array = np.abs(self.error[some] / self.true[some])
        return relative


@dataclass(frozen=True)
class Metric:
    """An entry of `Metrics`.

    Attributes
    ----------
    compute : function
        Of `Predictions`; returns no finite number where there is none.
    form : str
        How it is written: an "error" with two or three digits, what is "near_one" with many.
    column : str
        Its column in ``summary.csv``, by default its name after ``test_``.
    on_screen : bool
        Whether `formulafit fit` prints it.
    """

    compute: Callable[[Predictions], float]
    form: Literal["error", "near_one"] = "error"
    column: str = ""
    on_screen: bool = True


def entry(compute: Callable[[Predictions], float], **more: Any) -> Any:
    """Return a field of `Metrics`; the arguments are those of `Metric`."""
    return field(metadata={"metric": Metric(compute, **more)})


def registered() -> dict[str, Metric]:
    """Return the metrics by their names."""
    return {each.name: each.metadata["metric"] for each in fields(Metrics)}


@cache
def columns() -> dict[str, str]:
    """Return the columns of ``summary.csv`` with the names of their metrics."""
    return {metric.column or f"test_{name}": name for name, metric in registered().items()}


def measure(true: Array, predicted: Array, deviation: float | None = None) -> Metrics:
    """Return the errors of predictions ``(rows,)``.

    Parameters
    ----------
    true, predicted : array
        Target values and what was predicted for them, ``(rows,)``.
    deviation : float, default the population standard deviation of `true`
        What the NRMSE is relative to: that of the *noiseless* test targets. Give it when
        `true` is noisy.
    """
    deviation = standard_deviation(true) if deviation is None else deviation
    given = Predictions(true, predicted, deviation)
    if not np.isfinite(predicted).all():
        return nothing()
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        found = {name: finite(each.compute(given)) for name, each in registered().items()}
    return Metrics(**found)


def nothing() -> Metrics:
    """Return the metrics of a fit that did not end well: there are none."""
    return Metrics(**dict.fromkeys(registered()))


def finite(value: float) -> float | None:
    """Return the value as a float, or None for one that JSON cannot hold."""
    return float(value) if math.isfinite(value) else None


# -------------------------------------------------------------------------------------- the metrics


def _mse(given: Predictions) -> float:
    mse = float(np.mean(given.error**2))
    return mse if mse or not given.error.any() else math.nan  # the square of a tiny number is 0


def _rmse(given: Predictions) -> float:
    return root_mean_square(given.error)


def _nrmse(given: Predictions) -> float:
    return _rmse(given) / given.deviation if given.deviation else math.nan


def _mae(given: Predictions) -> float:
    return float(np.mean(np.abs(given.error)))


def _r2(given: Predictions) -> float:
    deviation = standard_deviation(given.true)
    unexplained = _rmse(given) / deviation if deviation else math.nan
    return 1 - unexplained * unexplained


def _max_abs_error(given: Predictions) -> float:
    return float(np.max(np.abs(given.error)))


def _relative_error_median(given: Predictions) -> float:
    errors = given.relative_error
    return float(np.median(errors)) if len(errors) else math.nan


def _relative_error_99(given: Predictions) -> float:
    """Return the least of the relative errors that 99% of them do not exceed."""
    errors = given.relative_error
    return float(np.quantile(errors, 0.99, method="inverted_cdf")) if len(errors) else math.nan


@dataclass(frozen=True)
class Metrics:
    """Errors of a fit on the test set: in the formula's own units, but for NRMSE, R² and relative.

    NRMSE is RMSE / deviation, None where that is 0; R² is 1 - MSE / variance of the targets, which
    is 1 - NRMSE² for noiseless ones, None for a constant target. Relative errors are
    ``|predicted - true| / |true|``, of the rows where the target is not 0, None without such rows.
    Every metric is None where a prediction is no finite number, and one that is too large, or too
    small, to hold.
    """

    mse: float | None = entry(_mse, on_screen=False)
    rmse: float | None = entry(_rmse)
    nrmse: float | None = entry(_nrmse)
    mae: float | None = entry(_mae)
    r2: float | None = entry(_r2, form="near_one", column="r2")
    max_abs_error: float | None = entry(_max_abs_error, column="max_abs_error")
    relative_error_median: float | None = entry(_relative_error_median)
    relative_error_99: float | None = entry(_relative_error_99)

    def of(self, metric: str) -> float | None:
        """Return the metric of this name."""
        value: float | None = getattr(self, metric)
        return value
