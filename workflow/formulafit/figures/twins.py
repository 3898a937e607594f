"""The picture of a study whose members are twins: their learning curves on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from formulafit.documents.twins import curves_apart, errors, pairs
from formulafit.figures.members import Member
from formulafit.figures.style import BLACK, GREY, TEXT_WIDTH, VALIDATION
from formulafit.figures.text import tick_log
from formulafit.language.model import Lexicon

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS: dict[str, dict[str, Any]] = {  # a broad line, and a thin one that leaves it seen
    "adam": {"color": VALIDATION, "linewidth": 3, "alpha": 0.6},
    "torch": {"color": BLACK, "linewidth": 0.8, "linestyle": (0, (3, 2))},
}


def twins(members: Sequence[Member]) -> list[tuple[Member, Member]]:
    """Return the members in twins, (by adam, by torch); none where some member has no twin."""
    found = []
    for formula in dict.fromkeys(member.formula for member in members):
        own = {member.variation: member for member in members if member.formula == formula}
        named = pairs({variation: member.fit for variation, member in own.items()})
        found += [(own[adam], own[torch]) for adam, torch in named]
    return found if 2 * len(found) == len(members) else []


def draw_twins(figure: Figure, drawn: Sequence[tuple[Member, Member]], lexicon: Lexicon) -> None:
    """Draw a column for each pair: both curves of errors, and below them how far they are apart."""
    figure.set_size_inches(TEXT_WIDTH, 3.4)
    grid = figure.subplots(
        2, len(drawn), sharex="col", sharey="row", height_ratios=[1.6, 1], squeeze=False
    )
    words = lexicon.pictures
    for (curves, apart), both in zip(grid.T, drawn, strict=True):
        for member in both:
            for history in member.history.values():
                curves.plot(history.epoch, errors(history), **LOOKS[member.fit.method])
        first, second = both
        for replicate in first.history.keys() & second.history.keys():
            differences = curves_apart(first.history[replicate], second.history[replicate])
            epochs = first.history[replicate].epoch[: len(differences)]
            shown = differences > 0  # on a logarithmic axis
            apart.plot(epochs[shown], differences[shown], color=GREY, linewidth=0.9)
        units = words["count_hidden_units"].format(count="-".join(map(str, first.fit.hidden)))
        curves.set_title(f"{first.formula_title}, {units}", loc="left", parse_math=False)
        apart.set_xlabel(words["epoch"])
    _scale(grid[0, 0], words["rmse"])
    _scale(grid[1, 0], words["apart"])
    entries = [Line2D([], [], label=lexicon.value(name), **look) for name, look in LOOKS.items()]
    figure.legend(handles=entries, loc="outside upper center", ncols=len(entries))


def _scale(axes: Axes, label: str) -> None:
    axes.set_yscale("log")
    axes.set_ylabel(label)
    if any(np.isfinite(line.get_ydata()).any() for line in axes.lines):
        tick_log(axes.yaxis)
