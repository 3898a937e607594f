"""The learning curves of all replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.figures.learning import draw_curves
from formulafit.figures.style import COLUMN
from formulafit.figures.text import tick_log

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from formulafit.figures.formulas import Material


def paint(figure: Figure, material: Material) -> None:
    """Draw the learning curves of the base variation, all replicates."""
    figure.set_size_inches(COLUMN, COLUMN)
    axes = figure.subplots()
    axes.set_ylabel(material.words["rmse"])
    entries = draw_curves(
        axes, material.history, material.fit, material.lexicon, beside=material.beside
    )
    # two columns: three of the longer names are wider than the picture
    figure.legend(handles=entries, loc="outside upper center", ncols=2, labelspacing=0.25)
    tick_log(axes.yaxis)
