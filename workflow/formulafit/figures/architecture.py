"""The multilayer perceptron drawn as nodes, edges and equations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from formulafit.figures.style import BLUE, GREY, ORANGE, TEXT_WIDTH, VERMILION, drawing
from formulafit.language.model import Lexicon

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Lengths are inches on paper.
HEIGHT = 2.9
TITLES = 2.78
TOP, BOTTOM = 2.3, 0.8  # the centres of the uppermost and lowest nodes
RADIUS = 0.145
PLACES = 5  # in a column; the last but one holds dots when there are more units than places


def network(
    hidden: Sequence[int],
    activation: str,
    inputs: int | None,
    lexicon: Lexicon,
    path: str | Path,
) -> None:
    """Draw a multilayer perceptron with one output.

    Parameters
    ----------
    hidden : sequence of int
        Units of each hidden layer; of a wide layer some are drawn, with dots for the others.
    activation : str
        The activation φ of the hidden units, as the config names it; ψ is the identity.
    inputs : int or None
        Number of inputs; None draws n of them.
    lexicon : Lexicon
        The words of a language.
    path : str or Path
        The picture to write.
    """
    units = [inputs, *hidden, 1]
    last = len(hidden) + 1
    words = lexicon.pictures
    names = ("one_hidden_unit", "count_hidden_units") if last < 5 else ("one_unit", "units")
    units_words = [words[name] for name in names]
    columns = np.linspace(0.5, TEXT_WIDTH - 0.85, last + 1)
    with drawing(path, TEXT_WIDTH, HEIGHT) as figure:
        figure.set_layout_engine("none")  # everything has its place
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, TEXT_WIDTH), ylim=(0, HEIGHT))
        axes.set_axis_off()

        _column(axes, columns[0], inputs, "x", ORANGE)
        _text(axes, columns[0], TITLES, _count(inputs, words["one_input"], words["inputs"]))
        for x, width in zip(columns[1:-1], hidden, strict=True):
            _column(axes, x, width, "h", BLUE)
            _text(axes, x, TITLES, _count(width, *units_words))
        _column(axes, columns[-1], 1, r"\hat y", VERMILION)
        _text(axes, columns[-1], TITLES, words["one_output"])

        for layer in range(1, last + 1):
            left, right = columns[layer - 1 : layer + 1]
            edges = [
                ((left, y), (right, z))
                for start, y in _places(units[layer - 1])
                for end, z in _places(units[layer])
                if start and end
            ]
            axes.add_collection(LineCollection(edges, colors=GREY, linewidths=0.4, zorder=1))
            bias = "b" if layer == last else r"\mathbf{b}"  # of one output: a number
            weights = rf"$W^{{({layer})}}, {bias}^{{({layer})}}$"
            _text(axes, (left + right) / 2, TOP + 0.24, weights)

        for x, equation in _equations(len(hidden), columns):
            _text(axes, x, 0.42, f"${equation}$", fontsize=8)
        if activation != "auto":  # which of them, each network's method decides
            name = lexicon.value(activation)
            _text(axes, columns[1:-1].mean(), 0.17, rf"$\phi$ = {name}", fontsize=8)
        _text(axes, columns[-1], 0.17, rf"$\psi$ = {words['identity']}", fontsize=8)


def _places(units: int | None) -> list[tuple[str, float]]:
    """Return the index and height of each unit that is drawn; the index of the dots is empty."""
    if units is None:
        indices = ["1", "2", "", "n"]
    elif units > PLACES:
        indices = [*(str(unit) for unit in range(1, PLACES - 1)), "", str(units)]
    else:
        indices = [str(unit) for unit in range(1, units + 1)]
    pitch = (TOP - BOTTOM) / (PLACES - 1)
    top = (TOP + BOTTOM + pitch * (len(indices) - 1)) / 2
    return [(index, top - place * pitch) for place, index in enumerate(indices)]


def _column(axes: Axes, x: float, units: int | None, symbol: str, colour: str) -> None:
    """Draw the units of a layer."""
    for index, y in _places(units):
        if index:
            axes.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor=colour, zorder=2))
            label = symbol if units == 1 else f"{symbol}_{{{index}}}"
            _text(axes, x, y, f"${label}$", va="center_baseline", fontsize=7.5)
        else:
            _text(axes, x, y, r"$\vdots$")


def _text(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    axes.text(x, y, text, **{"ha": "center", "va": "center", **options})


def _count(number: int | None, one: str, several: str) -> str:
    return one if number == 1 else several.format(count=number or "$n$")


def _equations(depth: int, columns: np.ndarray) -> list[tuple[float, str]]:
    """Return each equation in TeX and the place that it is centred on."""

    def h(layer: int | str) -> str:
        if layer == 0:
            return r"\mathbf{x}"
        return r"\mathbf{h}" if depth == 1 else rf"\mathbf{{h}}^{{({layer})}}"

    def hidden(layer: int | str, before: int | str) -> str:
        weights = rf"W^{{({layer})}}{h(before)} + \mathbf{{b}}^{{({layer})}}"
        return rf"{h(layer)} = \phi({weights})"

    last = depth + 1
    output = rf"\hat y = \psi(W^{{({last})}}{h(depth)} + b^{{({last})}})"
    placed = [(columns[-1], output)]
    if depth <= 2:
        placed += [(columns[i], hidden(i, i - 1)) for i in range(1, last)]
    else:  # too many to stand side by side
        general = hidden(r"\ell", r"\ell-1") + r",\ \mathbf{h}^{(0)} = \mathbf{x}"
        placed.append((columns[1:-1].mean(), general))
    return placed
