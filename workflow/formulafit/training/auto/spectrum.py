"""A hidden layer of sines whose frequencies the data say: the spectral start.

Random features have one scale for all, found by climbing from a low one: of a fast wave on a slow
one, a packet, a chirp or a wave in three inputs they see nothing. The periodogram sees them. Layers
are drawn by it in several ways, which suit different formulas:

- *spread*: evenly along the cumulated density of frequencies, each of them held as densely as it is
  strong; in one input the density is then raised where the fit leaves something, by rounds;
- *graded*: the same with most units close to the cells' centres, from two inputs on;
- *lattice*: cosine and sine of a lattice over the strongest cells, in two inputs;
- *waves*: plane waves refined off the grid, the other units by the spectrum of what they leave;
- *pursuit*: waves alone, a few at a time, in two to four inputs where all others leave much.

Held-out rows choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.periodogram import Periodogram
from formulafit.training.auto.policy import Policy
from formulafit.training.auto.pursuit import pursue, pursuit_work
from formulafit.training.auto.readout import (
    Readout,
    damped_solution,
    quick,
    quick_work,
    readout_work,
)
from formulafit.training.auto.run import Run
from formulafit.training.auto.waves import peel

PURSUIT = "pursuit"
ROUNDS = 3  # in one input; of the waves' residual there are two
ROOM = 4  # units a cell: where more cells are raised, a further round spreads them too thin
FIT_RIDGE = 1e-12  # of the normal equations whose residual is looked at
SPACING = 0.75  # of the lattice, in cells; finer where the strongest cells are few
FINER = 1.25
REFINEMENTS = 12


@dataclass(frozen=True)
class Spectral:
    """A layer drawn by the spectrum, the way it was drawn, and its readout."""

    way: str
    layer: Layer
    readout: Readout

    @property
    def error(self) -> float:
        """The readout's error."""
        return self.readout.error


def least_gain(policy: Policy, way: str) -> float:
    """Return the part of random features' error that a layer drawn in this way has to beat."""
    return policy.spectral_pursued if way == PURSUIT else policy.spectral


def best_start(run: Run, error: float) -> Spectral | None:
    """Return the best layer drawn by the spectrum; none where all leave too much of an `error`.

    The normal equations rank the layers and QR measures the best.
    """
    policy = run.policy
    drawer = _Drawer(run, *run.data.first(min(policy.spectral_rows, run.data.rows)))
    drawn = [(_quick_error(run, layer), way, layer) for way, layer in drawer.layers()]
    least = min((left for left, *_ in drawn), default=0.0)
    if min(error, least) > policy.pursued and drawer.may_pursue():
        layer = drawer.pursued()
        drawn.append((_quick_error(run, layer), PURSUIT, layer))
    drawn = sorted(drawn, key=lambda entry: entry[0])[: policy.spectral_finalists]
    finalists = [
        Spectral(way, layer, _exact_readout(run, layer))
        for left, way, layer in drawn
        if left < max(least_gain(policy, way) * error, policy.promising)
    ]
    return min(finalists, key=lambda each: each.error, default=None)


