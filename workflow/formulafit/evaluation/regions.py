"""Errors inside the box, near its faces, and outside of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.axes import LINEAR_AXES, Axes
from formulafit.documents.evaluation import RegionErrors
from formulafit.formula import Formula
from formulafit.metrics import Array, measure

Mask: TypeAlias = NDArray[np.bool_]

EDGE = 0.02  # of a side: test rows this near to a face are the edge
MARGIN = 0.1  # of a side, beyond each face: how far the outside is looked at
OUTSIDE_POINTS = 2000


@dataclass(frozen=True)
class Outside:
    """Points between the box and the box widened by `MARGIN` of each side, where defined."""

    X: Array  # (points, inputs)
    y: Array  # (points,)
    dropped: int  # points where the formula is undefined

    @classmethod
    def around(
        cls,
        formula: Formula,
        box: Array,
        generator: np.random.Generator,
        axes: Axes = LINEAR_AXES,
    ) -> Outside:
        """Draw `OUTSIDE_POINTS` points, uniform in the shell; drop the undefined ones.

        Sides and margins are measured along the axes of the inputs.
        """
        low, high = axes.see(box.T)
        margin = MARGIN * (high - low)
        shell = np.empty((0, len(box)))
        while len(shell) < OUTSIDE_POINTS:  # 1/6 of the points or more are in the shell
            seen = generator.uniform(low - margin, high + margin, (OUTSIDE_POINTS, len(box)))
            X = axes.unsee(seen)
            shell = np.concatenate([shell, X[~is_inside(X, box)]])
        X = shell[:OUTSIDE_POINTS]
        y = formula(X)
        defined = np.isfinite(y)
        return cls(X[defined], y[defined], OUTSIDE_POINTS - int(defined.sum()))


def is_inside(X: Array, box: Array) -> Mask:
    """Tell for each row of `X` ``(rows, inputs)`` whether it is in the box, faces included."""
    inside: Mask = np.all(_depth(X, box) >= 0, axis=1)
    return inside


def is_edge(X: Array, box: Array, axes: Axes = LINEAR_AXES) -> Mask:
    """Tell for each row of `X` in the box whether it is within `EDGE` of a side of a face."""
    seen = axes.see(box.T)
    low, high = seen
    edge: Mask = np.any(_depth(axes.see(X), seen.T) <= EDGE * (high - low), axis=1)
    return edge


def _depth(X: Array, box: Array) -> Array:
    """Return how far each input is from the nearer end of its range, negative outside."""
    low, high = box.T
    depth: Array = np.minimum(X - low, high - X)  # (rows, inputs)
    return depth


def region_errors(
    true: Array, predicted: Array, deviation: float, dropped: int = 0
) -> RegionErrors:
    """Return the number of a region's points and the errors on them, relative to `deviation`."""
    if not len(true):
        return RegionErrors(0, None, None, None, dropped)
    errors = measure(true, predicted, deviation)
    return RegionErrors(len(true), errors.rmse, errors.nrmse, errors.max_abs_error, dropped)
