"""The fits of a formula with what was measured of them: the one walk over its variations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from formulafit.documents.evaluation import EvaluationDocument, TestedReplicate
from formulafit.documents.fit import FitDocument, TrainedReplicate
from formulafit.documents.folder import FormulaFolder


def read_fits(folder: FormulaFolder, variations: Iterable[str]) -> dict[str, FitDocument]:
    """Read how the fits of these variations went, in their order."""
    return {each: FitDocument.read(folder.variation(each).fit) for each in variations}


@dataclass(frozen=True)
class FittedFormula:
    """A formula's fits by their variations, and their evaluation."""

    key: str
    folder: FormulaFolder
    fits: Mapping[str, FitDocument]
    evaluation: EvaluationDocument

    @classmethod
    def read(cls, folder: FormulaFolder, key: str, variations: Iterable[str]) -> FittedFormula:
        """Read the files of a formula; other variations, left over there, are not looked at."""
        evaluation = EvaluationDocument.read(folder.evaluation)
        return cls(key, folder, read_fits(folder, variations), evaluation)

    def replicates(self, variation: str) -> Iterator[tuple[TrainedReplicate, TestedReplicate]]:
        """Yield the replicates of a variation: how each was trained, and how it was tested.

        Raises
        ------
        ValueError
            When the fit and the evaluation do not belong together.
        """
        trained = self.fits[variation].replicates
        tested = self.evaluation.variations[variation].replicates
        numbers, found = ([each.replicate for each in both] for both in (trained, tested))
        if numbers != found:
            raise ValueError(
                f"{self.folder.variation(variation).fit} has the replicates {numbers}, but "
                f"{self.folder.evaluation} has {found}: evaluate {self.key} again"
            )
        return zip(trained, tested, strict=True)
