"""The picture of one fit: the formula beside the network, along a line, on maps, in slices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import AsinhNorm, LogNorm, Normalize
from matplotlib.ticker import MaxNLocator

from formulafit.axes import LINEAR, LINEAR_AXES, Axis
from formulafit.axes import Axes as Seen
from formulafit.figures.style import (
    COLUMN,
    ERROR_MAP,
    GREY,
    PALE,
    PREDICTION,
    TEXT_WIDTH,
    TRAINING,
    TRUTH,
    VALUE_MAP,
)
from formulafit.figures.text import label_scaled, label_seen, set_scale, symbol, tick_log

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from formulafit.documents.evaluation import EvaluationDocument

    Array = NDArray[np.float64]
    Arrays = Mapping[str, Array]
    Box = Mapping[str, Sequence[float]]
    Words = Mapping[str, str]

# A largest error this many times the median one would hide all others on a linear axis.
HEAVY_TAIL = 30
# Colours of the error map end here; the few points beyond have the last colour.
MAP_QUANTILE = 0.99
# Colours of a map: too many for the eye to see steps, few enough for a small picture. Odd, so that
# the one in the middle of the error map is white.
COLOURS = 101

_TRUTH_LINE: dict[str, Any] = {"color": TRUTH, "alpha": 0.3, "linewidth": 3}
_FIT_LINE: dict[str, Any] = {"color": PREDICTION, "linewidth": 1}


def draw_fit(
    figure: Figure,
    evaluation: EvaluationDocument,
    arrays: Arrays,
    words: Words,
    seen: Seen = LINEAR_AXES,
    missing: str | None = None,
    sample: tuple[Array, Array] | None = None,
) -> None:
    """Draw the formula and its network in the way that suits the number of inputs.

    Parameters
    ----------
    figure : Figure
        An empty figure; its height is set here.
    evaluation : EvaluationDocument
        ``evaluation.json``: the inputs' names and boxes.
    arrays : mapping
        ``evaluation.safetensors``: a curve, a map or slices.
    words : mapping
        A language's words in pictures.
    seen : Seen
        The scales of inputs and output.
    missing : str, optional
        Why there is no prediction; then the formula is drawn alone, with these words.
    sample : (x, y), optional
        Training points to show behind a curve; only with one input.
    """
    names, box = evaluation.names, evaluation.inputs
    if len(names) == 1:
        _curve(figure, names[0], box, arrays, words, seen, sample)
    elif len(names) == 2:
        _maps(figure, names, box, arrays, words, seen)
    else:
        _slices(figure, names, box, arrays, words, seen)
    if missing is not None:
        figure.supxlabel(missing, color=PREDICTION, fontsize="medium")


def _curve(
    figure: Figure,
    name: str,
    box: Box,
    arrays: Arrays,
    words: Words,
    seen: Seen,
    sample: tuple[Array, Array] | None,
) -> None:
    x, truth = arrays["curve_x"], arrays["curve_true"]
    predicted = arrays.get("curve_predicted")
    if predicted is None:
        figure.set_size_inches(TEXT_WIDTH, 2.2)
        panels = [figure.subplots()]
    else:
        figure.set_size_inches(TEXT_WIDTH, 2.9)
        panels = list(figure.subplots(2, 1, sharex=True, height_ratios=[2.3, 1]))
    upper, lower = panels[0], panels[-1]
    if sample is not None:
        look: dict[str, Any] = {"color": TRAINING, "markersize": 2, "markeredgewidth": 0}
        upper.plot(*sample, "o", alpha=0.3, rasterized=True, zorder=1, **look)
        upper.plot([], [], "o", label=words["training_data"], **{**look, "markersize": 4})
    upper.plot(x, truth, label=words["formula"], **_TRUTH_LINE)
    label_seen(upper, "y", words["output"], truth, seen.output)
    if predicted is not None:
        upper.plot(x, predicted, label=words["network"], **_FIT_LINE)
        _error_curve(lower, x, predicted - truth, words)
    figure.legend(loc="outside upper center", ncols=3)
    lower.set_xlabel(symbol(name))
    set_scale(lower, "x", seen.of_input(0))
    lower.set_xlim(x[0], x[-1])
    for axes in panels:
        _shade_outside(axes, box[name])
    figure.align_ylabels(panels)


def _shade_outside(axes: Axes, edges: Sequence[float]) -> None:
    """Shade what lies outside the box, if the curve goes so far."""
    left, right = axes.get_xlim()
    for start, end in ((left, edges[0]), (edges[1], right)):
        if start < end:
            axes.axvspan(start, end, color=PALE, alpha=0.6, linewidth=0, zorder=0)


def _error_curve(axes: Axes, x: Array, error: Array, words: Words) -> None:
    """Draw the signed error; with heavy tails its size, on a logarithmic axis."""
    size = np.abs(error[np.isfinite(error)])
    largest, median = (size.max(), np.median(size)) if size.size else (0, 0)
    if 0 < median < largest / HEAVY_TAIL:
        axes.plot(x, np.abs(error), color=PREDICTION, linewidth=1)
        axes.set_yscale("log")
        # zero crossings reach down without end: show what is not among the smallest 2%
        axes.set_ylim(np.quantile(size[size > 0], 0.02), 2 * largest)
        axes.set_ylabel(words["size_of_error"])
        tick_log(axes.yaxis)
        return
    axes.axhline(0, color=GREY, linewidth=0.5, zorder=1)
    axes.plot(x, error, color=PREDICTION, linewidth=1)
    limit = 1.15 * largest or 1
    axes.set_ylim(-limit, limit)
    axes.locator_params(axis="y", nbins=4)
    label_scaled(axes.yaxis, words["error"], size)


def _maps(
    figure: Figure, names: Sequence[str], box: Box, arrays: Arrays, words: Words, seen: Seen
) -> None:
    truth, predicted = arrays["map_true"], arrays.get("map_predicted")
    shown = {"formula": truth} if predicted is None else {"formula": truth, "network": predicted}
    figure.set_size_inches(COLUMN if predicted is None else TEXT_WIDTH, 2.85)
    panels = figure.subplots(1, 1 if predicted is None else 3, sharey=True, squeeze=False)[0]
    norm = _norm(seen.output, *_limits(*shown.values()))
    for axes, (title, values) in zip(panels, shown.items(), strict=False):
        image = _map(axes, arrays, values, seen, cmap=VALUE_MAP, norm=norm)
        axes.set_title(words[title])
    _colour_bar(figure, image, list(panels[: len(shown)]), words["output"], seen.output)
    if predicted is not None:
        error = predicted - truth
        size = np.abs(error[np.isfinite(error)])
        largest = float(size.max(initial=0))
        end = float(np.quantile(size, MAP_QUANTILE)) if largest else 1.0
        end = end or largest
        image = _map(panels[-1], arrays, error, seen, cmap=ERROR_MAP, norm=Normalize(-end, end))
        panels[-1].set_title(words["error"])
        extend = "both" if end < largest else "neither"
        _colour_bar(figure, image, [panels[-1]], words["error"], extend=extend)
    for axes in panels:
        axes.set(xlim=box[names[0]], ylim=box[names[1]], box_aspect=1, xlabel=symbol(names[0]))
    panels[0].set_ylabel(symbol(names[1]))


def _limits(*maps: Array) -> tuple[float, float]:
    values = np.concatenate([values[np.isfinite(values)] for values in maps])
    return (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)


def _norm(output: Axis, low: float, high: float) -> Normalize:
    """Return how values become colours."""
    if output.kind == "log":
        return LogNorm(low, high)
    if output.kind == "symlog":
        return AsinhNorm(2 * output.threshold, low, high)
    return Normalize(low, high)


def _map(
    axes: Axes, arrays: Arrays, values: Array, seen: Seen, cmap: str, norm: Normalize
) -> ScalarMappable:
    """Draw values on the grid; undefined points show the hatched ground."""
    axes.patch.set(facecolor=PALE, hatch="////", edgecolor="white")
    (x, y) = (arrays["map_x"], arrays["map_y"])
    colours, shown = colormaps[cmap].resampled(COLOURS), np.ma.masked_invalid(values)
    if any(axis != LINEAR for axis in seen.inputs):
        set_scale(axes, "x", seen.of_input(0))
        set_scale(axes, "y", seen.of_input(1))
        return axes.pcolormesh(
            x, y, shown, shading="gouraud", cmap=colours, norm=norm, rasterized=True
        )
    # each value is the middle of its cell, so that the outer cells reach half a step over the box
    (dx, dy) = ((x[1] - x[0]) / 2, (y[1] - y[0]) / 2)
    return axes.imshow(
        shown,
        cmap=colours,
        norm=norm,
        origin="lower",
        extent=(x[0] - dx, x[-1] + dx, y[0] - dy, y[-1] + dy),
        aspect="auto",
        interpolation="bilinear",
        rasterized=True,
    )


def _colour_bar(
    figure: Figure,
    image: ScalarMappable,
    panels: list[Axes],
    label: str,
    seen: Axis = LINEAR,
    extend: str = "neither",
) -> None:
    """Draw a colour bar under `panels`; its ends are pointed where values lie beyond them."""
    bar = figure.colorbar(
        image,
        ax=panels,
        location="bottom",
        shrink=0.9 / len(panels),
        aspect=18,
        extend=extend,
        ticks=MaxNLocator(4) if seen == LINEAR else None,
    )
    if seen == LINEAR:
        label_scaled(bar.ax.xaxis, label, np.array(image.get_clim()))
    else:
        bar.set_label(label)
    assert bar.solids is not None  # a bar of an image has them
    bar.solids.set_rasterized(True)


def _slices(
    figure: Figure, names: Sequence[str], box: Box, arrays: Arrays, words: Words, seen: Seen
) -> None:
    columns = 2 if len(names) == 4 else 3
    rows = math.ceil(len(names) / columns)
    figure.set_size_inches(TEXT_WIDTH, 0.4 + (1.7 if rows == 1 else 1.45) * rows)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    predicted = arrays.get("slice_predicted")
    for i, (axes, name) in enumerate(zip(grid.flat, names, strict=False)):
        x = arrays["slice_x"][i]
        axes.plot(x, arrays["slice_true"][i], label=words["formula"], **_TRUTH_LINE)
        if predicted is not None:
            axes.plot(x, predicted[i], label=words["network"], **_FIT_LINE)
        axes.set_xlabel(symbol(name))
        set_scale(axes, "x", seen.of_input(i))
        axes.set_xlim(x[0], x[-1])
        _shade_outside(axes, box[name])
    for axes in grid.flat[len(names) :]:
        axes.remove()
    for axes in grid[:, 0]:
        label_seen(axes, "y", words["output"], arrays["slice_true"], seen.output)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
