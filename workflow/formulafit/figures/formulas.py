"""The four pictures of a formula: its fit, predicted against true, errors, learning curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import PercentFormatter

from formulafit import sampling
from formulafit.documents.evaluation import EvaluationDocument
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import FormulaFolder
from formulafit.documents.history import History, read_histories
from formulafit.figures.fits import draw_fit
from formulafit.figures.learning import draw_curves
from formulafit.figures.style import (
    BLACK,
    COLUMN,
    GREY,
    MARKERS,
    PALE,
    PREDICTION,
    TEST,
    TEXT_WIDTH,
    drawing,
)
from formulafit.figures.text import label_scaled, scientific, tick_log
from formulafit.files import read_arrays
from formulafit.language.model import Lexicon
from formulafit.sampling import Sample
from formulafit.sampling.settings import RowSettings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PICTURES = ("fit", "predicted", "errors", "learning")
# Dots of the training sample behind a curve: enough to see the noise, not a carpet.
SAMPLE_DOTS = 1000
BINS = 41
# The histogram leaves out the rest, which would press it into one bar; its neighbour does not.
HISTOGRAM_QUANTILE = 0.99
QUANTILES = {"median": 0.5, "95_below": 0.95, "largest": 1.0}


@dataclass(frozen=True)
class Material:
    """What the pictures of one formula are drawn from.

    Attributes
    ----------
    sample : Sample
        All points.
    evaluation, arrays
        ``evaluation.json`` and ``evaluation.safetensors``.
    fit, history
        ``fit.json`` and ``history.csv`` of the base variation.
    lexicon : Lexicon
        The words of a language.
    beside : pair or None
        The method and the histories of a variation to compare the learning curves with.
    """

    sample: Sample
    evaluation: EvaluationDocument
    arrays: Mapping[str, Array]
    fit: FitDocument
    history: Mapping[int, History]
    lexicon: Lexicon
    beside: tuple[str, Mapping[int, History]] | None

    @classmethod
    def read(cls, folder: str | Path, lexicon: Lexicon, alternative: str | None = None) -> Material:
        """Read the files in a formula's folder of results."""
        files, beside = FormulaFolder(Path(folder)), None
        if alternative is not None:
            other = files.variation(alternative)
            beside = FitDocument.read(other.fit).method, read_histories(other.history)
        return cls(
            sample=sampling.read(files.data, files.points)[0],
            evaluation=EvaluationDocument.read(files.evaluation),
            arrays=read_arrays(files.drawn),
            fit=FitDocument.read(files.variation().fit),
            history=read_histories(files.variation().history),
            lexicon=lexicon,
            beside=beside,
        )

    @property
    def words(self) -> Mapping[str, str]:
        """The words in pictures."""
        return self.lexicon.pictures

    @property
    def missing(self) -> str | None:
        """Why there is no prediction, or None."""
        if "test_predicted" in self.arrays:
            return None
        statuses = sorted({entry.status for entry in self.fit.replicates})
        named = self.words["or"].join(self.lexicon.statuses[status] for status in statuses)
        return self.words["no_prediction"].format(statuses=named)

    @property
    def errors(self) -> Array:
        """Predicted minus true on the test rows, in the formula's units."""
        return self.arrays["test_predicted"] - self.arrays["test_true"]


def draw(
    folder: str | Path,
    lexicon: Lexicon,
    outputs: Mapping[str, str | Path],
    alternative: str | None = None,
) -> None:
    """Draw the pictures of one formula.

    Parameters
    ----------
    folder : str or Path
        ``results/formulas/<formula>``, with the files of data, evaluation and the base variation.
    lexicon : Lexicon
        The words in the pictures.
    outputs : mapping
        Where each of `PICTURES` goes.
    alternative : str, optional
        The variation, by another method, that the learning curves are compared with.
    """
    material = Material.read(folder, lexicon, alternative)
    painters: dict[str, Callable[[Figure, Material], None]] = {
        "fit": fit,
        "predicted": predicted,
        "errors": errors,
        "learning": learning,
    }
    for name in PICTURES:
        with drawing(outputs[name]) as figure:
            painters[name](figure, material)


def fit(figure: Figure, material: Material) -> None:
    """Draw the formula and its network over the inputs."""
    sample = _noisy_sample(material)
    evaluation, arrays = material.evaluation, material.arrays
    draw_fit(figure, evaluation, arrays, material.words, material.missing, sample)


def _noisy_sample(material: Material) -> tuple[Array, Array] | None:
    """Give some of the training points with their noise, or None where there is no noise."""
    settings = RowSettings.of(material.fit.settings["data"])
    if len(material.sample.names) > 1 or not settings.noise:
        return None
    training = settings.choose(material.sample)
    return training.X[:SAMPLE_DOTS, 0], training.y[:SAMPLE_DOTS]


def predicted(figure: Figure, material: Material) -> None:
    """Draw the network's predictions against the true values of the test rows."""
    figure.set_size_inches(COLUMN, COLUMN)
    axes = figure.subplots()
    axes.set_box_aspect(1)
    true = material.arrays["test_true"]
    label_scaled(axes.xaxis, material.words["true_output"], true)
    label_scaled(axes.yaxis, material.words["predicted_output"], true)
    axes.axline((true[0], true[0]), slope=1, color=GREY, linewidth=0.6, zorder=1)
    axes.set(xlim=_padded(true), ylim=_padded(true))
    axes.locator_params(nbins=5)
    if material.missing is not None:
        _say(axes, material.missing)
        return
    test = material.arrays["test_predicted"]
    dots: dict[str, Any] = {"color": TEST, "markersize": 2.5, "markeredgewidth": 0, "alpha": 0.5}
    axes.plot(true, test, "o", rasterized=True, **dots)
    axes.set_ylim(_padded(np.concatenate([true, test])))
    best = material.evaluation.base.best
    if best and best.metrics and best.metrics.nrmse is not None:
        label = f"{material.lexicon.metrics['nrmse'].title} {scientific(best.metrics.nrmse)}"
        axes.text(0.04, 0.96, label, transform=axes.transAxes, va="top", fontsize=8)


def _padded(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = 0.04 * (high - low) or 0.5
    return low - pad, high + pad


def _say(axes: Axes, words: str) -> None:
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


def errors(figure: Figure, material: Material) -> None:
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
            _say(axes, said)
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


def learning(figure: Figure, material: Material) -> None:
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
