"""The model variations: a study compares variations of one formula that differ in some settings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formulafit.documents.evaluation import Twins
from formulafit.documents.summary import Row
from formulafit.documents.told import ToldStudy
from formulafit.documents.twins import pairs
from formulafit.language.values import ABSENT
from formulafit.paper.facts.results import Results
from formulafit.paper.markup import escape
from formulafit.vocabulary import BASE, METHOD

COUNTS = ("train_rows", "parameters", "epochs")  # shown where the entries of a study differ in them


@dataclass(frozen=True)
class Entry:
    """One line of a study: a variation of a formula, and the settings that it sets."""

    results: Results
    formula: str
    variation: str
    title: str
    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The variation's title as Markdown."""
        return escape(self.title)

    @property
    def nrmse(self) -> float | None:
        """The median test NRMSE."""
        return self.median("test_nrmse")

    def setting(self, path: str) -> Any:
        """Return the value that the variation was trained with, `ABSENT` where it has none."""
        return self.results.fit(self.formula, self.variation).setting(path, ABSENT)

    @property
    def rows(self) -> Sequence[Row]:
        """The summary's rows, one a replicate."""
        return self.results.replicates(self.formula, self.variation)

    def median(self, column: str) -> float | None:
        """Return the median of a column over the replicates that ended well."""
        return self.results.median(column, self.formula, self.variation)

    def count(self, column: str) -> float:
        """Return the median of a column that every fit has, also one that did not end well."""
        return statistics.median([float(row.value(column)) for row in self.rows])

    def values(self, column: str) -> list[float]:
        """Return a column over the replicates that ended well."""
        return self.results.values(column, self.formula, self.variation)

    def span(self, column: str) -> tuple[float, float] | None:
        """Return the least and the largest value of a column."""
        return self.results.span(column, self.formula, self.variation)

    @property
    def steps(self) -> int | None:
        """How many steps Adam may take at most, None for another method."""
        fit = self.results.fit(self.formula, self.variation)
        epochs, batch = (self.setting(f"training.adam.{n}") for n in ("max_epochs", "batch_size"))
        if epochs is ABSENT:
            return None
        return int(epochs * math.ceil((fit.train_rows - fit.validation_rows) / batch))

    def changes(self, other: Entry) -> list[str]:
        """Return the paths of the settings in which two entries differ, of those that they set."""
        paths = dict.fromkeys([*self.settings, *other.settings])
        return [path for path in paths if self.setting(path) != other.setting(path)]


class Study:
    """One study: its entries in the order of the config.

    Parameters
    ----------
    results : Results
        The folder.
    about : ToldStudy
        What the summary tells of it: its name in the config and its members.
    """

    def __init__(self, results: Results, about: ToldStudy) -> None:
        self.results = results
        self.key = about.study
        self.title = escape(results.text(about.title))
        self.entries = [
            Entry(results, each.formula, each.variation, results.text(each.title), each.settings)
            for each in about.members
        ]

    @property
    def formulas(self) -> list[str]:
        """The formulas that the study is done on."""
        return list(dict.fromkeys(entry.formula for entry in self.entries))

    @property
    def formula_titles(self) -> list[str]:
        """The formulas' titles as Markdown."""
        return [self.formula_title(formula) for formula in self.formulas]

    def formula_title(self, formula: str) -> str:
        """Return a formula's title as Markdown."""
        return escape(self.results.formulas[formula])

    @property
    def fewest_and_most_replicates(self) -> tuple[int, int]:
        """How often variations were trained: the least and the largest number."""
        counts = [len(entry.rows) for entry in self.entries]
        return min(counts), max(counts)

    @property
    def single(self) -> bool:
        """Whether each variation was trained once, so that there is no range."""
        return all(len(entry.rows) == 1 for entry in self.entries)

    @property
    def varied(self) -> list[str]:
        """The paths of the settings in which the entries differ."""
        first, *others = self.entries
        return list(dict.fromkeys(path for other in others for path in first.changes(other)))

    @property
    def shared(self) -> dict[str, Any]:
        """The settings that every entry sets, and sets to the same value; the method first."""
        first, *others = self.entries
        same = [
            path
            for path in first.settings
            if all(path in other.settings for other in others) and path not in self.varied
        ]
        same.sort(key=lambda path: path != METHOD)
        return {path: first.setting(path) for path in same}

    @property
    def steps(self) -> dict[int, list[str]]:
        """The entries' names by their steps at most, where epochs differ in length and number."""
        if not {"data.train_rows", "training.adam.max_epochs"} <= set(self.varied):
            return {}
        by_steps: dict[int, list[str]] = {}
        for entry in self.entries:
            if entry.steps is not None:
                by_steps.setdefault(entry.steps, []).append(entry.name)
        return by_steps

    @property
    def steps_are_alike(self) -> bool:
        """Whether no entry may take twice as many steps as another."""
        return max(self.steps) < 2 * min(self.steps)

    @property
    def adds_noise(self) -> bool:
        """Whether some entry has more noise than its formula's own fit."""
        own = {f: self.results.fit(f).setting("data.noise") for f in self.formulas}
        return any(entry.setting("data.noise") > own[entry.formula] for entry in self.entries)

    @property
    def counts(self) -> list[str]:
        """The columns of the summary in whose numbers the entries differ, of `COUNTS`."""
        return [c for c in COUNTS if len({entry.count(c) for entry in self.entries}) > 1]

    @property
    def ranked(self) -> list[Entry]:
        """The entries that have a test NRMSE, the least first."""
        errors = [(e.nrmse, i) for i, e in enumerate(self.entries)]
        return [self.entries[i] for _, i in sorted((v, i) for v, i in errors if v is not None)]

    @property
    def ratio(self) -> float | None:
        """How many times as large the largest median error is as the least."""
        if not self.ranked:
            return None
        least, largest = self.ranked[0].nrmse, self.ranked[-1].nrmse
        return largest / least if least and largest else None

    @property
    def twins(self) -> list[TwinEntries]:
        """The fits that the methods `adam` and `torch` made from the same start."""
        found = []
        for formula in self.formulas:
            entries = {e.variation: e for e in self.entries if e.formula == formula}
            fits = {variation: self.results.fit(formula, variation) for variation in entries}
            measured = {each.torch: each for each in self.results.evaluation(formula).twins or ()}
            found += [
                TwinEntries(entries[adam], entries[torch], measured[torch])
                for adam, torch in pairs(fits)
                if torch in measured
            ]
        return found

    @property
    def of_twins(self) -> bool:
        """Whether every entry is one of two twins: then their curves are drawn on each other."""
        return len(self.entries) == 2 * len(self.twins)

    @property
    def unfinished(self) -> list[Entry]:
        """The entries of which no replicate ended well."""
        return [entry for entry in self.entries if not entry.values("test_rmse")]

    @property
    def overfits(self) -> bool:
        """Whether this is a study of overfitting: weight decay or early stopping varies."""
        names = {path.rsplit(".", 1)[-1] for path in self.varied}
        return bool(names & {"weight_decay", "early_stopping"})

    @property
    def noise(self) -> float | None:
        """The noise of a study of overfitting on one formula, in the formula's units."""
        if not self.overfits or len(self.formulas) > 1:
            return None
        noise = self.reference.setting("data.noise")
        return noise * self.results.evaluation(self.formulas[0]).test_std or None

    @property
    def reference(self) -> Entry:
        """The entry that the others change least: the one that a mend is compared with."""
        distances = [sum(len(e.changes(o)) for o in self.entries) for e in self.entries]
        return self.entries[distances.index(min(distances))]

    def gains(self) -> list[Gain]:
        """Return what each entry gained over the reference."""
        return [Gain(self.reference, entry) for entry in self.entries if entry != self.reference]

    @property
    def effective(self) -> list[Gain]:
        """The gains beyond the replicates' spread, the largest first."""
        better = [gain for gain in self.gains() if gain.ranges_apart and (gain.factor or 0) > 1]
        return sorted(better, key=lambda gain: gain.factor or 0, reverse=True)


