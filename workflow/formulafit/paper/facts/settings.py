"""The settings of the formulas' own fits: what all share, and where one of them differs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from formulafit.documents.summary import Row
from formulafit.language.values import ABSENT
from formulafit.paper.facts.results import Results
from formulafit.paper.markup import escape

FIRST = (  # in which order settings are listed; the others follow
    "data.points",
    "data.test_fraction",
    "data.validation_fraction",
    "data.noise",
    "data.sampling",
    "data.scaling",
    "data.output",
    "data.symlog_threshold",
    "data.train_rows",
    "data.train_box",
    "network.hidden",
    "network.activation",
    "training.method",
)


@dataclass(frozen=True)
class Common:
    """A setting that most formulas share.

    Attributes
    ----------
    value : any
        The commonest value, `ABSENT` where no formula has the setting.
    others : tuple of (str, any)
        Titles, as Markdown, and values of the formulas that differ.
    """

    value: Any
    others: tuple[tuple[str, Any], ...] = ()


class Settings:
    """The settings of the formulas' own fits, from each ``fit.json``."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def each(self, path: str) -> dict[str, Any]:
        """Return the setting at a path such as ``network.hidden`` of every formula that has it.

        Where no formula's own fit has it, because only variations use its method, it is that of
        the variation which the own fit is compared with; where that has none, the variations'
        commonest.
        """
        formulas, beside = self.results.formulas, self.results.alternatives
        own = {f: self.results.fit(f).setting(path, ABSENT) for f in formulas}
        found = {formula: value for formula, value in own.items() if value is not ABSENT}
        for formula in () if found else formulas:
            compared = [beside[formula]] if formula in beside else []
            values = self._of(formula, compared, path)
            values = values or self._of(formula, self.results.variations(formula), path)
            if values:
                found[formula] = max(values, key=values.count)
        return found

    def _of(self, formula: str, variations: Iterable[str], path: str) -> list[Any]:
        fits = (self.results.fit(formula, variation) for variation in variations)
        return [value for fit in fits if (value := fit.setting(path, ABSENT)) is not ABSENT]

    def common(self, path: str) -> Common:
        """Return the setting at a path that most formulas share, and those that differ."""
        each = self.each(path)
        if not each:
            return Common(ABSENT)
        keys = {formula: json.dumps(value, sort_keys=True) for formula, value in each.items()}
        most = Counter(keys.values()).most_common(1)[0][0]
        value = next(value for formula, value in each.items() if keys[formula] == most)
        differing = [(f, v) for f, v in each.items() if keys[f] != most]
        titles = self.results.formulas
        return Common(value, tuple((escape(titles[f]), v) for f, v in differing))

    @property
    def parameters(self) -> tuple[int, int]:
        """The least and the largest number of parameters of the formulas' networks."""
        counts = [self.first(f).parameters for f in self.results.formulas]
        return min(counts), max(counts)

    def first(self, formula: str) -> Row:
        """Return the summary's row of a formula's first own fit."""
        return self.results.replicates(formula)[0]

    @property
    def chosen_activations(self) -> dict[str, int]:
        """How many networks have which activation where methods choose it; empty where not all do.

        The commonest comes first.
        """
        if set(map(str, self.each("network.activation").values())) != {"auto"}:
            return {}
        formulas = self.results.formulas
        entries = (entry for f in formulas for entry in self.results.fit(f).replicates)
        return dict(Counter(entry.activation for entry in entries).most_common())

    @property
    def paths(self) -> list[str]:
        """The paths of all settings, those of variations' methods as well, in order."""
        paths: dict[str, None] = {}
        for formula in self.results.formulas:
            paths.update(dict.fromkeys(self.results.fit(formula).paths))
        for formula in self.results.formulas:
            for variation in self.results.variations(formula):
                fit = self.results.fit(formula, variation)
                paths.update(dict.fromkeys(p for p in fit.paths if p.startswith("training.")))
        return sorted(paths, key=lambda p: FIRST.index(p) if p in FIRST else len(FIRST))
