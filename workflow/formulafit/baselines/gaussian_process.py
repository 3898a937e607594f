"""A Gaussian process (Rasmussen & Williams, 2006) on a few rows, its noise among what it learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import minimize
from scipy.spatial.distance import cdist, pdist

from formulafit.baselines.likelihood import (
    Correlation,
    Likelihood,
    Parameters,
    matern_3_2,
    matern_5_2,
    squared_exponential,
)
from formulafit.baselines.rows import Array, Detail, Predictor, Rows, least

# The work grows with the cube of the rows. Likelihoods are compared on the fewest, followed
# uphill on more, and the process learns from the most.
START_ROWS, SEARCH_ROWS, ROWS = 250, 500, 2000
# Uphill until a step gains no more than 1e-5 of the likelihood's logarithm, some hundredths for 500
# rows: what is beyond moves no prediction, and would be a third of the work.
STEPS: Any = {"maxiter": 30, "maxfun": 40, "ftol": 1e-5}
LENGTHS, LENGTH_BOUNDS = (0.02, 0.05, 0.15, 0.5, 1.5), (1e-3, 1e3)  # of an input's range
NOISES, NOISE_BOUNDS = (1e-6, 1e-2), (1e-12, 1.0)  # variances, relative to the targets'
VARIANCE_BOUNDS = (1e-3, 1e6)
KERNELS: dict[str, Correlation] = {
    "squared_exponential": squared_exponential,
    "matern_5_2": matern_5_2,
    "matern_3_2": matern_3_2,
}


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Fit a process of each kernel; the validation error chooses among them."""
    X, y = rows.X[:ROWS], rows.y[:ROWS]
    if not np.ptp(y):
        return least([], rows)

    def candidates() -> Iterator[tuple[Predictor, Detail]]:
        for name, correlation in KERNELS.items():
            theta = _search(correlation, X[:SEARCH_ROWS], y[:SEARCH_ROWS])
            process = Process.given(correlation, theta, X, y)
            if process:
                yield process, {"kernel": name, "rows": len(y)}

    return least(candidates(), rows)


def _search(correlation: Correlation, X: Array, y: Array) -> Array:
    """Return the parameters' logarithms of the greatest likelihood that a few steps find."""
    likelihood = Likelihood.of(correlation, X, _standardised(y))
    bounds: Any = np.log([VARIANCE_BOUNDS, *[LENGTH_BOUNDS] * X.shape[1], NOISE_BOUNDS])

    def negative(theta: Array) -> tuple[float, Array]:
        value, gradient = likelihood(theta)
        return -value, -gradient

    start = _start(correlation, X[:START_ROWS], y[:START_ROWS])
    found = minimize(negative, start, method="L-BFGS-B", jac=True, bounds=bounds, options=STEPS)
    parameters: Array = found.x
    return parameters


def _start(correlation: Correlation, X: Array, y: Array) -> Array:
    """Return the most likely of a few length scales and noises."""
    likelihood = Likelihood.of(correlation, X, _standardised(y))
    candidates = [
        np.log([1.0, *[length] * X.shape[1], noise]) for length, noise in product(LENGTHS, NOISES)
    ]
    return max(candidates, key=lambda theta: likelihood(theta)[0])


def _standardised(y: Array) -> Array:
    scaled: Array = (y - y.mean()) / (y.std() or 1.0)
    return scaled


@dataclass(frozen=True)
class Process:
    """The mean of a process given some rows, as a function of inputs ``(rows, inputs)``."""

    correlation: Correlation
    parameters: Parameters
    X: Array  # (rows, inputs)
    weights: Array  # (rows,)
    mean: float  # of the targets
    deviation: float

    @classmethod
    def given(cls, correlation: Correlation, theta: Array, X: Array, y: Array) -> Process | None:
        """Learn from rows, with more noise where rounding asks for it; None where none helps."""
        found = Parameters.of(theta)
        values, _ = correlation(pdist(X / found.lengths, "sqeuclidean"))
        while found.noise <= NOISE_BOUNDS[1]:
            try:
                root = cholesky(found.covariance(values), lower=True, overwrite_a=True)
            except np.linalg.LinAlgError:
                found = replace(found, noise=10 * found.noise)
                continue
            weights = cho_solve((root, True), _standardised(y))
            return cls(correlation, found, X, weights, float(y.mean()), float(y.std()))
        return None

    def __call__(self, X: Array) -> Array:
        """Predict ``(rows,)`` values."""
        lengths = self.parameters.lengths
        correlation, _ = self.correlation(cdist(X / lengths, self.X / lengths, "sqeuclidean"))
        return self.mean + self.deviation * self.parameters.variance * (correlation @ self.weights)
