"""Pictures of the logic part: the gates and their lines; XOR, its hidden space, its training."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon

from formulafit.documents.logic import (
    ConstructedXor,
    Gate,
    GatesDocument,
    TrainedXor,
    Unit,
    XorDocument,
)
from formulafit.figures.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PALETTE,
    SKY,
    TEXT_WIDTH,
    drawing,
    label_panel,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOW, HIGH = -0.5, 1.5  # of the square that Boolean inputs are drawn in
TINT = 0.2  # opacity of a half-plane
LINE_STYLES = ("-", "--", "-.", ":")
RATES_IN_LINE = 50  # letters of the widths' success rates that have room in one line

Point = tuple[float, float]


def gates(document: GatesDocument, words: Mapping[str, str], path: str | Path) -> None:
    """Draw each gate: its inputs, the line z = 0, and the side of it on which the output is 1.

    Parameters
    ----------
    document : GatesDocument
        The content of ``results/logic/gates.json``.
    words : mapping
        A language's words in pictures.
    path : str or Path
        The picture to write.
    """
    with drawing(path, TEXT_WIDTH, 2.6) as figure:
        panels = figure.subplots(1, len(document.gates))
        for letter, axes, gate in zip("abc", panels, document.gates, strict=True):
            label_panel(axes, letter, rf"{gate.name}: ${_equation(gate)}$")
            _plane(axes, inputs=len(gate.weights))
            _half_plane(axes, gate, BLUE)
            for row in gate.rows:
                _point(axes, row.x, row.step)
        side = Patch(facecolor=_tinted(BLUE), edgecolor=BLUE, label=r"$z \geq 0$")
        figure.legend(handles=[*_point_key(words), side], loc="outside lower center", ncols=3)


def xor(document: XorDocument, words: Mapping[str, str], path: str | Path) -> None:
    """Draw how two hidden units make XOR separable, and how training finds such units.

    Parameters
    ----------
    document : XorDocument
        The content of ``results/logic/xor.json``.
    words : mapping
        A language's words in pictures.
    path : str or Path
        The picture to write.
    """
    network = document.constructed
    with drawing(path, TEXT_WIDTH, 2.3) as figure:
        inputs, hidden, curves = figure.subplots(1, 3)
        label_panel(inputs, "a", words["input_space"])
        _input_space(inputs, network)
        label_panel(hidden, "b", words["hidden_space"])
        _hidden_space(hidden, network)
        label_panel(curves, "c", words["from_scratch"])
        _loss_curves(curves, document.trained, words)
        figure.legend(handles=_point_key(words), loc="outside lower left", ncols=2, handlelength=1)
        rates = curves.get_legend_handles_labels()
        columns = 4 if sum(map(_width, rates[1])) < RATES_IN_LINE else 2
        figure.legend(*rates, loc="outside lower right", ncols=columns)


def _width(label: str) -> int:
    """Return about how wide a label is, in letters; a Chinese character is as wide as two."""
    return sum(1 + (unicodedata.east_asian_width(sign) == "W") for sign in label)


def _input_space(axes: Axes, network: ConstructedXor) -> None:
    """Draw the four inputs and the half-planes of the two hidden units."""
    _plane(axes)
    for unit, colour in zip(network.hidden, (SKY, ORANGE), strict=True):
        _half_plane(axes, unit, colour)
    axes.text(HIGH - 0.05, LOW + 0.07, "$h_1 = 1$", ha="right")
    axes.text(LOW + 0.05, HIGH - 0.07, "$h_2 = 1$", va="top")
    for row in network.rows:
        _point(axes, row.x, row.y)


def _hidden_space(axes: Axes, network: ConstructedXor) -> None:
    """Draw where the hidden units put the four inputs, which are named there, and the output."""
    _plane(axes, symbol="h")
    _half_plane(axes, network.output, BLUE)
    axes.text(HIGH - 0.05, HIGH - 0.07, r"$\hat y = 1$", ha="right", va="top")
    names: dict[Point, list[str]] = {}
    for row in network.rows:
        _point(axes, row.h, row.y)
        names.setdefault(_place(row.h), []).append("({}, {})".format(*row.x))
    look: dict[str, Any] = {"color": GREY, "fontsize": 7, "ha": "right", "va": "top"}
    for place, inputs in names.items():
        axes.annotate("\n".join(inputs), place, (-4, -4), textcoords="offset points", **look)


def _loss_curves(axes: Axes, trained: Sequence[TrainedXor], words: Mapping[str, str]) -> None:
    """Draw the median loss of each width with its quartiles; label it with its success rate."""
    looks = zip(cycle(PALETTE), cycle(LINE_STYLES), strict=True)
    for (colour, style), result in zip(looks, trained, strict=False):
        loss = result.loss
        label = words["rate"].format(units=result.hidden, rate=f"{result.rate:.0%}")
        axes.plot(loss.epoch, loss.median, style, color=colour, label=label)
        band = loss.lower_quartile, loss.upper_quartile
        axes.fill_between(loss.epoch, *band, color=colour, alpha=TINT, linewidth=0)
    axes.set(xscale="log", yscale="log", xlabel=words["epoch"], ylabel=words["loss"])
    axes.set_xlim(left=1)  # the epoch 0 has no place on a logarithmic axis


def _plane(axes: Axes, inputs: int = 2, symbol: str = "x") -> None:
    """Prepare a square for two Boolean inputs, or for one, with its number line half way up."""
    axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xticks=(0, 1), yticks=(0, 1))
    axes.set_xlabel(f"${symbol}_1$" if inputs == 2 else f"${symbol}$", labelpad=1)
    if inputs == 2:
        axes.set_ylabel(f"${symbol}_2$", labelpad=1, rotation=0, va="center")
    else:
        axes.axhline(0.5, color=GREY, linewidth=0.6)
        axes.spines["left"].set_visible(False)
        axes.set_yticks(())


def _point(axes: Axes, x: Sequence[int], output: int) -> None:
    """Draw an input, filled where the output is 1."""
    axes.plot(*_place(x), **_marker(output))


def _place(x: Sequence[int]) -> Point:
    """Return where an input lies; a single one on the number line half way up."""
    return (x[0], x[1] if len(x) == 2 else 0.5)


def _marker(output: int) -> dict[str, Any]:
    face = BLACK if output else "white"
    return {"marker": "o", "color": BLACK, "mfc": face, "ms": 6, "ls": "none", "zorder": 3}


def _point_key(words: Mapping[str, str]) -> list[Line2D]:
    labels = {y: words["output_is"].format(value=y) for y in (1, 0)}
    return [Line2D([], [], label=label, **_marker(y)) for y, label in labels.items()]


def _tinted(colour: str) -> tuple[str, float]:
    return colour, TINT


def _half_plane(axes: Axes, unit: Unit | Gate, colour: str) -> None:
    """Draw the line z = 0 of a unit and tint the side where z ≥ 0."""
    w1, w2 = [*map(_number, unit.weights), 0.0][:2]
    b = _number(unit.bias)

    def score(point: Point) -> float:
        return w1 * point[0] + w2 * point[1] + b

    # the square's corners on this side, and the points where the line crosses its edges
    corners = [(LOW, LOW), (HIGH, LOW), (HIGH, HIGH), (LOW, HIGH)]
    side: list[Point] = []
    line: list[Point] = []
    for p, q in zip(corners, corners[1:] + corners[:1], strict=True):
        if score(p) >= 0:
            side.append(p)
        if (score(p) >= 0) != (score(q) >= 0):
            t = score(p) / (score(p) - score(q))
            line.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
            side.append(line[-1])
    if side:  # none of the square is on this side of a unit such as FALSE
        axes.add_patch(Polygon(side, facecolor=_tinted(colour), edgecolor="none"))
    axes.plot([p[0] for p in line], [p[1] for p in line], color=colour)


def _number(text: str) -> float:
    return float(Fraction(text))


def _equation(unit: Unit | Gate) -> str:
    """Return z = w·x + b as TeX, for example ``z = x_1 - x_2 - 1``."""
    several = len(unit.weights) > 1
    terms = [(w, f"x_{i}" if several else "x") for i, w in enumerate(unit.weights, 1)]
    text = ""
    for number, symbol in [*terms, (unit.bias, "")]:
        value = Fraction(number)
        if value:
            minus, plus = (" - ", " + ") if text else ("-", "")
            text += minus if value < 0 else plus
            text += symbol if symbol and abs(value) == 1 else f"{abs(value)}{symbol}"
    return f"z = {text or 0}"
