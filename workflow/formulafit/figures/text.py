"""Words and numbers inside the pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from formulafit import names
from formulafit.axes import Axis as SeenAxis
from formulafit.figures.style import PALE, PREDICTION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from numpy.typing import NDArray


def symbol(name: str) -> str:
    r"""Typeset the name of an input as the equation does: ``omega_0`` becomes ω₀.

    >>> symbol("x1"), symbol("omega_0")
    ('$x_{1}$', '$\\omega_{0}$')
    """
    return f"${names.symbol(name)}$"


def scientific(value: float, digits: int = 2) -> str:
    r"""Typeset a number with so many digits, as a power of ten where it is small or large.

    >>> scientific(0.0123), scientific(0.000123), scientific(1e-5, digits=1)
    ('0.012', '$1.2\\times 10^{-4}$', '$10^{-5}$')
    """
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if value == 0 or -3 < int(exponent) < 4:
        return f"{float(f'{mantissa}e{exponent}'):g}"
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if float(mantissa) == 1 else rf"${float(mantissa):g}\times {power}$"


def label_scaled(axis: Axis, label: str, values: NDArray[np.float64]) -> None:
    """Label an axis, taking the power of ten of small or large values out of its numbers.

    Matplotlib's own power of ten stands beside the axis, where it meets the neighbours.
    """
    largest = np.abs(values).max(initial=0, where=np.isfinite(values))
    exponent = math.floor(math.log10(largest)) if largest else 0
    if -2 < exponent < 5:
        axis.set_label_text(label)
        return
    unit = 10.0**exponent
    axis.set_label_text(rf"{label} ($10^{{{exponent}}}$)")
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value / unit:.3g}".replace("-", "−"))
    )


def set_scale(axes: Axes, which: Literal["x", "y"], seen: SeenAxis) -> None:
    """Give an axis of a plot the scale on which a network sees the quantity."""
    change = axes.set_xscale if which == "x" else axes.set_yscale
    if seen.kind == "symlog":
        change("asinh", linear_width=2 * seen.threshold)
    else:
        change(seen.kind)


def label_seen(
    axes: Axes,
    which: Literal["x", "y"],
    label: str,
    values: NDArray[np.float64],
    seen: SeenAxis,
) -> None:
    """Label an axis of a plot, and give it the scale on which a network sees these values."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    if seen.kind == "linear":
        label_scaled(axis, label, values)
        return
    set_scale(axes, which, seen)
    axis.set_label_text(label)


def tick_log(axis: Axis) -> None:
    """Put numbers on a logarithmic axis, two or more: at powers of ten, or finer over few.

    Over few decades all of them are plain or all are powers of ten, whichever suits the smallest.
    """
    low, high = axis.get_view_interval()
    decades = math.log10(high / low)
    axis.set_minor_formatter(NullFormatter())
    if decades > 2.2:
        return
    finer = [LogLocator(subs=[1, 3]), LogLocator(subs=[1, 2, 5]), MaxNLocator(4)]
    start = 0 if decades > 1.2 else 1 if decades > 0.4 else 2
    for locator in finer[start:]:
        axis.set_major_locator(locator)
        ticks = axis.get_majorticklocs()
        if ((low <= ticks) & (ticks <= high)).sum() > 1:
            break
    plain = low >= 1e-4 and high < 1e6
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:g}" if plain else scientific(value, digits=4))
    )


def write_in_the_middle(axes: Axes, words: str) -> None:
    """Write `words` in the middle of a plot which has nothing else to show."""
    box = {"facecolor": "white", "edgecolor": PALE}
    axes.text(
        0.5,
        0.5,
        words.replace(": ", ":\n"),
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=PREDICTION,
        bbox=box,
    )
