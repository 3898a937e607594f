"""The picture of an extrapolation: one formula's curves go on beyond the box of its points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formulafit.axes import Axes as Seen
from formulafit.axes import Axis
from formulafit.documents.evaluation import EvaluationDocument, farthest_outside
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.figures.style import (
    BLACK,
    PALE,
    PREDICTION,
    TEXT_WIDTH,
    TRAINING,
    TRUTH,
    drawing,
)
from formulafit.figures.text import label_seen, set_scale, symbol, tick_log, write_in_the_middle
from formulafit.files import read_arrays
from formulafit.language.model import Lexicon
from formulafit.sampling.settings import RowSettings
from formulafit.vocabulary import BASE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Curves are shown so many standard deviations beyond the formula's values in the box; a network
# that runs farther away would press all others into a line.
ROOM = 3.0
# Errors below this share of a standard deviation are rounding.
ROUNDING = 1e-16
_TRUTH_LINE: dict[str, Any] = {"color": TRUTH, "alpha": 0.3, "linewidth": 3}
_NETWORK_LINES: tuple[dict[str, Any], ...] = (  # its own fit's, and another method's
    {"color": PREDICTION, "linewidth": 1},
    {"color": BLACK, "linewidth": 0.8, "linestyle": (0, (3, 2))},
)


@dataclass(frozen=True)
class Curves:
    """What is drawn of one formula, along one of its inputs.

    Attributes
    ----------
    networks : mapping
        Values of each network by its method, the formula's own fit first.
    learned : (float, float)
        Between which values the training rows lie.
    near : (float, float)
        As far as points outside are looked at elsewhere.
    deviation : float
        The standard deviation of the test targets.
    """

    name: str
    x: Array  # (points,)
    true: Array  # (points,)
    networks: Mapping[str, Array]
    box: tuple[float, float]
    learned: tuple[float, float]
    near: tuple[float, float]
    deviation: float
    input: Axis
    output: Axis

    @classmethod
    def read(cls, results: Path, formulas: Iterable[str]) -> Curves | None:
        """Read those of the formula that is the farthest off outside; None where there is none."""
        folder = ResultsFolder(results)
        found = {key: EvaluationDocument.read(folder.formula(key).evaluation) for key in formulas}
        formula = farthest_outside(found)
        if formula is None:
            return None
        files, evaluation = folder.formula(formula), found[formula]
        assert evaluation.beyond is not None  # or it would not be the farthest
        arrays, name = read_arrays(files.drawn), evaluation.beyond.input
        drawn = {
            key: FitDocument.read(files.variation(key).fit) for key in evaluation.beyond.variations
        }
        rows = RowSettings.of(drawn[BASE].settings["data"])
        box = evaluation.inputs[name]
        low, high = (rows.train_box or {}).get(name, box)
        seen = Seen.of(evaluation.names, evaluation.scales or {}, rows.axis)
        return cls(
            name=name,
            x=arrays["beyond_x"],
            true=arrays["beyond_true"],
            networks={fit.method: arrays[f"beyond_by_{key}"] for key, fit in drawn.items()},
            box=box,
            learned=(low, high),
            near=evaluation.beyond.near,
            deviation=evaluation.test_std,
            input=seen.of_input(evaluation.names.index(name)),
            output=seen.output,
        )


def draw_outside(
    results: str | Path,
    formulas: Iterable[str],
    lexicon: Lexicon,
    path: str | Path,
) -> None:
    """Draw how a formula and its networks go on beyond the box.

    Parameters
    ----------
    results : str or Path
        The folder of all results.
    formulas : iterable of str
        The formulas that are configured now: other folders may be left over.
    lexicon : Lexicon
        The words of a language.
    path : str or Path
        The picture.
    """
    curves = Curves.read(Path(results), formulas)
    with drawing(path) as figure:
        figure.set_size_inches(TEXT_WIDTH, 3.3)
        if curves is None:
            write_in_the_middle(figure.subplots(), lexicon.pictures["nothing_outside"])
        else:
            draw_curves(figure, curves, lexicon.pictures)


def draw_curves(figure: Figure, curves: Curves, words: Mapping[str, str]) -> None:
    """Draw the curves, and below them the sizes of the networks' errors."""
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1.6, 1])
    upper.plot(curves.x, curves.true, label=words["formula"], **_TRUTH_LINE)
    label_seen(upper, "y", words["output"], curves.true, curves.output)
    for (method, values), look in zip(curves.networks.items(), _NETWORK_LINES, strict=False):
        upper.plot(curves.x, values, label=words["network_by"].format(method=method), **look)
        error = np.abs(values - curves.true) / curves.deviation
        lower.plot(curves.x, np.maximum(error, ROUNDING), **look)
    limits = limits_of_values(curves)
    upper.set_ylim(*limits)
    _mark_where_curves_leave(upper, curves, limits)
    lower.set_yscale("log")
    lower.set_ylabel(words["error_in_deviations"])
    tick_log(lower.yaxis)
    set_scale(lower, "x", curves.input)
    lower.set(xlabel=symbol(curves.name), xlim=(curves.x[0], curves.x[-1]))
    for axes in (upper, lower):
        ground = axes.axvspan(*curves.box, color=PALE, alpha=0.6, linewidth=0, zorder=0)
        for x in curves.near:
            axes.axvline(x, color=BLACK, linewidth=0.6, linestyle=":", zorder=0)
    ground.set_label(words["box"])
    upper.plot(  # along the lower edge: from where to where there are training rows
        curves.learned,
        (0, 0),
        color=TRAINING,
        linewidth=3,
        solid_capstyle="butt",
        transform=upper.get_xaxis_transform(),
        label=words["training_data"],
    )
    figure.legend(loc="outside upper center", ncols=3)
    figure.align_ylabels([upper, lower])


