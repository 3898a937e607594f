"""Truth and prediction along a curve, on a map or along slices, for the pictures of a fit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from formulafit.axes import LINEAR_AXES, Axes
from formulafit.formula import Formula
from formulafit.metrics import Array

Predict: TypeAlias = Callable[[Array], Array]  # (rows, inputs) -> (rows,)

CURVE_POINTS = 400
MAP_POINTS = 101  # an input
SLICE_POINTS = 201
CENTRE_SHIFTS = np.linspace(0, 0.1, 11)  # of a side, tried in turn where a centre is undefined


def slice_centre(formula: Formula, box: Array, axes: Axes = LINEAR_AXES) -> Array:
    """Return the point that slices go through: the box's centre, or a defined one beside it.

    The centre and its sides are those of the inputs' axes.

    A formula is often undefined at the centre because two inputs are equal there. So each
    input moves by a share of its own (the golden ratio's multiples modulo 1 never meet), at
    first by at most half a per cent of its side, then by more.
    """
    low, high = axes.see(box.T)
    shares = np.arange(1, len(box) + 1) * (math.sqrt(5) - 1) / 2 % 1 - 0.5
    points = axes.unsee((low + high) / 2 + CENTRE_SHIFTS[:, None] * shares * (high - low))
    defined = np.isfinite(formula(points))
    first: Array = points[int(np.argmax(defined))]  # the centre itself where none is defined
    return first


def picture(
    formula: Formula, box: Array, predict: Predict | None, axes: Axes = LINEAR_AXES
) -> dict[str, Array]:
    """Return the arrays of the picture of a fit; NaN where the formula is undefined.

    Points are spread evenly along the inputs' axes.

    Returns
    -------
    dict
        For one input ``curve_x``, ``curve_true`` and ``curve_predicted`` ``(CURVE_POINTS,)``; for
        two ``map_x``, ``map_y`` ``(MAP_POINTS,)``, ``map_true`` and ``map_predicted``, one row a
        value of y; for more ``slice_x``, ``slice_true`` and ``slice_predicted``
        ``(inputs, SLICE_POINTS)``, where input i varies and the others stay at `slice_centre`.
        Without `predict` there is no ``…_predicted``.
    """
    low, high = axes.see(box.T)
    inputs = len(box)
    if inputs == 1:
        X = axes.unsee(np.linspace(low, high, CURVE_POINTS))
        kind, arrays = "curve", {"curve_x": X[:, 0]}
    elif inputs == 2:
        x, y = axes.unsee(np.linspace(low, high, MAP_POINTS)).T
        kind, arrays = "map", {"map_x": x, "map_y": y}
        X = np.stack(np.meshgrid(x, y), axis=-1)  # (y, x, inputs)
    else:
        kind, arrays = "slice", {"slice_x": axes.unsee(np.linspace(low, high, SLICE_POINTS)).T}
        X = np.tile(slice_centre(formula, box, axes), (inputs, SLICE_POINTS, 1))
        for i in range(inputs):
            X[i, :, i] = arrays["slice_x"][i]
    points = X.reshape(-1, inputs)
    true = formula(points)
    undefined = ~np.isfinite(true)
    if undefined.any():
        where = ", ".join(
            f"{name} = {value:g}"
            for name, value in zip(formula.names, points[undefined][0], strict=True)
        )
        warnings.warn(
            f"{formula.expression} is undefined at {undefined.sum()} of {len(true)} points of its "
            f"{kind}, the first at {where}: they are left out of the picture",
            stacklevel=2,
        )
    arrays[f"{kind}_true"] = np.where(undefined, np.nan, true).reshape(X.shape[:-1])
    if predict:
        arrays[f"{kind}_predicted"] = predict(points).reshape(X.shape[:-1])
    return arrays