@dataclass(frozen=True)
class TwinEntries:
    """Two entries by different code from the same weights on the same batches."""

    adam: Entry
    torch: Entry
    apart: Twins

    @property
    def hidden(self) -> Sequence[int]:
        """The units of their hidden layers."""
        return self.results.fit(self.adam.formula, self.adam.variation).hidden

    @property
    def results(self) -> Results:
        """The folder."""
        return self.adam.results

    @property
    def prediction(self) -> float | None:
        """The largest difference of predictions on the test set, over that set's deviation."""
        deviation = self.results.evaluation(self.adam.formula).test_std
        return self.apart.prediction / deviation if deviation else None

    @property
    def seconds(self) -> tuple[float, float]:
        """The CPU seconds of a training by either, medians."""
        adam, torch = (each.count("fit_cpu_seconds") for each in (self.adam, self.torch))
        return adam, torch


@dataclass(frozen=True)
class Gain:
    """What one entry of a study gained over the reference."""

    reference: Entry
    entry: Entry

    @property
    def factor(self) -> float | None:
        """By how much the median test NRMSE falls; below 1 it grew."""
        before, after = self.reference.median("test_nrmse"), self.entry.median("test_nrmse")
        return before / after if before and after else None

    @property
    def ranges_apart(self) -> bool | None:
        """Whether the replicates' ranges lie apart; None with fewer than two of either."""
        before, after = self.reference.values("test_nrmse"), self.entry.values("test_nrmse")
        if min(len(before), len(after)) < 2:
            return None
        return max(after) < min(before) or max(before) < min(after)

    @property
    def change(self) -> dict[str, Any]:
        """The settings in which the entry differs from the reference, and their values."""
        return {path: self.entry.setting(path) for path in self.reference.changes(self.entry)}


@dataclass(frozen=True)
class Other:
    """A variation that belongs to no study, and is not what the method is compared with."""

    formula: str
    title: str
    variation: str
    change: Mapping[str, Any]


def others(results: Results) -> list[Other]:
    """Return the variations that belong to no study, beside their formulas' own fits."""
    studied = {
        (member.formula, member.variation)
        for study in results.summary.studies
        for member in study.members
    }
    return [
        Other(formula, escape(title), variation, _changes(results, formula, variation))
        for formula, title in results.formulas.items()
        for variation in results.variations(formula)
        if variation not in (BASE, results.alternatives.get(formula))
        and (formula, variation) not in studied
    ]


def _changes(results: Results, formula: str, variation: str) -> dict[str, Any]:
    """Return the settings in which a variation differs from the formula's own fit."""
    own, other = results.fit(formula), results.fit(formula, variation)
    values = {path: other.setting(path) for path in other.paths}
    return {path: value for path, value in values.items() if own.setting(path, ABSENT) != value}