def limits_of_values(curves: Curves) -> tuple[float, float]:
    """Return between which values the curves are shown.

    That is all of them, but at most `ROOM` standard deviations of the formula's values in the box
    beyond these; on the scale of the output.
    """
    low, high = curves.box
    within = (curves.x >= low) & (curves.x <= high)
    with np.errstate(divide="ignore", invalid="ignore"):
        true, *others = (
            curves.output.see(values) for values in (curves.true, *curves.networks.values())
        )
    own = true[within & np.isfinite(true)]
    seen = np.concatenate([true, *others])
    # The formula may be undefined all along the box, and have no logarithm beyond it.
    for values in (true, seen):
        own = own if own.size else values[np.isfinite(values)]
    room = ROOM * own.std() or ROOM * abs(own[0]) or 1.0
    least = max(np.nanmin(seen), own.min() - room)
    most = min(np.nanmax(seen), own.max() + room)
    pad = 0.05 * (most - least) or 0.5
    ends = curves.output.unsee(np.array([least - pad, most + pad]))
    return float(ends[0]), float(ends[1])


def _mark_where_curves_leave(axes: Axes, curves: Curves, limits: tuple[float, float]) -> None:
    """Put a triangle where a curve leaves the picture, or comes back, at the edge it crosses."""
    drawn = [curves.true, *curves.networks.values()]
    low, high = limits
    colours = [look["color"] for look in (_TRUTH_LINE, *_NETWORK_LINES)]
    for values, color in zip(drawn, colours, strict=False):
        for beyond, edge, sign in ((values < low, low, "v"), (values > high, high, "^")):
            for row in _crossings(beyond):
                axes.plot(curves.x[row], edge, sign, color=color, markersize=5, clip_on=False)


def _crossings(beyond: NDArray[np.bool_]) -> Iterator[int]:
    """Return the last rows on this side of an edge, and the first ones again."""
    for row in map(int, np.flatnonzero(beyond[1:] != beyond[:-1])):
        yield row if beyond[row + 1] else row + 1
