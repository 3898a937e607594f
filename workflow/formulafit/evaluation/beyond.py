"""Curves that go on beyond the box: what networks say where they have seen nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulafit.axes import LINEAR_AXES, Axes
from formulafit.documents.evaluation import Beyond
from formulafit.evaluation.pictures import Predict, slice_centre
from formulafit.evaluation.regions import MARGIN, Mask
from formulafit.formula import Formula
from formulafit.metrics import Array, finite

STEPS = 250  # a side: the box's ends are points of the curves
REACH = 0.5  # of a side, beyond each end: how far the curves go on


def continued(
    formula: Formula,
    box: Array,
    networks: Mapping[str, Predict],
    deviation: float,
    axes: Axes = LINEAR_AXES,
) -> tuple[Beyond | None, dict[str, Array]]:
    """Follow a formula and its networks through the box and beyond it, as far as `REACH`.

    Of several inputs one varies, the one along which the first network leaves the formula farthest;
    the others stay at `slice_centre`.

    Parameters
    ----------
    networks : mapping
        By variation; the first decides along which input. A prediction that is no number is
        infinitely far off.
    deviation : float
        The standard deviation that errors are relative to.

    Returns
    -------
    beyond : Beyond or None
        The input, and the errors along it, outside as far as `MARGIN` and as `REACH`; None without
        a network or a deviation, where the formula is nowhere defined beyond the box, and where
        numbers end before the curves would.
    arrays : dict
        ``beyond_x``, ``beyond_true`` (NaN where undefined) and for each variation
        ``beyond_by_<variation>``, all of shape ``(points,)``; empty without a `Beyond`.
    """
    reach, margin = round(REACH * STEPS), round(MARGIN * STEPS)
    step = np.arange(-reach, STEPS + reach + 1)
    share = step / STEPS  # of a side, from its lower end
    outside = (step < 0) | (step > STEPS)
    near = outside & (step >= -margin) & (step <= STEPS + margin)
    low, high = axes.see(box.T)
    lines = np.tile(axes.see(slice_centre(formula, box, axes)), (len(box), len(share), 1))
    for i in range(len(box)):
        lines[i, :, i] = low[i] + share * (high[i] - low[i])
    lines = axes.unsee(lines)  # (inputs, points, inputs): on line i, input i varies
    true = np.array([formula(line) for line in lines])  # (inputs, points)
    true[~np.isfinite(true)] = np.nan
    nowhere = np.isnan(true[:, outside]).all() or not np.isfinite(lines).all()
    if not networks or not deviation or nowhere:
        return None, {}

    def size(predicted: Array, y: Array, where: Mask) -> float:
        """Return the largest error where the formula is defined; NaN without such a point."""
        rows = where & ~np.isnan(y)
        with np.errstate(over="ignore", invalid="ignore"):
            error = np.abs(predicted - y)[rows] / deviation
        return float(np.where(np.isnan(error), np.inf, error).max()) if len(error) else np.nan

    own = next(iter(networks.values()))
    errors = [size(own(line), y, outside) for line, y in zip(lines, true, strict=True)]
    i = int(np.nanargmax(errors))
    line, y = lines[i], true[i]
    predicted = {name: predict(line) for name, predict in networks.items()}

    def sizes(where: Mask) -> dict[str, float | None]:
        return {name: finite(size(each, y, where)) for name, each in predicted.items()}

    found = Beyond(
        input=formula.names[i],
        near=(float(line[near, i].min()), float(line[near, i].max())),
        inside=sizes(~outside),
        outside=sizes(near),
        far=sizes(outside),
    )
    curves = {f"beyond_by_{name}": each for name, each in predicted.items()}
    return found, {"beyond_x": line[:, i].copy(), "beyond_true": y.copy(), **curves}
