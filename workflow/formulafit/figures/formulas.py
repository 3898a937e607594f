"""The pictures of a formula: what they are drawn from, and each by its painter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from formulafit.axes import Axes
from formulafit.documents.evaluation import EvaluationDocument
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import FormulaFolder
from formulafit.documents.history import History, read_histories
from formulafit.figures.style import drawing
from formulafit.files import read_arrays
from formulafit.language.model import Lexicon
from formulafit.registry import painter
from formulafit.sampling.sample import Sample, read_sample
from formulafit.sampling.settings import RowSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


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
            sample=read_sample(files.data, files.points)[0],
            evaluation=EvaluationDocument.read(files.evaluation),
            arrays=read_arrays(files.drawn),
            fit=FitDocument.read(files.variation().fit),
            history=read_histories(files.variation().history),
            lexicon=lexicon,
            beside=beside,
        )

    @property
    def axes(self) -> Axes:
        """On which inputs and output are seen by the network."""
        settings = RowSettings.of(self.fit.settings["data"])
        return replace(self.sample.axes, output=settings.axis)

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


def draw_pictures(
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
        Where each picture goes, by its name.
    alternative : str, optional
        The variation, by another method, that the learning curves are compared with.
    """
    material = Material.read(folder, lexicon, alternative)
    for name, path in outputs.items():
        with drawing(path) as figure:
            painter(name)(figure, material)
