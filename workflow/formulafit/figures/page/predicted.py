"""Predicted against true values of the test rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from formulafit.axes import LINEAR, Axis
from formulafit.figures.style import COLUMN, GREY, TEST
from formulafit.figures.text import label_seen, scientific, write_in_the_middle

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from formulafit.figures.formulas import Material

    Array = NDArray[np.float64]


def paint(figure: Figure, material: Material) -> None:
    """Draw the network's predictions against the true values of the test rows."""
    figure.set_size_inches(COLUMN, COLUMN)
    axes = figure.subplots()
    axes.set_box_aspect(1)
    true = material.arrays["test_true"]
    seen = material.axes.output
    label_seen(axes, "x", material.words["true_output"], true, seen)
    label_seen(axes, "y", material.words["predicted_output"], true, seen)
    line: dict[str, Any] = {"color": GREY, "linewidth": 0.6, "zorder": 1}
    if seen == LINEAR:
        axes.axline((true[0], true[0]), slope=1, **line)
    else:  # a straight line too, through two points
        axes.plot([true.min(), true.max()], [true.min(), true.max()], **line)
    axes.set(xlim=_padded(true, seen), ylim=_padded(true, seen))
    if seen == LINEAR:
        axes.locator_params(nbins=5)
    if material.missing is not None:
        write_in_the_middle(axes, material.missing)
        return
    test = material.arrays["test_predicted"]
    dots: dict[str, Any] = {"color": TEST, "markersize": 2.5, "markeredgewidth": 0, "alpha": 0.5}
    axes.plot(true, test, "o", rasterized=True, **dots)
    axes.set_ylim(_padded(np.concatenate([true, test]), seen))
    best = material.evaluation.base.best
    if best and best.metrics and best.metrics.nrmse is not None:
        label = f"{material.lexicon.metrics['nrmse'].title} {scientific(best.metrics.nrmse)}"
        axes.text(0.04, 0.96, label, transform=axes.transAxes, va="top", fontsize=8)


def _padded(values: Array, seen: Axis) -> tuple[float, float]:
    ends = seen.see(np.array([values.min(), values.max()]))
    pad = 0.04 * (ends[1] - ends[0]) or 0.5
    low, high = seen.unsee(np.array([ends[0] - pad, ends[1] + pad]))
    return float(low), float(high)
