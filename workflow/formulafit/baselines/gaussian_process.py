"""A Gaussian process (Rasmussen & Williams, 2006) on a few rows, its noise among what it learns."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Kernel, Matern, WhiteKernel

from formulafit.baselines.rows import Array, Detail, Predictor, Rows, least

Shape: TypeAlias = Callable[[list[float]], Kernel]  # length scales -> kernel

# The work grows with the cube of the rows. Likelihoods are compared on the fewest, followed
# uphill on more, and the process learns from the most.
START_ROWS, SEARCH_ROWS, ROWS = 250, 500, 2000
# Uphill until a step gains no more than 1e-5 of the likelihood's logarithm, some hundredths for 500
# rows: what is beyond moves no prediction, and would be a third of the work.
STEPS: Any = {"maxiter": 30, "maxfun": 40, "ftol": 1e-5}
LENGTHS, LENGTH_BOUNDS = (0.02, 0.05, 0.15, 0.5, 1.5), (1e-3, 1e3)  # of an input's range
NOISES, NOISE_BOUNDS = (1e-6, 1e-2), (1e-12, 1.0)  # variances, relative to the targets'
VARIANCE_BOUNDS = (1e-3, 1e6)
SHAPES: dict[str, Shape] = {
    "squared_exponential": lambda lengths: RBF(lengths, LENGTH_BOUNDS),
    "matern_5_2": lambda lengths: Matern(lengths, LENGTH_BOUNDS, nu=2.5),
    "matern_3_2": lambda lengths: Matern(lengths, LENGTH_BOUNDS, nu=1.5),
}


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Fit a process of each kernel; the validation error chooses among them."""
    X, y = rows.X[:ROWS], rows.y[:ROWS]
    if not np.ptp(y):
        return least([], rows)

    def candidates() -> Iterator[tuple[Predictor, Detail]]:
        for name, shape in SHAPES.items():
            kernel = _search(_start(shape, X, y), X[:SEARCH_ROWS], y[:SEARCH_ROWS])
            process = _condition(kernel, X, y)
            if process:
                yield process.predict, {"kernel": name, "rows": len(y)}

    with warnings.catch_warnings():
        # A length or a noise at its bound is an answer, and so is what is found in few steps.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return least(candidates(), rows)


def _start(shape: Shape, X: Array, y: Array) -> Kernel:
    """Return the kernel of the most likely of a few length scales and noises."""
    kernels = [
        ConstantKernel(1.0, VARIANCE_BOUNDS) * shape([length] * X.shape[1])
        + WhiteKernel(noise, NOISE_BOUNDS)
        for length, noise in product(LENGTHS, NOISES)
    ]
    few = slice(START_ROWS)
    return max(kernels, key=lambda kernel: _likelihood(kernel, X[few], y[few]))


def _likelihood(kernel: Kernel, X: Array, y: Array) -> float:
    try:
        process = _process(kernel).fit(X, y)
    except np.linalg.LinAlgError:
        return -np.inf
    return float(process.log_marginal_likelihood_value_)


def _search(kernel: Kernel, X: Array, y: Array) -> Kernel:
    """Return the kernel of the greatest likelihood that a few steps uphill find."""
    try:
        return _process(kernel, optimizer=_uphill).fit(X, y).kernel_
    except np.linalg.LinAlgError:
        return kernel


def _uphill(negative: Any, start: Array, bounds: Array) -> tuple[Array, float]:
    method: Any = "L-BFGS-B"
    found = minimize(negative, start, method=method, jac=True, bounds=list(bounds), options=STEPS)
    return found.x, found.fun


def _condition(kernel: Kernel, X: Array, y: Array) -> GaussianProcessRegressor | None:
    """Return the process given the rows; more noise where rounding asks for it."""
    while True:
        try:
            return _process(kernel).fit(X, y)
        except np.linalg.LinAlgError:
            theta = kernel.theta.copy()
            theta[-1] += np.log(10)  # the noise, the last of the kernel's logarithms
            if theta[-1] > np.log(NOISE_BOUNDS[1]):
                return None
            kernel = kernel.clone_with_theta(theta)


def _process(kernel: Kernel, optimizer: Any = None) -> GaussianProcessRegressor:
    return GaussianProcessRegressor(kernel, alpha=0.0, optimizer=optimizer, normalize_y=True)
