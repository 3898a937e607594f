"""A polynomial by least squares, its total degree chosen by the validation error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations_with_replacement
from math import comb

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray
from scipy.linalg import qr, solve_triangular
from scipy.linalg.lapack import dtrcon

from formulafit.baselines.rows import BLOCK, Array, Detail, Predictor, Rows, least

MAX_TERMS = 500
# Below this reciprocal condition number a least-squares solution is mostly rounding error.
MIN_RCOND = 1e-10


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Fit a polynomial of every degree that the rows can bear, and choose one.

    The terms stand in the order of their total degree, so that one QR decomposition of the
    largest design matrix holds the least-squares solution of every degree.
    """
    basis = Chebyshev.of(rows)
    triangle = _triangle(basis, rows)

    def candidates() -> Iterator[tuple[Predictor, Detail]]:
        for degree in range(basis.degree + 1):
            smaller = basis.up_to(degree)
            coefficients = _solve(triangle, smaller.terms)
            if coefficients is None:
                return  # nor can a higher degree be solved: its terms contain these
            detail = {"degree": degree, "terms": smaller.terms}
            yield partial(_weighted_sum, smaller, coefficients), detail

    return least(candidates(), rows)


@dataclass(frozen=True)
class Chebyshev:
    """Products of Chebyshev polynomials of inputs scaled to [-1, 1], by rising total degree."""

    low: Array  # (inputs,)
    high: Array  # (inputs,)
    exponents: NDArray[np.int64]  # (terms, inputs)

    @classmethod
    def of(cls, rows: Rows) -> Chebyshev:
        """Make the largest basis with at most `MAX_TERMS` terms and not more terms than rows."""
        inputs = rows.X.shape[1]
        degree = 0
        while comb(inputs + degree + 1, inputs) <= min(MAX_TERMS, len(rows.y)):
            degree += 1
        exponents = [
            np.bincount(chosen, minlength=inputs)
            for total in range(degree + 1)
            for chosen in combinations_with_replacement(range(inputs), total)
        ]
        return cls(rows.X.min(axis=0), rows.X.max(axis=0), np.array(exponents, dtype=np.int64))

    @property
    def terms(self) -> int:
        """Number of products."""
        return len(self.exponents)

    @property
    def degree(self) -> int:
        """Total degree."""
        return int(self.exponents[-1].sum())

    def up_to(self, degree: int) -> Chebyshev:
        """Return the part of the basis whose total degree is at most `degree`."""
        inputs = len(self.low)
        return replace(self, exponents=self.exponents[: comb(inputs + degree, inputs)])

    def __call__(self, X: Array) -> Array:
        """Return the products' values ``(rows, terms)``."""
        scaled = (2 * X - (self.low + self.high)) / (self.high - self.low)
        values = np.ones((len(X), self.terms))
        for column, exponents in zip(scaled.T, self.exponents.T, strict=True):
            values *= chebyshev.chebvander(column, self.degree)[:, exponents]
        return values


def _triangle(basis: Chebyshev, rows: Rows) -> Array:
    """Return the triangular factor of [design matrix, targets], ``(terms + 1, terms + 1)``.

    The QR decomposition is built up block by block: the factor of the rows so far stands for them.
    """
    triangle: Array = np.empty((0, basis.terms + 1))
    for start in range(0, len(rows.y), BLOCK):
        block = slice(start, start + BLOCK)
        matrix = np.column_stack([basis(rows.X[block]), rows.y[block]])
        (factor,) = qr(np.vstack([triangle, matrix]), mode="r", overwrite_a=True)
        triangle = np.asarray(factor[: basis.terms + 1], dtype=np.float64)
    return triangle


def _solve(triangle: Array, terms: int) -> Array | None:
    """Return the coefficients of the first `terms` functions, or None where they are not fixed."""
    square = triangle[:terms, :terms]
    rcond, _ = dtrcon(square)
    if not rcond > MIN_RCOND:
        return None
    coefficients: Array = solve_triangular(square, triangle[:terms, -1])
    return coefficients


def _weighted_sum(basis: Chebyshev, coefficients: Array, X: Array) -> Array:
    values: Array = basis(X) @ coefficients
    return values
