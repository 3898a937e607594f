"""The model variations: a study compares variations of one formula that differ in some settings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formulafit.paper.content.results import Results, Row
from formulafit.paper.content.settings import ABSENT, label, lookup, words
from formulafit.paper.content.text import (
    MISSING,
    compact,
    escape,
    interval,
    listing,
    number,
    plural,
    seconds,
    table,
)


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
        return lookup(self.results.fit(self.formula, self.variation)["settings"], path)

    @property
    def rows(self) -> Sequence[Row]:
        """The summary's rows, one a replicate."""
        return self.results.replicates(self.formula, self.variation)

    def median(self, column: str) -> float | None:
        """Return the median of a column over the replicates that ended well."""
        return self.results.median(column, self.formula, self.variation)

    def count(self, column: str) -> float:
        """Return the median of a column that every fit has, also one that did not end well."""
        return statistics.median([float(row[column]) for row in self.rows])

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
        return int(epochs * math.ceil((fit["train_rows"] - fit["validation_rows"]) / batch))

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
    about : mapping
        What the summary tells of it: its name in the config and its members.
    """

    def __init__(self, results: Results, about: Mapping[str, Any]) -> None:
        self.results = results
        self.key: str = about["study"]
        self.title = escape(about["title"])
        self.entries = [
            Entry(results, e["formula"], e["variation"], e["title"], e["settings"])
            for e in about["members"]
        ]
        self._titles = results.formulas

    @property
    def formulas(self) -> list[str]:
        """The formulas that the study is done on."""
        return list(dict.fromkeys(entry.formula for entry in self.entries))

    @property
    def formula_titles(self) -> str:
        """The formulas' titles as Markdown."""
        return listing([escape(self._titles[formula]) for formula in self.formulas])

    @property
    def replicates(self) -> str:
        """How often each variation was trained, as words."""
        counts = sorted({len(entry.rows) for entry in self.entries})
        if len(counts) == 1:
            return plural(counts[0], "replicate")
        return f"{counts[0]} to {plural(counts[-1], 'replicate')}"

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
    def shared(self) -> str:
        """The settings that every entry sets, and sets to the same value, as words."""
        first, *others = self.entries
        same = [
            path
            for path in first.settings
            if all(path in other.settings for other in others) and path not in self.varied
        ]
        same.sort(key=lambda path: path != "training.method")  # first
        return listing([f"{label(path).lower()} {words(first.setting(path))}" for path in same])

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
    def adds_noise(self) -> bool:
        """Whether some entry has more noise than its formula's own fit."""
        own = {f: lookup(self.results.fit(f)["settings"], "data.noise") for f in self.formulas}
        return any(entry.setting("data.noise") > own[entry.formula] for entry in self.entries)

    @property
    def topic(self) -> str:
        """The study's subject inside a sentence."""
        return self.title.lower()

    def table(self) -> str:
        """Return a line an entry: test NRMSE, its range, and what else varies."""
        columns = {"Rows:": "train_rows", "Parameters:": "parameters", "Epochs:": "epochs"}
        shown = {h: c for h, c in columns.items() if len({e.count(c) for e in self.entries}) > 1}
        several = len(self.formulas) > 1
        heads = [*(["Formula"] if several else []), "Variation", *shown]
        tail = ["Training RMSE:", "Test RMSE:", "Test NRMSE:", "Range:", "CPU s:"]
        if not self.overfits:
            tail = tail[2:]
        if self.single:
            tail.remove("Range:")
        return table([*heads, *tail], (self._row(e, several, shown, tail) for e in self.entries))

    def _row(
        self, entry: Entry, several: bool, shown: Mapping[str, str], tail: Sequence[str]
    ) -> list[str]:
        errors = {
            "Training RMSE:": number(entry.median("train_rmse"), 2),
            "Test RMSE:": number(entry.median("test_rmse"), 2),
            "Test NRMSE:": compact(entry.median("test_nrmse")),
            "Range:": interval(entry.span("test_nrmse")),
            "CPU s:": seconds(entry.median("fit_cpu_seconds")),
        }
        return [
            *([escape(self._titles[entry.formula])] if several else []),
            escape(entry.title),
            *(f"{entry.count(column):,.0f}" for column in shown.values()),
            *(errors[head] for head in tail),
        ]

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
        spread: float = self.results.evaluation(self.formulas[0])["test_std"]
        return noise * spread or None

    @property
    def reference(self) -> Entry:
        """The entry that the others change least: the one that a mend is compared with."""
        distances = [sum(len(e.changes(o)) for o in self.entries) for e in self.entries]
        return self.entries[distances.index(min(distances))]

    def gains(self) -> list[Gain]:
        """Return what each entry gained over the reference."""
        return [Gain(self.reference, entry) for entry in self.entries if entry != self.reference]

    def gains_table(self) -> str:
        """Return the mends: what each changes, and by what factor the error falls."""
        return table(
            ["Mend", "Change", "NRMSE before / after:", "Beyond the spread"],
            (
                [
                    escape(gain.entry.title),
                    gain.change,
                    number(gain.factor, 3),
                    gain.verdict,
                ]
                for gain in self.gains()
            ),
        )

    def alt(self) -> str:
        """Return what the study's picture shows."""
        parts = [f"{e.title}: {_spoken(e.nrmse)}" for e in self.entries]
        return f"Test NRMSE in the study of {self.topic}, medians: {'; '.join(parts)}."


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
    def beyond_spread(self) -> bool | None:
        """Whether the replicates' ranges lie apart; None with fewer than two of either."""
        before, after = self.reference.values("test_nrmse"), self.entry.values("test_nrmse")
        if min(len(before), len(after)) < 2:
            return None
        return max(after) < min(before) or max(before) < min(after)

    @property
    def verdict(self) -> str:
        """Whether the error fell or grew by more than the replicates' spread, as a word."""
        if self.beyond_spread is None:
            return MISSING
        return "yes" if self.beyond_spread else "no"

    @property
    def change(self) -> str:
        """The settings in which the entry differs from the reference."""
        paths = self.reference.changes(self.entry)
        return listing([f"{label(p).lower()} {words(self.entry.setting(p))}" for p in paths])


def _spoken(value: float | None) -> str:
    return "no fit" if value is None else f"{value:.2g}"
