"""How the errors of the test rows are distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from formulafit.figures.style import BLACK, GREY, MARKERS, TEST, TEXT_WIDTH
from formulafit.figures.text import label_scaled, scientific, tick_log, write_in_the_middle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from formulafit.figures.formulas import Material

BINS = 41
# The histogram leaves out the rest, which would press it into one bar; its neighbour does not.
HISTOGRAM_QUANTILE = 0.99
QUANTILES = {"median": 0.5, "95_below": 0.95, "largest": 1.0}


def paint(figure: Figure, material: Material) -> None:
    """Draw how the errors of the test rows are distributed: their sign, then their size."""
    figure.set_size_inches(TEXT_WIDTH, 2.1)
    left, right = figure.subplots(1, 2)
    words = material.words
    left.set(xlabel=words["error"], ylabel=words["test_rows"])
    right.set(xlabel=words["size_of_error"], ylabel=words["test_rows_with_less"], ylim=(0, 1.03))
    said = material.missing
    if said is None and not material.errors.any():
        said = words["no_error"]
    if said is not None:
        for axes in (left, right):
            axes.set(xticks=[], yticks=[])
            write_in_the_middle(axes, said)
        return

    end = np.quantile(np.abs(material.errors), HISTOGRAM_QUANTILE)
    counts, edges = np.histogram(material.errors, bins=BINS, range=(-end, end))
    left.stairs(counts, edges, fill=True, color=TEST, alpha=0.6)
    left.axvline(0, color=GREY, linewidth=0.6)
    left.locator_params(axis="x", nbins=5)
    central = words["central_errors"].format(share=f"{HISTOGRAM_QUANTILE:.0%}")
    label_scaled(left.xaxis, central, edges)

    size = np.abs(material.errors)
    size = np.maximum(size, size[size > 0].min())  # a logarithmic axis has no room for exact zeros
    share = np.linspace(0, 1, 201)
    right.plot(np.quantile(size, share), share, color=TEST)
    for (label, level), marker in zip(QUANTILES.items(), MARKERS, strict=False):
        value = float(np.quantile(size, level))
        text = f"{words[label]} {scientific(value)}"
        right.plot(value, level, marker, color=TEST, markeredgecolor=BLACK, label=text)
    right.set_xscale("log")
    right.set_xlim(np.quantile(size, 0.01), 1.3 * size.max())
    tick_log(right.xaxis)
    right.yaxis.set_major_formatter(PercentFormatter(1))
    right.legend(loc="center left", bbox_to_anchor=(1, 0.5))
