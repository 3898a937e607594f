"""The formulas' own fits as values: errors, baselines, regions, and groups of formulas."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from formulafit.advice import FLOOR, best_baseline, count_missed
from formulafit.baselines.registry import METHODS
from formulafit.paper.content.results import BASE, Results, median
from formulafit.paper.content.text import escape, listing, plural, spell, tex

BASELINES = {method.name: method.title for method in METHODS}
FACTORS = 3  # of a box that are written beside a formula
NAMED = 12  # formulas that a sentence still names
MANY = 30  # formulas beyond which tables show groups of them, and the appendix is short


class Formulas:
    """What the paper says about the formulas' own fits (the variation ``base``).

    Attributes
    ----------
    results : Results
        The folder.
    keys : list of str
        The formulas in the order of the config.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self.keys = list(results.formulas)

    # ------------------------------------------------------------ one formula

    def title(self, formula: str) -> str:
        """Return a formula's title as Markdown."""
        return escape(self.results.formulas[formula])

    def titles(self, formulas: Sequence[str]) -> list[str]:
        """Return several formulas' titles as Markdown."""
        return [self.title(formula) for formula in formulas]

    def names(self, formulas: Sequence[str]) -> str:
        """Return several formulas inside a sentence: their titles, or of many their number."""
        if len(formulas) > NAMED:
            return plural(len(formulas), "formula")
        return listing(self.titles(formulas))

    def inputs(self, formula: str) -> int:
        """Return the number of inputs."""
        return len(self.results.evaluation(formula)["names"])

    def noise(self, formula: str) -> float:
        """Return the noise of the training targets, in standard deviations."""
        noise: float = self.results.evaluation(formula)["variations"][BASE]["noise"]
        return noise

    def nrmse(self, formula: str) -> float | None:
        """Return the median test NRMSE over replicates."""
        return self.results.median("test_nrmse", formula)

    def noisy_nrmse(self, formula: str) -> float | None:
        """Return the median NRMSE against noisy test targets."""

        def get(entry: Mapping[str, Any]) -> float | None:
            return entry["noisy"]["nrmse"] if entry["noisy"] else None

        return self.results.evaluated(get, formula)

    def region(self, formula: str, region: str) -> float | None:
        """Return the median NRMSE over replicates in a region: inside, edge or outside."""

        def get(entry: Mapping[str, Any]) -> float | None:
            return entry["regions"][region]["nrmse"] if entry["regions"] else None

        return self.results.evaluated(get, formula)

    def baselines(self, formula: str) -> Mapping[str, Any]:
        """Return a formula's baselines by name: metrics, CPU seconds, detail."""
        baselines: Mapping[str, Any] = self.results.evaluation(formula)["baselines"]
        return baselines

    def baseline_nrmse(self, formula: str, name: str) -> float | None:
        """Return a baseline's test NRMSE, None where it was not fitted."""
        baseline = self.baselines(formula).get(name)
        if baseline is None:
            return None
        nrmse: float | None = baseline["metrics"]["nrmse"]
        return nrmse

    def best_baseline(self, formula: str) -> tuple[str, float | None]:
        """Return the name and NRMSE of the baseline with the least test error."""
        return best_baseline(self.baselines(formula))

    def missed(self, formula: str) -> str:
        """Return how many of its own fits missed a formula: ``missed``, ``1 of 3 missed``."""
        return count_missed(self.results.evaluation(formula)["variations"][BASE]["replicates"])

    def domain(self, formula: str) -> str:
        """Return the box as TeX: an interval, a power of one, a product of a few; else in words."""
        evaluation = self.results.evaluation(formula)
        sides = [evaluation["inputs"][name] for name in evaluation["names"]]
        runs: list[tuple[str, int]] = []
        for side in (f"[{tex(low)}, {tex(high)}]" for low, high in sides):
            if runs and runs[-1][0] == side:
                runs[-1] = (side, runs[-1][1] + 1)
            else:
                runs.append((side, 1))
        if len(runs) > FACTORS:
            return f"{len(sides)} ranges, @sec-formula-{formula}"
        factors = [side + (f"^{{{n}}}" if n > 1 else "") for side, n in runs]
        return "$" + r" \times ".join(factors) + "$"

    # ----------------------------------------------------- groups of formulas

    @property
    def many(self) -> bool:
        """Whether there are too many formulas for a line each in every table."""
        return len(self.keys) > MANY

    @cached_property
    def by_inputs(self) -> dict[int, list[str]]:
        """The formulas by their number of inputs."""
        groups: dict[int, list[str]] = {}
        for formula in sorted(self.keys, key=self.inputs):
            groups.setdefault(self.inputs(formula), []).append(formula)
        return groups

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The lines of a table: a formula each, or of many those with so many inputs together."""
        if not self.many:
            return [(self.title(formula), [formula]) for formula in self.keys]
        return [
            (f"{plural(n, 'input')} ({plural(len(keys), 'formula')}, medians)", keys)
            for n, keys in self.by_inputs.items()
        ]

    @property
    def noisy(self) -> list[str]:
        """The formulas whose own fits have noisy targets."""
        return [formula for formula in self.keys if self.noise(formula) > 0]

    @property
    def predicted(self) -> list[str]:
        """The formulas for which the config lists new inputs."""
        return [f for f in self.keys if self.results.evaluation(f)["predictions"]]

    @property
    def constant(self) -> list[str]:
        """The formulas whose test targets do not vary, so that NRMSE and R² do not exist."""
        return [f for f in self.keys if not self.results.evaluation(f)["test_std"]]

    @property
    def ranked(self) -> list[str]:
        """The formulas that have an NRMSE, the least first."""
        errors = {f: error for f in self.keys if (error := self.nrmse(f)) is not None}
        return sorted(errors, key=errors.__getitem__)

    def contest(self) -> tuple[list[str], list[str]]:
        """Return the formulas where the network's median beats every baseline, and the others.

        Errors below `FLOOR` count as that: in rounding nothing is beaten.
        """
        won: list[str] = []
        lost: list[str] = []
        for formula in self.ranked:
            _, error = self.best_baseline(formula)
            ours = self.nrmse(formula)
            if error is not None and ours is not None:
                (won if max(ours, FLOOR) < max(error, FLOOR) else lost).append(formula)
        return won, lost

    def expected(self) -> tuple[list[str], list[str]]:
        """Return the formulas that met their ``expect``, and those that did not."""
        marks = {f: self.results.evaluation(f)["expect"] for f in self.keys}
        met = [f for f, mark in marks.items() if mark and mark["passed"]]
        return met, [f for f, mark in marks.items() if mark and not mark["passed"]]

    @cached_property
    def growth_outside(self) -> dict[str, float]:
        """By what factor the error outside the box is above that inside, by formula."""
        pairs = {f: (self.region(f, "inside"), self.region(f, "outside")) for f in self.keys}
        return {f: outside / inside for f, (inside, outside) in pairs.items() if inside and outside}

    # ----------------------------------------------------- over all formulas

    @staticmethod
    def median(get: Callable[[str], float | None], formulas: Sequence[str]) -> float | None:
        """Return the median over formulas of a value, of those that have it."""
        return median([value for f in formulas if (value := get(f)) is not None])

    @property
    def median_nrmse(self) -> float | None:
        """The median of the formulas' NRMSE."""
        return self.median(self.nrmse, self.keys)

    @property
    def cpu_seconds(self) -> float | None:
        """The median over formulas of the CPU seconds of one training."""
        return self.median(lambda f: self.results.median("fit_cpu_seconds", f), self.keys)

    def baseline_seconds(self, name: str) -> float | None:
        """Return the median over formulas of a baseline's CPU seconds."""
        fitted = [self.baselines(f)[name] for f in self.keys if name in self.baselines(f)]
        return median([baseline["cpu_seconds"] for baseline in fitted])

    @property
    def methods(self) -> list[str]:
        """The training methods of the formulas' own fits."""
        return list(dict.fromkeys(self.results.replicates(f)[0]["method"] for f in self.keys))

    @cached_property
    def alternative_methods(self) -> list[str]:
        """The methods that formulas' own fits are compared with, as Markdown."""
        fits = self.results.alternatives.items()
        return list(dict.fromkeys(f"`{self.results.fit(f, v)['method']}`" for f, v in fits))

    @cached_property
    def gains(self) -> dict[str, float]:
        """How many times smaller the NRMSE of a formula's own fit is than by the other method.

        Errors below `FLOOR` count as that: there is nothing to gain in rounding.
        """
        found = {}
        for formula, variation in self.results.alternatives.items():
            ours = self.nrmse(formula)
            theirs = self.results.median("test_nrmse", formula, variation)
            if ours is not None and theirs is not None:
                found[formula] = max(theirs, FLOOR) / max(ours, FLOOR)
        return dict(sorted(found.items(), key=lambda item: item[1]))

    @property
    def mean_gain(self) -> float:
        """The geometric mean of the gains."""
        return statistics.geometric_mean(self.gains.values())

    @property
    def dropped(self) -> int:
        """How many points outside were dropped because a formula is undefined there."""
        total = 0
        for formula in self.keys:
            entries = self.results.evaluation(formula)["variations"][BASE]["replicates"]
            dropped = [e["regions"]["outside"]["dropped"] for e in entries if e["regions"]]
            total += max(dropped, default=0)
        return total

    def split(self) -> str:
        """Return how many rows the first formula has for what, as a sentence."""
        formula = self.keys[0]
        fit, test = self.results.fit(formula), self.results.evaluation(formula)["test_rows"]
        validation = fit["validation_rows"]
        training = fit["train_rows"] - validation
        return (
            f"For {self.title(formula)} this makes {training:,} rows to train on, "
            f"{validation:,} to validate and {test:,} to test."
        )

    def inputs_words(self) -> str:
        """Return e.g. ``one to six inputs``."""
        least, most = min(self.by_inputs), max(self.by_inputs)
        if least == most:
            return f"{spell(least)} input{'s' if least > 1 else ''}"
        return f"{spell(least)} to {spell(most)} inputs"

    def replicates(self) -> str:
        """Return how often each formula is fitted: ``once``, ``three times``, …."""
        counts = {len(self.results.replicates(f)) for f in self.keys}
        least, most = min(counts), max(counts)
        if least < most:
            return f"{spell(least)} to {spell(most)} times"
        return {1: "once", 2: "twice"}.get(least, f"{spell(least)} times")
