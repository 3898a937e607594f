"""The picture of a study: the test error against the setting in which its members differ."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formulafit.figures.learning import draw_curves
from formulafit.figures.members import Member, differing, read_members
from formulafit.figures.replicates import ReplicatePlot
from formulafit.figures.style import TEXT_WIDTH, drawing
from formulafit.figures.text import scientific, tick_log
from formulafit.figures.twins import draw_twins, twins
from formulafit.language.model import Lexicon
from formulafit.vocabulary import HIDDEN

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Numbers that span less than this factor are drawn on a linear axis.
LOG_SPAN = 5
# Ticks on an axis of numbers keep this share of its length between them.
TICK_ROOM = 0.08
# Above this many members there is no room for everybody's learning curves.
CURVES = 8
# Where fits are lost, the words that say so have room beyond the largest error: at least a factor
# of 2, and this share of the other errors' span; words are wider than high.
LOST_ROOM = {"x": 0.4, "y": 0.15}
# characters of a row's label before it is broken
TITLE_WIDTH = 34


def draw_study(
    study: str,
    members: Sequence[Mapping[str, Any]],
    results: str | Path,
    lexicon: Lexicon,
    path: str | Path,
    language: str,
) -> None:
    """Draw a study.

    Members that differ in one number are drawn as a line over it, those that differ in a word or
    a switch as rows. Where several settings differ, or early stopping does, the reason lies on the
    way to the error: there each row shows the learning curves as well. Where each is the twin of
    another (`formulafit.documents.twins`), their curves are drawn on each other.

    Parameters
    ----------
    study : str
        Its key, for messages.
    members : sequence of mappings
        The study's entry in the config of ``summary.json``: formula, variation, title, settings.
    results : str or Path
        The folder of all results.
    lexicon : Lexicon
        The words of a language.
    path : str or Path
        The picture.
    language : str
        The language's code, which titles are taken in.

    Raises
    ------
    ValueError
        If the study has no members.
    """
    if not members:
        raise ValueError(f"study {study}: it has no members, so there is nothing to draw")
    with drawing(path) as figure:
        draw_members(figure, read_members(members, results, language), lexicon)


def draw_members(figure: Figure, members: Sequence[Member], lexicon: Lexicon) -> None:
    """Draw members in the way that suits the settings in which they differ."""
    if same := twins(members):
        draw_twins(figure, same, lexicon)
        return
    paths = differing(members)
    values = [member.setting(path) for path in paths for member in members]
    if len(paths) == 1 and all(_is_number(value) for value in values):
        _over_numbers(figure, members, paths[0], lexicon)
    elif paths == [HIDDEN] and all(values) and len({h[0] for h in values if len(h) == 1}) > 1:
        _over_widths(figure, members, lexicon)
    elif (len(paths) > 1 or "training.adam.early_stopping" in paths) and len(members) <= CURVES:
        _with_curves(figure, members, lexicon)
    else:
        _as_rows(figure, members, lexicon)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _over_numbers(figure: Figure, members: Sequence[Member], path: str, lexicon: Lexicon) -> None:
    """Draw the errors as a line over a setting which is a number."""
    figure.set_size_inches(TEXT_WIDTH, 2.4)
    axes = figure.subplots()
    plot = ReplicatePlot(members, "y", lexicon)
    plot.draw_members(axes, [(member.setting(path), member) for member in members], line=True)
    _number_axis(axes, [member.setting(path) for member in members])
    noise = lexicon.pictures["noise"]
    axes.set_xlabel(noise if path == "data.noise" else lexicon.label(path))
    _finish(figure, [axes], plot)


def _over_widths(figure: Figure, members: Sequence[Member], lexicon: Lexicon) -> None:
    """Draw the errors as a line over the width of one hidden layer, deeper networks beside it."""
    figure.set_size_inches(TEXT_WIDTH, 2.4)
    plot = ReplicatePlot(members, "y", lexicon)
    layers = [(member.setting(HIDDEN), member) for member in members]
    shallow = [(hidden[0], member) for hidden, member in layers if len(hidden) == 1]
    deep = [("-".join(map(str, hidden)), member) for hidden, member in layers if len(hidden) > 1]
    names = list(dict.fromkeys(name for name, _ in deep))
    room = [len(dict(shallow)), len(names)] if deep else [1]
    panels = list(figure.subplots(1, len(room), sharey=True, width_ratios=room, squeeze=False)[0])
    plot.draw_members(panels[0], shallow, line=True)
    _number_axis(panels[0], [width for width, _ in shallow])
    words = lexicon.pictures
    panels[0].set_xlabel(words["hidden_units_one_layer" if deep else "hidden_units"])
    if deep:
        plot.draw_members(panels[1], [(names.index(name), member) for name, member in deep])
        panels[1].set(xlabel=words["several_layers"], xlim=(-0.5, len(names) - 0.5))
        panels[1].set_xticks(range(len(names)), names)
    _finish(figure, panels, plot)


def _as_rows(figure: Figure, members: Sequence[Member], lexicon: Lexicon) -> None:
    """Draw the errors of each variation in a row of its own."""
    titles = {member.variation: member.title for member in members}
    places = {variation: place for place, variation in enumerate(titles)}
    figure.set_size_inches(TEXT_WIDTH, 0.75 + 0.27 * len(titles))
    axes = figure.subplots()
    plot = ReplicatePlot(members, "x", lexicon)
    plot.draw_members(axes, [(places[member.variation], member) for member in members])
    labels = [textwrap.fill(title, TITLE_WIDTH) for title in titles.values()]
    axes.set_yticks(range(len(titles)), labels, parse_math=False)
    axes.set_ylim(len(titles) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="both")
    _finish(figure, [axes], plot)


def _with_curves(figure: Figure, members: Sequence[Member], lexicon: Lexicon) -> None:
    """Draw each member in a row of its own: its learning curves, and its errors beside them."""
    figure.set_size_inches(TEXT_WIDTH, 0.85 + 0.8 * len(members))
    grid = figure.subplots(len(members), 2, sharex="col", width_ratios=[1.5, 1], squeeze=False)
    plot = ReplicatePlot(members, "x", lexicon)
    several = len(plot.formulas) > 1
    entries: dict[str, Artist] = {}
    for (curves, errors), member in zip(grid, members, strict=True):
        drawn = draw_curves(curves, member.history, member.fit, lexicon, emphasis=False, points=80)
        entries.update({str(entry.get_label()): entry for entry in drawn})
        title = f"{member.formula_title}: {member.title}" if several else member.title
        curves.set_title(title, loc="left", fontsize="small", parse_math=False)
        curves.label_outer()
        plot.draw_members(errors, [(0, member)])
        errors.set(ylim=(-1, 1), yticks=[])
        errors.grid(axis="x")
        errors.spines["left"].set_visible(False)
        if errors is not grid[-1, 1]:  # the rows read as one plot
            errors.spines["bottom"].set_visible(False)
            errors.tick_params(axis="x", which="both", bottom=False, labelbottom=False)
    _share_errors(list(grid[:, 0]), members)
    figure.supylabel(lexicon.pictures["rmse"], fontsize="medium")
    _finish(figure, list(grid[:, 1]), plot, list(entries.values()))


def _share_errors(panels: Sequence[Axes], members: Sequence[Member]) -> None:
    """Give learning curves one scale, not stretched by those which diverge."""
    ended = [h for m in members for h in m.history.values() if not m.lost] or [
        h for m in members for h in m.history.values()
    ]
    seen = [values for h in ended for values in (h.train_rmse, h.validation_rmse)]
    values = np.concatenate([*seen, np.empty(0)])
    values = values[np.isfinite(values) & (values > 0)]
    for axes in panels:
        if values.size:
            axes.set_ylim(values.min() / 1.3, values.max() * 1.3)
            tick_log(axes.yaxis)


def _finish(
    figure: Figure, panels: Sequence[Axes], plot: ReplicatePlot, entries: Sequence[Artist] = ()
) -> None:
    """Scale and label the axis of errors, which the panels share, and add the legend."""
    errors = np.concatenate([plot.errors(member) for member in plot.members])
    errors = errors[errors > 0]
    low, high = (errors.min() / 1.3, errors.max() * 1.3) if errors.size else (0.1, 1)
    if any(member.lost for member in plot.members):
        high *= max(2, (high / low) ** LOST_ROOM[plot.direction])
    if plot.direction == "x":
        panels[-1].set(xlim=(low, high), xlabel=plot.label)
        axis: Axis = panels[-1].xaxis
    else:
        panels[0].set(ylim=(low, high), ylabel=plot.label)
        axis = panels[0].yaxis
    if errors.size:
        tick_log(axis)
    else:
        axis.set_ticks([])
        axis.set_ticks([], minor=True)
    entries = [*entries, *plot.legend()]
    if entries:
        legend = figure.legend(
            handles=entries,
            loc="outside upper center",
            ncols=min(6, len(entries)),
            columnspacing=1.2,
            handletextpad=0.4,
        )
        for text in legend.get_texts():  # a title may have any signs
            text.set_parse_math(False)


def _number_axis(axes: Axes, numbers: Sequence[float]) -> None:
    """Scale the horizontal axis for these numbers, and mark them if there is room."""
    distinct = sorted(set(numbers))
    positive = [number for number in distinct if number > 0]
    if distinct[-1] > LOG_SPAN * positive[0]:
        if len(positive) == len(distinct):
            axes.set_xscale("log")
        else:
            axes.set_xscale("symlog", linthresh=positive[0])
    shares = axes.transData.transform([(number, 1.0) for number in distinct])[:, 0]
    shares = (shares - shares[0]) / (shares[-1] - shares[0])
    ticks: list[float] = []
    last = -math.inf
    for number, share in zip(distinct, shares, strict=True):
        if share - last >= TICK_ROOM:
            ticks.append(number)
            last = share
    axes.set_xticks(ticks, [_number_label(tick) for tick in ticks])
    axes.minorticks_off()


def _number_label(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else scientific(number, digits=3)
