"""The results folder as the paper reads it: the summary, and each formula's files on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from formulafit.documents.evaluation import EvaluationDocument
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.summary import Row, SummaryDocument, known, median_of
from formulafit.language.known import DEFAULT
from formulafit.language.titles import Title, in_language
from formulafit.vocabulary import BASE


class Results:
    """A finished results folder.

    Parameters
    ----------
    folder : str or Path
        The folder with ``summary.json``, ``logic/`` and ``formulas/``.
    language : str
        The code of the language that titles are taken in.
    """

    def __init__(self, folder: str | Path, language: str = DEFAULT) -> None:
        self.language = language
        self.folder = Path(folder)
        self.files = ResultsFolder(self.folder)
        self._evaluations: dict[str, EvaluationDocument] = {}
        self._fit_documents: dict[tuple[str, str], FitDocument] = {}

    @cached_property
    def summary(self) -> SummaryDocument:
        """The content of ``summary.json``."""
        return SummaryDocument.read(self.files.summary)

    @property
    def rows(self) -> Sequence[Row]:
        """One row a formula, variation and replicate."""
        return self.summary.rows

    @cached_property
    def formulas(self) -> dict[str, str]:
        """The formulas' titles by key, in the order of the config."""
        return {each.formula: self.text(each.title) for each in self.summary.formulas}

    def text(self, title: Title) -> str:
        """Return a title that the config gives in the paper's language."""
        return in_language(title, self.language)

    @cached_property
    def alternatives(self) -> dict[str, str]:
        """The variation by another method that a formula's own fit is compared with, by formula."""
        formulas = self.summary.formulas
        return {each.formula: each.alternative for each in formulas if each.alternative}

    def variations(self, formula: str) -> list[str]:
        """Return the variations of a formula, the base first."""
        return list(dict.fromkeys(r.variation for r in self.rows if r.formula == formula))

    def evaluation(self, formula: str) -> EvaluationDocument:
        """Return a formula's ``evaluation.json``."""
        if formula not in self._evaluations:
            path = self.files.formula(formula).evaluation
            self._evaluations[formula] = EvaluationDocument.read(path)
        return self._evaluations[formula]

    def fit(self, formula: str, variation: str = BASE) -> FitDocument:
        """Return a variation's ``fit.json``."""
        if (formula, variation) not in self._fit_documents:
            path = self.files.formula(formula).variation(variation).fit
            self._fit_documents[formula, variation] = FitDocument.read(path)
        return self._fit_documents[formula, variation]

    @cached_property
    def _fits(self) -> dict[tuple[str, str], list[Row]]:
        fits: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            fits.setdefault((row.formula, row.variation), []).append(row)
        return fits

    def replicates(self, formula: str, variation: str = BASE) -> list[Row]:
        """Return the summary's rows of one variation."""
        return self._fits[formula, variation]

    def values(self, column: str, formula: str, variation: str = BASE) -> list[float]:
        """Return the values that exist of a column, over the replicates that ended well."""
        return known(self.replicates(formula, variation), column)

    def median(self, column: str, formula: str, variation: str = BASE) -> float | None:
        """Return the median of a column over the replicates that ended well, None without any."""
        return median_of(self.replicates(formula, variation), column)

    def span(self, column: str, formula: str, variation: str = BASE) -> tuple[float, float] | None:
        """Return the least and the largest value over the replicates that ended well."""
        values = self.values(column, formula, variation)
        return (min(values), max(values)) if values else None

    @cached_property
    def unsuccessful(self) -> list[tuple[Row, str | None]]:
        """The fits that diverged or failed, with their causes."""
        lost = []
        for row in self.rows:
            if not row.ok:
                replicates = self.fit(row.formula, row.variation).replicates
                entry = next(each for each in replicates if each.replicate == row.replicate)
                lost.append((row, entry.cause))
        return lost

    @cached_property
    def endings(self) -> dict[str, int]:
        """How many fits ended in which way: their stop reason, or the status of one not ok."""
        ways = (row.stop_reason or row.status for row in self.rows)
        return dict(Counter(ways).most_common())

    @cached_property
    def code(self) -> dict[str, int]:
        """How many fits which code trained, the commonest first.

        It is a method's name, but that of `adam` ends with ``_by_layers`` where its loop was not
        compiled: of several hidden layers, of an activation without `at`.
        """
        by_layers = {
            (row.formula, row.variation): self._by_layers(row.formula, row.variation)
            for row in self.rows
            if row.method == "adam"
        }
        names = (
            f"{row.method}_by_layers" if by_layers.get((row.formula, row.variation)) else row.method
            for row in self.rows
        )
        return dict(Counter(names).most_common())

    def _by_layers(self, formula: str, variation: str) -> bool:
        fit = self.fit(formula, variation)
        told = [each.choice["loop"] for each in fit.replicates if "loop" in each.choice]
        return "layer by layer" in told if told else len(fit.hidden) > 1  # none ended well

    @cached_property
    def methods(self) -> list[str]:
        """The training methods in use, the formulas' own first."""
        base_first = sorted(self.rows, key=lambda row: row.variation != BASE)
        return list(dict.fromkeys(row.method for row in base_first))
