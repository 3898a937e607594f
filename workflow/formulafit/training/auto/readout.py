"""The output layer by linear least squares.

Given the hidden layer, the best output layer solves a ridge regression. The ridge is the floor of
the error that can be reached: for a smooth formula it is next to nothing, for noisy data large.
`Readout.best` finds it from one QR factor, computed chunk by chunk so that memory does not grow
with the rows, and one singular value decomposition, which serves all ridges; `quick` goes by the
normal equations, ten times as fast and never more exact than 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, Hidden, rms

RIDGES = 10.0 ** -np.arange(2, 31, 2)  # relative to the largest squared singular value
# Where weights cancel, a readout of size `CANCELLING` or more, the largest ridge wins whose error
# is within a factor of the least. Smooth units are given little: 1.01 would cost a factor of 1.5
# under 10% of noise. Of relu, weights of kinks between two rows explode there, where no row looks.
LIKE, LIKE_KINKED = 1.001, 1.1
CANCELLING = 1e4
QUICK_RIDGES = 10.0 ** -np.arange(1, 14, 3)  # relative to the mean squared feature


@dataclass(frozen=True)
class Readout:
    """An output layer `c` (units + 1,), the bias last, with the ridge and the errors it has.

    `error` is the RMSE on the held-out rows; without any, the square root of the generalised
    cross-validation score. `train_error` is the RMSE on the rows solved for. `size` is what the
    output is summed from, Σ|cⱼ| rms(φⱼ): where it is large, terms cancel and rounding is magnified.
    """

    c: Array
    ridge: float
    error: float
    train_error: float
    size: float

    @classmethod
    def best(
        cls, layer: Hidden, X: Array, y: Array, X_held: Array, y_held: Array, *, refit: int = 0
    ) -> Readout:
        """Solve with the ridge that is best on the held-out rows, of those as good the largest.

        Where the error does not tell ridges apart, a small one gains nothing, and may give weights
        of 1e9 to units that are dead on all these rows and cancel on them. Without such weights the
        least error is taken as it is.

        Parameters
        ----------
        layer : Hidden
        X, X_held : array
            (inputs + 1, rows).
        y, y_held : array
            (rows,).
        refit : int
            Solve once more with that ridge and so many of the held-out rows, the last ones, too.
        """
        R, rows = triangle(layer, X, y), len(y)
        U, s, Vt = np.linalg.svd(R[:, :-1], full_matrices=False)
        target = U.T @ R[:, -1]
        readouts = np.stack([_ridge_solution(s, Vt, target, ridge) for ridge in RIDGES])
        if len(y_held):
            errors = np.sqrt(np.mean((layer.predict(readouts, X_held) - y_held) ** 2, axis=1))
        else:
            outside = max(float(R[:, -1] @ R[:, -1] - target @ target), 0.0)
            errors = np.array([_cross_validation(s, target, outside, rows, r) for r in RIDGES])
        i = int(np.argmin(errors))
        norms = np.linalg.norm(R[:, :-1], axis=0) / np.sqrt(rows)
        if np.abs(readouts[i]) @ norms > CANCELLING:
            like = LIKE_KINKED if layer.activation == "relu" else LIKE
            i = int(np.argmax(errors <= like * errors[i]))  # ridges fall
        c = readouts[i]
        if refit:
            R, rows = triangle(layer, X_held[:, -refit:], y_held[-refit:], R), rows + refit
            U, s, Vt = np.linalg.svd(R[:, :-1], full_matrices=False)
            c = _ridge_solution(s, Vt, U.T @ R[:, -1], RIDGES[i])
        train_error = float(np.linalg.norm(R @ np.append(c, -1.0))) / np.sqrt(rows)
        size = float(np.abs(c) @ norms)
        return cls(c, float(RIDGES[i]), float(errors[i]), train_error, size)


def triangle(layer: Hidden, X: Array, y: Array, R: Array | None = None) -> Array:
    """Return the triangular factor of ``[features, 1, y]``, continuing a given one.

    A part of the rows stacked below the factor of those before has the factor of them all, so
    that memory is needed for a part alone.
    """
    R = np.empty((0, layer.units + 2)) if R is None else R
    for rows in layer.chunks(len(y), least=2 * layer.units):
        columns = np.empty((layer.units + 2, len(R) + len(y[rows])))
        columns[:, : len(R)] = R.T
        columns[:-2, len(R) :] = layer.features(X[:, rows])
        columns[-2, len(R) :] = 1
        columns[-1, len(R) :] = y[rows]
        R = triangular_factor(columns)
    return R


def triangular_factor(columns: Array) -> Array:
    """Return R of the QR factorisation of a matrix given by its columns, which are overwritten.

    By Householder reflections, as `numpy.linalg.qr` does with twice the copies.
    """
    n = len(columns)
    factored, *_ = lapack.dgeqrf(columns.T, lwork=32 * n, overwrite_a=1)
    R: Array = np.triu(factored[:n])
    return R


def _ridge_solution(s: Array, Vt: Array, target: Array, ridge: float) -> Array:
    solution: Array = (s * target / (s * s + ridge * s[0] ** 2)) @ Vt
    return solution


def _cross_validation(s: Array, target: Array, outside: float, rows: int, ridge: float) -> float:
    """Return the root of the generalised cross-validation score (Golub, Heath & Wahba 1979).

    It is the leave-one-out error with all rows given the same leverage.
    """
    kept = ridge * s[0] ** 2 / (s * s + ridge * s[0] ** 2)  # of each component, by the residual
    freedom = max(rows - len(s), 0) + float(np.sum(kept))
    squared = outside + float(np.sum((kept * target) ** 2))
    return float(np.sqrt(rows * squared) / freedom) if freedom > 1e-9 * rows else float("inf")


def quick(P: Array, y: Array, P_held: Array, y_held: Array) -> Readout:
    """Solve by the normal equations, for features `P` (units, rows) and `P_held`.

    The ridge is chosen on the held-out rows, the smallest first that has a Cholesky factor.
    """
    P, P_held = (np.vstack([each, np.ones(each.shape[1])]) for each in (P, P_held))
    normal, target = P @ P.T, P @ y
    found = Readout(np.zeros(len(P)), float("inf"), rms(y_held), rms(y), 0.0)
    for ridge in QUICK_RIDGES:
        c = damped_solution(normal, target, ridge)
        error = rms(c @ P_held - y_held) if c is not None else float("inf")
        if c is not None and error < found.error:
            size = float(np.abs(c) @ np.sqrt(np.diag(normal) / len(y)))
            found = Readout(c, float(ridge), error, rms(c @ P - y), size)
    return found


def readout_work(inputs: int, units: int, rows: int, held: int) -> int:
    """Count `Readout.best` and its features, for so many rows held out."""
    columns = units + 1
    solve = counted.triangle(columns, rows) + counted.svd(min(columns, rows))
    return counted.features(inputs, units, rows + held) + solve + len(RIDGES) * columns * held


def quick_work(inputs: int, units: int, rows: int, held: int) -> int:
    """Count `quick` and its features."""
    solve = counted.gram(units + 1, rows) + len(QUICK_RIDGES) * counted.cholesky(units + 1)
    return counted.features(inputs, units, rows + held) + solve


def damped_solution(normal: Array, target: Array, ridge: float) -> Array | None:
    """Solve ``(normal + ridge · mean diagonal) c = target``; none where that is not definite."""
    damped = normal.copy()
    damped.flat[:: len(damped) + 1] += ridge * np.trace(normal) / len(normal)
    factor, fault = lapack.dpotrf(damped, lower=1, overwrite_a=1, clean=0)
    if fault:
        return None
    c: Array = lapack.dpotrs(factor, target, lower=1)[0]
    return c