class _Drawer:
    """Draws hidden layers by the spectrum of rows `X` (inputs + 1, rows), `y` (rows,)."""

    def __init__(self, run: Run, X: Array, y: Array) -> None:
        self.run, self.X, self.y = run, X, y
        self.grid, self.rng, self.units = Periodogram(X), run.rng(), run.units

    def layers(self) -> Iterator[tuple[str, Layer]]:
        """Draw layers in all ways that suit the number of inputs, each with its way's name."""
        density = self._density(self.y)
        if density is None:  # noise, or so fast that the grid folds it to nothing
            return
        if self.grid.inputs == 1:
            yield from self._rounds(density)
        else:
            yield "graded", self._layer(self._spread(density, self.units, graded=True))
        if self.grid.inputs == 2:
            yield "spread", self._layer(self._spread(density, self.units))
            yield "lattice", self._layer(self._lattice(density))
        yield from self._waves()

    def _rounds(self, density: Array) -> Iterator[tuple[str, Layer]]:
        for k in range(ROUNDS):
            layer = self._layer(self._spread(density, self.units))
            yield "spread", layer
            if k == ROUNDS - 1 or (k and ROOM * np.count_nonzero(density) > self.units):
                return
            left = self._density(self._residual(layer))
            if left is None:
                return
            density = np.maximum(density, left)

    def _waves(self) -> Iterator[tuple[str, Layer]]:
        most = min(self.run.policy.most_waves, self.units // 8)
        waves = peel(self.y, self.grid, most, self.run.budget)
        if not len(waves.W):
            return
        pairs = self._pairs(waves.W)
        density = self._density(waves.residual)
        if density is None:
            density = np.zeros(self.grid.frequencies_count)
            density[0] = 1.0
        others, graded = self.units - pairs.shape[1], self.grid.inputs > 1
        layer = self._layer(pairs, self._spread(density, others, graded))
        yield "waves", layer
        left = self._density(self._residual(layer))
        if left is not None:
            yield (
                "waves",
                self._layer(pairs, self._spread(np.maximum(density, left), others, graded)),
            )

    def may_pursue(self) -> bool:
        """Tell whether waves are pursued for so many inputs, and the work is enough for it."""
        policy, work = self.run.policy, pursuit_work(self.grid, len(self.y), self.units // 2)
        few = 2 <= self.grid.inputs <= policy.pursued_inputs
        return few and work <= policy.spectral_share * self.run.budget.limit

    def pursued(self) -> Layer:
        """Return cosine and sine of the waves that the rows are nearly made of."""
        waves = pursue(self.y, self.grid, self.units // 2, self.run.budget)
        return self._layer(self._pairs(waves))

    def _layer(self, *columns: Array) -> Layer:
        return Layer("sin", np.hstack(columns))

    def _density(self, values: Array) -> Array | None:
        self.run.budget.spend(self.grid.work)
        return self.grid.density(values)

    def _spread(self, density: Array, units: int, graded: bool = False) -> Array:
        """Return V (inputs + 1, units), evenly along the cumulated density of frequencies."""
        rng = self.rng
        if self.grid.inputs == 1:  # from a density that is constant within cells; sine and cosine
            even = (np.arange(units) + rng.uniform(size=units)) / units
            cumulated = np.cumsum(np.convolve(density, [0.5, 1.0, 0.5], "same"))
            cumulated = np.append(0.0, cumulated / cumulated[-1])
            k = np.sort(np.interp(even, cumulated, np.arange(len(cumulated)) - 0.5))[:, None]
            phase = np.tile([0.0, np.pi / 2], units)[:units] + rng.uniform(0, 2 * np.pi)
        else:
            even = (np.arange(units) + rng.uniform()) / units
            cumulated = np.cumsum(density)
            k = self.grid.frequencies(np.searchsorted(cumulated, even * cumulated[-1]))
            jitter = rng.uniform(-1, 1, k.shape)
            k = k + jitter * (10.0 ** rng.uniform(-2, 0, (units, 1)) if graded else 1.0)
            phase = rng.uniform(0, 2 * np.pi, units)
        return self._columns(self.grid.angular(k), phase)

    def _lattice(self, density: Array) -> Array:
        """Return V (3, units): pairs on a lattice over the cells of highest power, half a plane."""
        pairs, rng, grid = self.units // 2, self.rng, self.grid
        strength = density.reshape(grid.shape)
        strength = maximum_filter(strength, size=3, mode=("wrap", "nearest"))
        near = grid.frequencies(np.flatnonzero(strength))
        low, high = near.min(axis=0) - 0.5, near.max(axis=0) + 0.5
        spacing = SPACING
        for _ in range(REFINEMENTS):
            starts = low + spacing * rng.uniform(size=2)
            axes = [np.arange(*each, spacing) for each in zip(starts, high, strict=True)]
            k = np.stack([each.ravel() for each in np.meshgrid(*axes, indexing="ij")], axis=1)
            k = k[k[:, 1] > 0]
            cell = np.rint(k).astype(int)
            value = strength[cell[:, 0] % grid.shape[0], np.minimum(cell[:, 1], grid.shape[1] - 1)]
            k, value = k[value > 0], value[value > 0]
            if len(k) >= pairs:
                break
            spacing /= FINER
        k = k[np.argsort(-value, kind="stable")[:pairs]]
        V = self._pairs(grid.angular(k))
        return np.hstack([V, self._spread(density, self.units - V.shape[1])])

    def _pairs(self, W: Array) -> Array:
        """Return V (inputs + 1, 2 waves): sine and cosine of each of the waves `W`."""
        phases = np.zeros(len(W)), np.full(len(W), np.pi / 2)
        return np.hstack([self._columns(W, phase) for phase in phases])

    def _columns(self, W: Array, phase: Array) -> Array:
        return np.vstack([W.T, phase - W @ self.grid.centre])

    def _residual(self, layer: Layer) -> Array:
        """Return what the normal equations of all rows leave, (rows,)."""
        P = np.vstack([layer.features(self.X), np.ones(len(self.y))])
        self.run.budget.spend(_fit_work(self.run, len(self.y)))
        normal, target = P @ P.T, P @ self.y
        for ridge in FIT_RIDGE * 100.0 ** np.arange(4):
            c = damped_solution(normal, target, ridge)
            if c is not None:
                residual: Array = self.y - c @ P
                return residual
        return self.y


def spectral_work(run: Run) -> int:
    """Count `best_start`, about: some periodograms, a few fits to all rows, and the ranking."""
    rows = min(run.policy.spectral_rows, run.data.rows)
    fits = 3 * _fit_work(run, rows) + 5 * _quick_work(run) + 2 * _exact_work(run)
    return 8 * Periodogram.work_for(run.data.inputs) + fits


def _fit_work(run: Run, rows: int) -> int:
    columns = run.units + 1
    products = counted.gram(columns, rows) + counted.cholesky(columns)
    return counted.features(run.data.inputs, run.units, rows) + products


def _quick_work(run: Run) -> int:
    rows = min(run.policy.exact_rows, run.data.rows)
    return quick_work(run.data.inputs, run.units, rows, len(run.data.y_held))


def _exact_work(run: Run) -> int:
    rows = min(run.policy.exact_rows, run.data.rows)
    return readout_work(run.data.inputs, run.units, rows, len(run.data.y_held))


def _quick_error(run: Run, layer: Layer) -> float:
    data = run.data
    X, y = data.first(run.policy.exact_rows)
    run.budget.spend(_quick_work(run))
    return quick(layer.features(X), y, layer.features(data.X_held), data.y_held).error


def _exact_readout(run: Run, layer: Layer) -> Readout:
    data = run.data
    X, y = data.first(run.policy.exact_rows)
    run.budget.spend(_exact_work(run))
    return Readout.best(layer, X, y, data.X_held, data.y_held)
