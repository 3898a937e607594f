"""Minibatch Gauss-Newton on the hidden layer, solved in the dual.

With J the derivatives of a batch's outputs with respect to the hidden weights, (rows, weights), and
r its residuals, the Levenberg-Marquardt step is Jᵀu with ``(J Jᵀ + λ) u = r``: a system as small as
the batch. And J Jᵀ needs no J: a weight's derivative is an input times the slope that its unit
sends to the output, so J Jᵀ is the Gram matrix of the inputs times, element by element, that of
the slopes. The output layer stays as it is: to move it too would take half as long again, for no
more gain a step, and it is solved at the end.

A batch knows nothing of the others. What carries their knowledge is momentum on the solution, not
on the step, as in SPRING (Goldshlager, Abrahamsen & Lin 2024): the new step is the one nearest to
the last, shortened, that solves the batch. What momentum adds up can run away: on peaked functions
of 4 to 6 inputs steps grew until pre-activations moved by radians and the error rose. A trust
region holds them: pre-activations move by at most `REACH`, root mean square. What is left of such
a step always keeps what the linear model promises, so that the gain alone would steer the damping
to nothing; where full steps end beyond the region, it is at least a fraction of the squared error
(as in Yamashita & Fukushima 2001), up to a limit.

Where few rows hold most of the error, a part of each batch is drawn by it, from what each row's
residual was when it was last seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from formulafit.training.auto.layer import Array, Layer, rms

MOMENTUM = 0.92
DAMPING = 1e-6  # at first, relative to the mean diagonal of J Jᵀ
# Damping of steps that are cut short, at least: a fraction of the squared error, and no more than
# a limit. Fixed at the limit it hampers smooth formulas, without one any.
SHORT_OF_ERROR, SHORT_AT_MOST = 0.1, 1e-4
LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e6  # with the latter a step moves nothing
REACH = 0.05  # of a step, in pre-activations, root mean square over units and rows
FREE = ("relu",)  # has no scale of its own: its kinks have far to go, and a bound keeps them away
FAILED = 1.5  # a step that makes the batch's squared error so many times larger is taken back


class GaussNewton:
    """The state of a training run; `step` moves `layer`.

    Parameters
    ----------
    layer : Layer
    c : array
        (units + 1,), the readout that is held to, the bias last.
    X, y : array
        (inputs + 1, rows) and (rows,).
    rng : Generator
        Draws the order of the rows.

    Attributes
    ----------
    errors : list of float
        The RMSE of each batch so far, before its step.
    """

    def __init__(
        self, layer: Layer, c: Array, X: Array, y: Array, rng: np.random.Generator
    ) -> None:
        self.layer, self.c = layer, c
        self.X, self.y, self._rng = X, y, rng
        self._order, self._at = np.empty(0, int), len(y)
        self._missed = np.zeros(len(y))  # |residual| of each row when it was last in a batch
        self._last = np.zeros_like(layer.V)
        self.damping = DAMPING
        self.errors: list[float] = []

    def _batch(self, size: int, focus: float) -> NDArray[np.int_]:
        """Return the next rows in turn, and a fraction drawn by what the outputs missed there."""
        drawn = min(int(focus * size), int(np.count_nonzero(self._missed)))
        fresh = size - drawn
        if self._at + fresh > len(self.y):
            self._order, self._at = self._rng.permutation(len(self.y)), 0
        rows = self._order[self._at : self._at + fresh]
        self._at += fresh
        if not drawn:
            return rows
        weights = self._missed.copy()
        weights[rows] = 0
        known = np.flatnonzero(weights)
        # Exponential waiting times: the first are a weighted draw without replacement (Efraimidis &
        # Spirakis 2006).
        waits = self._rng.standard_exponential(len(known)) / weights[known]
        return np.concatenate([rows, known[np.argsort(waits)[:drawn]]])

    def step(self, size: int, length: float, focus: float = 0.0) -> None:
        """Take a step on `size` rows, its length at most a fraction of the full one.

        Of the rows a fraction `focus` is drawn by what was missed there, the others are the next.
        """
        rows = self._batch(min(size, len(self.y)), focus)
        X, y = self.X[:, rows], self.y[rows]
        P, D = self.layer.features_and_slopes(X)
        D *= self.c[:-1, None]  # slopes of the output by each unit's input
        residual = y - self._outputs(P)
        self._missed[rows] = np.abs(residual)
        self.errors.append(rms(residual))

        gram = D.T @ D
        gram *= X.T @ X  # J Jᵀ, (size, size)
        damping = self.damping * float(np.trace(gram)) / len(y)
        gram.flat[:: len(y) + 1] += damping
        explained = np.sum((self._last.T @ X) * D, axis=0)  # by the last step, had it been kept up
        factor, fault = lapack.dpotrf(gram.T, lower=1, overwrite_a=1, clean=0)
        if fault:
            self._raise_damping(10)
            return
        u, _ = lapack.dpotrs(factor, residual - MOMENTUM * explained, lower=1)
        self._last = MOMENTUM * self._last + (X * u) @ D.T
        beyond = False
        if self.layer.activation not in FREE:
            # Inputs have variance 1 and the row of ones has square 1, so that this is what moves.
            moved = np.sqrt(len(X) * np.mean(self._last**2))
            reach = REACH / max(float(moved), 1e-300)
            beyond, length = reach < 1, min(length, reach)

        layer = Layer(self.layer.activation, self.layer.V + length * self._last)
        old = float(residual @ residual)
        new = float(np.sum((y - self._outputs(layer.features(X))) ** 2))
        linear = (1 - length) * residual + length * damping * u
        self._steer(old, new, float(linear @ linear))
        if beyond:
            floor = min(SHORT_OF_ERROR * self.errors[-1] ** 2, SHORT_AT_MOST)
            self.damping = max(self.damping, floor)
        if new < FAILED * old:
            self.layer = layer
        else:
            self._last = np.zeros_like(layer.V)

    @property
    def evenness(self) -> float:
        """Mean over root mean square of the residuals last seen; 0.8 where they are normal."""
        seen = self._missed[self._missed > 0]
        return float(np.mean(seen)) / rms(seen) if seen.size else 1.0

    def error_on(self, X: Array, y: Array) -> float:
        """Return the RMSE on other rows, (inputs + 1, rows) and (rows,)."""
        return rms(self.layer.predict(self.c, X) - y)

    def _outputs(self, P: Array) -> Array:
        outputs: Array = self.c[:-1] @ P + self.c[-1]
        return outputs

    def _steer(self, old: float, new: float, linear: float) -> None:
        """Set the damping by the gain, relative to what the linear model promised."""
        gain = (old - new) / max(old - linear, 1e-300)
        if gain > 0.75:
            self.damping = max(self.damping / 1.5, LEAST_DAMPING)
        elif not gain > 0.25:
            self._raise_damping(3)

    def _raise_damping(self, factor: float) -> None:
        self.damping = min(self.damping * factor, MOST_DAMPING)
