"""A tensor-product cubic spline by least squares, its intervals by the validation error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.interpolate import NdBSpline
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import splu

from formulafit.baselines.rows import BLOCK, Array, Detail, Predictor, Rows, least

CUBIC = 3
INTERVALS = (1, 2, 3, *(side << power for power in range(1, 11) for side in (2, 3)))  # to 3072
MAX_TERMS = 3000
# Relative to the largest entry of the normal equations: it fixes what no row does, and takes no
# part in what rows do fix, after a few corrections by what is left over.
RIDGE = 1e-10
CORRECTIONS = 3


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Fit splines over more and more intervals an input, and choose one."""

    def candidates() -> Iterator[tuple[Predictor, Detail]]:
        for intervals in INTERVALS:
            basis = Splines.of(rows, intervals)
            if basis.terms > min(MAX_TERMS, len(rows.y)):
                return
            detail = {
                "intervals": intervals,
                "inputs": len(basis.knots),
                "terms": basis.terms,
            }
            yield partial(_weighted_sum, basis, _least_squares(basis, rows)), detail

    return least(candidates(), rows)


@dataclass(frozen=True)
class Splines:
    """Tensor products of cubic B-splines over equal intervals."""

    knots: tuple[Array, ...]  # one array an input

    @classmethod
    def of(cls, rows: Rows, intervals: int) -> Splines:
        """Divide the range of each input into `intervals`."""
        low, high = rows.X.min(axis=0), rows.X.max(axis=0)
        inner = np.linspace(low, high, intervals + 1)
        knots = np.concatenate([[low] * CUBIC, inner, [high] * CUBIC])  # (knots, inputs)
        return cls(tuple(knots.T.copy()))

    @property
    def terms(self) -> int:
        """Number of products."""
        return int(np.prod([len(knots) - CUBIC - 1 for knots in self.knots]))

    def __call__(self, X: Array) -> csr_array:
        """Return the products' values ``(rows, terms)``; outside the range they go on smoothly."""
        found = NdBSpline.design_matrix(X, self.knots, CUBIC, extrapolate=True)
        shape = (len(X), self.terms)  # scipy leaves out zeros at the end
        return csr_array((found.data, found.indices, found.indptr), shape=shape)


def _least_squares(basis: Splines, rows: Rows) -> Array:
    """Return the coefficients ``(terms,)``.

    A product is nonzero on few rows, so that the normal equations are sparse. They square the
    condition number, which the corrections make up for.
    """
    blocks = [slice(start, start + BLOCK) for start in range(0, len(rows.y), BLOCK)]
    normal = csc_array((basis.terms, basis.terms))
    for block in blocks:
        values = basis(rows.X[block])
        normal = csc_array(normal + values.T @ values)
    ridge = RIDGE * normal.diagonal().max()
    factors = splu(csc_array(normal + ridge * eye_array(basis.terms)), permc_spec="MMD_AT_PLUS_A")
    coefficients = np.zeros(basis.terms)
    for _ in range(1 + CORRECTIONS):
        left = np.zeros(basis.terms)
        for block in blocks:
            values = basis(rows.X[block])
            left += values.T @ (rows.y[block] - values @ coefficients)
        coefficients += factors.solve(left)
    return coefficients


def _weighted_sum(basis: Splines, coefficients: Array, X: Array) -> Array:
    values: Array = basis(X) @ coefficients
    return values
