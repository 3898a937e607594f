"""Test errors of replicated fits on one axis: each replicate, their median, what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.lines import Line2D

from formulafit.figures.members import Member
from formulafit.figures.style import BLACK, BLUE, GREY, MARKERS, PALETTE
from formulafit.language.model import Lexicon

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Placed = Sequence[tuple[float, Member]]

# More formulas than this are not told apart by colour; their common median is drawn instead.
COLOURS = len(PALETTE)
_REPLICATE: dict[str, Any] = {
    "linestyle": "none",
    "markerfacecolor": "white",
    "markersize": 3,
    "markeredgewidth": 0.7,
}
_COMMON: dict[str, Any] = {"color": BLACK, "marker": "*", "markersize": 7}


class ReplicatePlot:
    """Draws members of a study by their test errors, on a logarithmic axis.

    Parameters
    ----------
    members : sequence of Member
        All members of the picture: they decide between NRMSE and, for a constant target, RMSE.
    direction : "x" or "y"
        The axis of the errors; the other one holds the positions.
    lexicon : Lexicon
        The words of a language.
    """

    def __init__(
        self, members: Sequence[Member], direction: Literal["x", "y"], lexicon: Lexicon
    ) -> None:
        self.members = members
        self.lexicon = lexicon
        self.direction = direction
        self.relative = all(m.nrmse.size == m.rmse.size for m in members)
        self.formulas = tuple(dict.fromkeys(m.formula for m in members))
        self.told_apart = len(self.formulas) <= COLOURS

    @property
    def label(self) -> str:
        """The name of the errors."""
        return self.lexicon.pictures["test_nrmse" if self.relative else "test_rmse"]

    def errors(self, member: Member) -> NDArray[np.float64]:
        """Give a member's errors: one an ok replicate."""
        return member.nrmse if self.relative else member.rmse

    def median(self, member: Member) -> float:
        """Give the median of a member's errors, NaN when no replicate is ok."""
        errors = self.errors(member)
        return float(np.median(errors)) if errors.size else float("nan")

    def draw_members(self, axes: Axes, placed: Placed, line: bool = False) -> None:
        """Draw members at their positions.

        Each replicate is a hollow dot, the median a filled one, on a bar over the range; a line
        joins the medians of a formula if asked for.
        """
        placed = sorted(placed, key=lambda pair: pair[0])
        for formula in self.formulas:
            own = [pair for pair in placed if pair[1].formula == formula]
            look = self._look(formula)
            if line:
                medians = [self.median(member) for _, member in own]
                pair = self._pair([at for at, _ in own], medians)
                axes.plot(*pair, **{**look, "marker": ""})
            for at, member in own:
                self._draw_member(axes, at, member, look)
        by_position: dict[float, list[Member]] = {}
        for at, member in placed:
            by_position.setdefault(at, []).append(member)
        for at, here in by_position.items():
            self._draw_lost(axes, at, here)
        if not self.told_apart:
            pair = self._pair(list(by_position), [self._common(h) for h in by_position.values()])
            axes.plot(*pair, linestyle="-" if line else "none", zorder=4, **_COMMON)
        scale = axes.set_xscale if self.direction == "x" else axes.set_yscale
        scale("log")

    def legend(self) -> list[Artist]:
        """Give the legend's entries: formulas if there are several, replicates if there are."""
        entries: list[Artist] = []
        words = self.lexicon.pictures
        if len(self.formulas) > 1 and self.told_apart:
            titles = {member.formula: member.formula_title for member in self.members}
            for formula, title in titles.items():
                look = self._look(formula)
                entries.append(Line2D([], [], label=title, linestyle="none", **look))
        if not self.told_apart:
            label = words["median_of_formulas"].format(formulas=len(self.formulas))
            entries.append(Line2D([], [], label=label, linestyle="none", **_COMMON))
        if any(self.errors(member).size > 1 for member in self.members):
            look = {"color": GREY, "marker": "o"}
            entries.append(Line2D([], [], label=words["median"], linestyle="none", **look))
            entries.append(Line2D([], [], label=words["replicate"], **{**look, **_REPLICATE}))
        return entries

    def _look(self, formula: str) -> dict[str, Any]:
        if not self.told_apart:
            return {"color": BLUE, "marker": "o", "alpha": 0.3}
        i = self.formulas.index(formula)
        return {"color": PALETTE[i], "marker": MARKERS[i]}

    def _pair(self, at: Any, errors: Any) -> tuple[Any, Any]:
        """Order positions and errors as x and y."""
        return (errors, at) if self.direction == "x" else (at, errors)

    def _draw_member(self, axes: Axes, at: float, member: Member, look: dict[str, Any]) -> None:
        errors = self.errors(member)
        if errors.size > 1:
            ends = self._pair([at, at], [errors.min(), errors.max()])
            axes.plot(*ends, **{**look, "marker": "", "linewidth": 0.8})
            axes.plot(*self._pair([at] * errors.size, errors), **{**look, **_REPLICATE})
        if errors.size:
            axes.plot(*self._pair([at], [self.median(member)]), linestyle="none", **look)

    def _draw_lost(self, axes: Axes, at: float, here: Sequence[Member]) -> None:
        """Mark the axis's end, beyond which the errors of lost fits would lie, and say why."""
        lost = [status for member in here for status in member.lost]
        if not lost:
            return
        words = self.lexicon.pictures
        statuses = (self.lexicon.statuses[status] for status in sorted(set(lost)))
        said = words["or"].join(statuses)
        replicates = sum(len(member.fit.replicates) for member in here)
        if len(lost) < replicates:
            counts = {"lost": len(lost), "replicates": replicates}
            said = words["some_lost"].format(statuses=said, **counts)
        place: dict[str, Any] = {"xytext": (0, -5), "ha": "center", "va": "top"}
        across = axes.get_xaxis_transform()
        if self.direction == "x":
            place = {"xytext": (-5, 0), "ha": "right", "va": "center"}
            across = axes.get_yaxis_transform()
        end = self._pair(at, 1)
        axes.plot(*end, "x", color=BLACK, transform=across, clip_on=False)
        axes.annotate(
            said, end, xycoords=across, textcoords="offset points", fontsize="small", **place
        )

    def _common(self, here: Sequence[Member]) -> float:
        """Give the median over the formulas of their medians."""
        medians = np.array([self.median(member) for member in here])
        known = medians[np.isfinite(medians)]
        return float(np.median(known)) if known.size else float("nan")
