"""Random features: a hidden layer drawn at random, and only its scale searched for.

After Rahimi & Recht (2007); the readout of such a layer is often all that a smooth formula of one
or two inputs needs, and the best scale says from where training should start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.readout import QUICK_RIDGES, RIDGES, Readout, quick
from formulafit.training.auto.run import Run

SCALES = (2.0**-14, 2.0**14)  # searched, in weights per standard deviation of an input


@dataclass(frozen=True)
class Candidate:
    """A drawn layer, its scale and its readout."""

    layer: Layer
    scale: float
    readout: Readout

    @property
    def error(self) -> float:
        """The readout's error."""
        return self.readout.error


Trial = Callable[[float], Candidate]


def draw_layer(
    activation: str, X: Array, metric: Array, scale: float, units: int, rng: np.random.Generator
) -> Layer:
    """Draw a hidden layer: directions normal in a metric, each unit centred on a data point.

    Parameters
    ----------
    activation : str
    X : array
        (inputs + 1, rows), the points.
    metric : array
        (inputs, inputs), applied to standard normal directions.
    scale : float
        Standard deviation of the weights where the metric is the identity.
    units : int
    rng : Generator
    """
    W = scale * metric @ rng.standard_normal((len(metric), units))
    points = X[:-1, rng.integers(X.shape[1], size=units)]
    return Layer(activation, np.vstack([W, -np.sum(W * points, axis=0)]))


@dataclass(frozen=True)
class Trials:
    """Draws layers and measures their readouts on some of the rows, for scales to be compared.

    Parameters
    ----------
    run : Run
    units, rows : int
        Of a trial; fewer than the network and the data have are enough to compare.
    precise : bool
        Whether the readout is solved by QR, or by normal equations, ten times as fast.
    """

    run: Run
    units: int
    rows: int
    precise: bool

    def of(self, activation: str, metric: Array) -> Trial:
        """Return the trial of a scale, for an activation and a metric."""
        return lambda scale: self.measure(activation, metric, scale)

    def measure(self, activation: str, metric: Array, scale: float) -> Candidate:
        """Draw a layer and solve its readout."""
        data = self.run.data
        X, y = data.first(self.rows)
        layer = draw_layer(activation, X, metric, scale, self.units, self.run.rng())
        self.run.budget.spend(
            counted.features(data.inputs, self.units, len(y) + len(data.y_held))
            + self._readout_work(len(y))
        )
        if self.precise:
            found = Readout.best(layer, X, y, data.X_held, data.y_held)
        else:
            found = quick(layer.features(X), y, layer.features(data.X_held), data.y_held)
        return Candidate(layer, scale, found)

    def _readout_work(self, rows: int) -> int:
        columns = self.units + 1
        if self.precise:
            choice = len(RIDGES) * columns * len(self.run.data.y_held)
            return counted.triangle(columns, rows) + counted.svd(min(columns, rows)) + choice
        return quick_readout_work(self.units, rows)


def quick_readout_work(units: int, rows: int) -> int:
    """Count `quick`."""
    columns = units + 1
    return counted.gram(columns, rows) + len(QUICK_RIDGES) * counted.cholesky(columns)


def climb(trial: Trial, scale: float) -> Candidate:
    """Find the best scale by factors of two from `scale`, up as long as it gets better, or down."""
    best = trial(scale)
    for factor in (2.0, 0.5):
        improved = False
        while SCALES[0] < best.scale * factor < SCALES[1]:
            other = trial(best.scale * factor)
            if not other.error < best.error:
                break
            best, improved = other, True
        if improved:
            break
    return best
