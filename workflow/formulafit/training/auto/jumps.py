"""Jumps of a formula of one input: found between neighbouring rows, and given steep units.

Where a formula jumps, two neighbouring rows differ by far more than the rows around them. No random
feature is as steep as that. Tanh units centred between the two are: the steepest is a step, those
of less and less steepness let pieces on both sides differ in slope and curvature as well. All
others are random features. Held-out rows tell whether a jump was one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.readout import Readout, quick, quick_work, readout_work
from formulafit.training.auto.run import Run

AROUND = 31  # differences that a jump is compared with
ABOVE = 10.0  # times what the slope around it lets expect, at least
SMALLEST = 0.005  # jump, of the range
STEEPEST, FLATTEST = 40.0, 0.5  # pre-activations over the gap, and over a standard deviation
UNITS = (1, 12, 48)  # a jump
SCALES = 2.0 ** np.arange(-2, 4)  # of the other units


@dataclass(frozen=True)
class Stepped:
    """A layer with steep units, the places of the jumps (in standardised inputs), its readout."""

    layer: Layer
    places: Array
    readout: Readout

    @property
    def error(self) -> float:
        """The readout's error."""
        return self.readout.error


def best_stepped(run: Run) -> Stepped | None:
    """Return the best layer with steep units; none where no jumps are seen, or too many."""
    data = run.data
    x, y = np.append(data.X[0], data.X_held[0]), np.append(data.y, data.y_held)
    places, gaps = find_jumps(x, y)
    if not 0 < len(places) <= run.units // 4:
        return None
    X, y = data.first(run.policy.exact_rows)
    best: tuple[float, Layer] | None = None
    for units in UNITS:
        if units > 1 and units * len(places) > run.units // 2:
            break
        steep = steep_units(places, gaps, units)
        for scale in SCALES:
            drawn = "tanh", data.X, np.eye(1), scale, run.units - steep.shape[1], run.rng()
            layer = Layer("tanh", np.hstack([steep, draw_layer(*drawn).V]))
            run.budget.spend(quick_work(1, run.units, len(y), len(data.y_held)))
            error = quick(layer.features(X), y, layer.features(data.X_held), data.y_held).error
            if best is None or error < best[0]:
                best = error, layer
    assert best is not None
    run.budget.spend(readout_work(1, run.units, len(y), len(data.y_held)))
    readout = Readout.best(best[1], X, y, data.X_held, data.y_held)
    return Stepped(best[1], places, readout)


def find_jumps(x: Array, y: Array) -> tuple[Array, Array]:
    """Return the middles and the widths of the gaps between rows over which `y` jumps.

    Parameters
    ----------
    x, y : array
        (rows,), in any order.
    """
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    gap, rise = np.diff(x), np.abs(np.diff(y))
    apart = gap > 0
    x, gap, rise = x[:-1][apart], gap[apart], rise[apart]
    if len(gap) < AROUND:
        return np.empty(0), np.empty(0)
    slope = median_filter(rise / gap, size=AROUND, mode="nearest")
    jumps = (rise > ABOVE * slope * gap) & (rise > ABOVE * np.median(rise))
    jumps &= rise > SMALLEST * np.ptp(y)
    return (x + gap / 2)[jumps], gap[jumps]


def steep_units(places: Array, gaps: Array, units: int) -> Array:
    """Return V (2, jumps · units), steepness by equal ratios from the step's down."""
    columns = []
    for place, gap in zip(places, gaps, strict=True):
        steepness = np.geomspace(STEEPEST / gap, FLATTEST, units)
        columns.append(np.vstack([steepness, -steepness * place]))
    return np.hstack(columns)
