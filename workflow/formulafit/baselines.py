"""What a network has to beat: the mean, a polynomial, a spline and gradient-boosted trees.

All learn from the rows the network learns from, noisy as they are, and choose their size (degree,
knots, trees) by the error on the same validation rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations_with_replacement
from math import comb, inf
from typing import Protocol, TypeAlias

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray
from scipy.interpolate import NdBSpline
from scipy.linalg import qr, solve_triangular
from scipy.linalg.lapack import dtrcon
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

Array: TypeAlias = NDArray[np.float64]
Predictor: TypeAlias = Callable[[Array], Array]

MAX_TERMS = 500
MAX_TREES = 200
SPLINE_INTERVALS = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # an input
CUBIC = 3
# Rows of a design matrix held at once, so that the memory needed does not grow with the data.
BLOCK = 4096
# Below this reciprocal condition number a least-squares solution is mostly rounding error.
MIN_RCOND = 1e-10
# An error below this fraction of the targets' size is rounding, and no reason for a larger model.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Rows:
    """The rows to learn from: inputs ``(rows, inputs)`` and targets ``(rows,)``."""

    X: Array
    y: Array
    X_validation: Array
    y_validation: Array


Method: TypeAlias = Callable[[Rows], tuple[Predictor, str]]  # the predictor and its detail


@dataclass(frozen=True)
class Baseline:
    """A trained baseline: a function of inputs ``(rows, inputs)``."""

    predictor: Predictor
    varying: NDArray[np.bool_]  # the inputs that it reads: those which vary over the training rows
    detail: str  # what was chosen, such as "degree 7, 8 terms"
    cpu_seconds: float

    def __call__(self, X: Array) -> Array:
        """Predict ``(rows,)`` values; NaN or infinite where the model grows too large to hold."""
        with threadpool_limits(1), np.errstate(over="ignore", invalid="ignore"):
            return self.predictor(_columns(X, self.varying))


def fit_baselines(
    X: Array, y: Array, X_validation: Array, y_validation: Array
) -> dict[str, Baseline]:
    """Train every baseline that suits the number of inputs, on one thread.

    Parameters
    ----------
    X, y : array
        Training rows without the validation rows, ``(rows, inputs)`` and ``(rows,)``, float64.
    X_validation, y_validation : array
        Validation rows. When there are none, the last tenth of the training rows takes their
        place, and is not trained on.

    Returns
    -------
    dict
        ``mean``, ``polynomial``, ``spline`` (for one or two inputs) and ``boosted_trees``. Where
        no input varies, each of them is the mean.

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
    varying = X.max(axis=0) > X.min(axis=0)
    rows = Rows(_columns(X, varying), y, _columns(X_validation, varying), y_validation)
    methods: dict[str, Method] = {"mean": fit_mean, "polynomial": fit_polynomial}
    if X.shape[1] <= 2:
        methods["spline"] = fit_spline
    methods["boosted_trees"] = fit_boosted_trees
    baselines = {}
    with threadpool_limits(1), np.errstate(over="ignore", invalid="ignore"):
        for name, method in methods.items():
            start = time.process_time()
            predictor, detail = method(rows) if varying.any() else fit_mean(rows)
            baselines[name] = Baseline(predictor, varying, detail, time.process_time() - start)
    return baselines


def fit_mean(rows: Rows) -> tuple[Predictor, str]:
    """Predict the mean of the training targets everywhere."""
    mean = float(rows.y.mean())
    return lambda X: np.full(len(X), mean), f"constant {mean:.4g}"


def fit_polynomial(rows: Rows) -> tuple[Predictor, str]:
    """Fit a polynomial, its total degree chosen by the validation error.

    The terms stand in the order of their total degree, so that one QR decomposition of the
    largest design matrix holds the least-squares solution of every degree.
    """
    basis = Chebyshev.of(rows)
    triangle = _triangle(basis, rows)

    def candidates() -> Iterator[Fitted]:
        for degree in range(basis.degree + 1):
            smaller = basis.up_to(degree)
            coefficients = _solve(triangle, smaller.terms)
            if coefficients is None:
                return  # nor can a higher degree be solved: its terms contain these
            yield smaller, coefficients, f"degree {degree}, {_count(smaller.terms, 'term')}"

    return _least(candidates(), rows)


def fit_spline(rows: Rows) -> tuple[Predictor, str]:
    """Fit a tensor-product cubic spline, its number of intervals chosen by the validation error."""

    def candidates() -> Iterator[Fitted]:
        for intervals in SPLINE_INTERVALS:
            basis = Splines.of(rows, intervals)
            if basis.terms > min(MAX_TERMS, len(rows.y)):
                return
            coefficients = _solve(_triangle(basis, rows), basis.terms)
            if coefficients is None:
                return  # an interval without data
            each = "" if len(basis.knots) == 1 else " an input"
            detail = f"{_count(intervals, 'interval')}{each}, {_count(basis.terms, 'term')}"
            yield basis, coefficients, detail

    return _least(candidates(), rows)


def fit_boosted_trees(rows: Rows) -> tuple[Predictor, str]:
    """Fit gradient-boosted regression trees, their number chosen by the validation error."""
    model = HistGradientBoostingRegressor(
        max_iter=MAX_TREES,
        # scikit-learn's 20 rows a leaf would leave a small training set in one piece
        min_samples_leaf=min(20, max(2, len(rows.y) // 20)),
        early_stopping=True,
        random_state=0,  # of the sample that the bins are made from, beyond 200,000 rows
    )
    model.fit(rows.X, rows.y, X_val=rows.X_validation, y_val=rows.y_validation)
    return model.predict, _count(model.n_iter_, "tree")


class Basis(Protocol):
    """Functions of the inputs whose weighted sum is the model."""

    @property
    def terms(self) -> int:
        """Number of functions."""

    def __call__(self, X: Array) -> Array:
        """Return the functions' values ``(rows, terms)`` at inputs ``(rows, inputs)``."""


Fitted: TypeAlias = tuple[Basis, Array, str]  # basis, its coefficients, detail


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

    def __call__(self, X: Array) -> Array:
        """Return the products' values ``(rows, terms)``; outside the range they go on smoothly."""
        sparse = NdBSpline.design_matrix(X, self.knots, CUBIC, extrapolate=True)
        values = np.zeros((len(X), self.terms))
        values[:, : sparse.shape[1]] = sparse.toarray()  # scipy leaves out zeros at the end
        return values


def _triangle(basis: Basis, rows: Rows) -> Array:
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


def _least(candidates: Iterable[Fitted], rows: Rows) -> tuple[Predictor, str]:
    """Return the first model with the least validation error; the mean without a candidate."""
    chosen, least = fit_mean(rows), inf
    for basis, coefficients, detail in candidates:
        predictor = partial(_weighted_sum, basis, coefficients)
        error = _rms(predictor(rows.X_validation) - rows.y_validation)
        if error < least:
            chosen, least = (predictor, detail), error
        if error <= ROUNDING * _rms(rows.y_validation):
            break
    return chosen


def _weighted_sum(basis: Basis, coefficients: Array, X: Array) -> Array:
    blocks = [X[start : start + BLOCK] for start in range(0, len(X), BLOCK)]
    return np.concatenate([basis(block) @ coefficients for block in blocks] or [np.empty(0)])


def _columns(X: Array, chosen: NDArray[np.bool_]) -> Array:
    return np.ascontiguousarray(X[:, chosen])  # scipy's splines take no other order


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
