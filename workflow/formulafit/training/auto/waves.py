"""Plane waves in the data: peaks of the periodogram, refined off its grid, peeled by rounds.

A wave whose periods over the box are no whole number lies between cells, and from the cell's own
frequency its phase is lost across the box. The least-squares fit of ``a e^{iωx} + b x e^{iωx}``
tells how far the frequency is off, ``δω = Im(b / a)``; Gauss-Newton on all waves found so far, at
once, leaves their frequencies as exact as rounding allows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, rms
from formulafit.training.auto.periodogram import Periodogram
from formulafit.training.auto.readout import damped_solution
from formulafit.training.work import Budget

A_ROUND = 4  # peaks at most, each of at least a tenth of the highest one's power
SHARE = 0.1
WORTHWHILE = 0.7  # a round that leaves more of the error than this is taken back
EXACT = 1e-13  # of the spread, where there is nothing left to find
STEPS = 3  # of Gauss-Newton on all waves
LONGEST = 0.5  # step, in cells
RIDGE = 1e-13  # relative to the mean squared column


@dataclass(frozen=True)
class Waves:
    """Plane waves found: weights `W` (waves, inputs), and what they leave of values, (rows,)."""

    W: Array
    residual: Array


def peel(y: Array, grid: Periodogram, most: int, budget: Budget) -> Waves:
    """Find the plane waves in `y` (rows,), up to `most` of them."""
    found = Waves(np.empty((0, grid.inputs)), y - y.mean())
    while len(found.W) < most:
        budget.spend(grid.work)
        peaks = grid.peaks(found.residual, min(A_ROUND, most - len(found.W)), SHARE)
        if not len(peaks):
            break
        new = [_refined(w, grid, found.residual) for w in grid.angular(peaks)]
        waves = _together(np.vstack([found.W, *new]), grid, y, budget)
        if rms(waves.residual) > WORTHWHILE * rms(found.residual):
            break
        found = waves
        if rms(found.residual) < EXACT:
            break
    return found


def _refined(w: Array, grid: Periodogram, residual: Array) -> Array:
    """Return one wave's weights (1, inputs), moved to where its power is greatest."""
    best, most = w, -1.0
    for _ in range(STEPS + 2):
        phase = w @ grid.Z
        power = float(np.hypot(np.cos(phase) @ residual, np.sin(phase) @ residual))
        if power < most:
            break
        best, most = w, power
        w = w + correction(w[None], grid, residual)[0]
    return best[None]


def _together(W: Array, grid: Periodogram, y: Array, budget: Budget) -> Waves:
    """Move all waves at once; return the best of all steps."""
    best: Waves | None = None
    columns = 1 + 2 * len(W) * (1 + grid.inputs)
    for k in range(STEPS + 1):
        basis = _basis(W @ grid.Z)
        waves = Waves(W, y - _solution(basis, y) @ basis)
        if best is None or rms(waves.residual) < rms(best.residual):
            best = waves
        elif rms(waves.residual) > 2 * rms(best.residual):
            break
        if k < STEPS:
            W = W + correction(W, grid, y)
        budget.spend(counted.features(grid.inputs, 2 * len(W), len(y)))
        budget.spend(counted.gram(columns, len(y)) + counted.cholesky(columns))
    assert best is not None
    return best


def correction(W: Array, grid: Periodogram, y: Array) -> Array:
    """Return δω of each wave, (waves, inputs), at most `LONGEST` cells."""
    n, inputs = W.shape
    basis = _basis(W @ grid.Z)
    moving = [z * basis[1:] for z in grid.Z - grid.centre[:, None]]
    solution = _solution(np.vstack([basis, *moving]), y)
    a = solution[1 : n + 1] - 1j * solution[n + 1 : 2 * n + 1]
    b = solution[2 * n + 1 :].reshape(inputs, 2, n)
    b = b[:, 0] - 1j * b[:, 1]
    a[a == 0] = np.inf  # no wave, no correction
    cells = np.imag(b / a).T * grid.length / (2 * np.pi)
    return grid.angular(np.clip(cells, -LONGEST, LONGEST))


def _basis(phases: Array) -> Array:
    """Return rows of 1, cosines and sines, (1 + 2 waves, rows)."""
    return np.vstack([np.ones(phases.shape[1]), np.cos(phases), np.sin(phases)])


def _solution(basis: Array, y: Array) -> Array:
    """Return the least-squares coefficients of the rows of `basis`."""
    normal, target = basis @ basis.T, basis @ y
    for ridge in RIDGE * 100.0 ** np.arange(6):
        c = damped_solution(normal, target, ridge)
        if c is not None:
            return c
    return np.zeros(len(basis))
