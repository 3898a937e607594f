"""The marginal likelihood of a Gaussian process, and its gradient (Rasmussen & Williams, 2006).

Scikit-learn's process has the same in five times the time: it looks at each pair of rows twice, and
makes a matrix of derivatives for each parameter. Most of an evaluation was that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.linalg.lapack import dpotri
from scipy.spatial.distance import pdist, squareform

from formulafit.baselines.rows import Array

# Squared distance in units of the length scales -> correlation, and -2 times its derivative.
Correlation: TypeAlias = Callable[[Array], tuple[Array, Array]]


def squared_exponential(square: Array) -> tuple[Array, Array]:
    """Return exp(-s/2), which is -2 times its own derivative."""
    value = np.exp(-square / 2)
    return value, value


def matern_3_2(square: Array) -> tuple[Array, Array]:
    """Return (1 + t) exp(-t), where t is sqrt(3 s), and -2 times its derivative by s."""
    t = np.sqrt(3 * square)
    decay = np.exp(-t)
    return (1 + t) * decay, 3 * decay


def matern_5_2(square: Array) -> tuple[Array, Array]:
    """Return (1 + t + t²/3) exp(-t), where t is sqrt(5 s), and -2 times its derivative by s."""
    t = np.sqrt(5 * square)
    decay = np.exp(-t)
    return (1 + t + t**2 / 3) * decay, 5 / 3 * (1 + t) * decay


@dataclass(frozen=True)
class Parameters:
    """Of a covariance: variance times correlation, plus noise where a row meets itself."""

    variance: float
    lengths: Array  # (inputs,)
    noise: float

    @classmethod
    def of(cls, theta: Array) -> Self:
        """Take them from their logarithms, in this order."""
        variance, *lengths, noise = np.exp(theta)
        return cls(float(variance), np.array(lengths), float(noise))

    def covariance(self, correlation: Array) -> Array:
        """Return the matrix ``(rows, rows)`` from the correlations ``(pairs,)`` of rows."""
        matrix: Array = squareform(self.variance * correlation)
        np.fill_diagonal(matrix, self.variance + self.noise)
        return matrix


@dataclass(frozen=True)
class Likelihood:
    """The logarithm of the marginal likelihood of targets, as a function of `Parameters`."""

    correlation: Correlation
    squares: Array  # (inputs, pairs): squared distances along each input
    y: Array  # (rows,), with mean 0 and standard deviation 1

    @classmethod
    def of(cls, correlation: Correlation, X: Array, y: Array) -> Self:
        """Take inputs ``(rows, inputs)`` and targets ``(rows,)``."""
        squares = [pdist(column[:, None], "sqeuclidean") for column in X.T]
        return cls(correlation, np.array(squares), y)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """Return it with its gradient; `theta` has the parameters' logarithms.

        It is -infinity, with a gradient of 0, where rounding leaves the covariance no square root.
        """
        found = Parameters.of(theta)
        values, slopes = self.correlation(found.lengths**-2.0 @ self.squares)
        try:
            root = cholesky(found.covariance(values), lower=True, overwrite_a=True)
        except np.linalg.LinAlgError:
            return -np.inf, np.zeros_like(theta)
        weights = cho_solve((root, True), self.y)
        constant = np.log(np.diag(root)).sum() + len(self.y) / 2 * np.log(2 * np.pi)
        likelihood = float(-self.y @ weights / 2 - constant)
        # By any parameter: half the sum of `change` times the covariance's derivative.
        inverse, _ = dpotri(root, lower=True)  # the lower triangle alone
        change = np.outer(weights, weights) - inverse.T
        own, pairs = np.trace(change), squareform(change, checks=False)  # the upper triangle
        gradient = [
            found.variance * (pairs @ values + own / 2),
            *(found.variance * (self.squares @ (pairs * slopes)) / found.lengths**2),
            found.noise * own / 2,
        ]
        return likelihood, np.array(gradient)
