"""The formulas together: ranked, in groups, against baselines and another method."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from formulafit.baselines.registry import METHODS
from formulafit.documents.evaluation import median
from formulafit.findings import FLOOR
from formulafit.paper.facts.own_fits import OwnFits

MANY = 30  # formulas beyond which tables show groups of them, and the appendix is short


@dataclass(frozen=True)
class Group:
    """A line of a table: one formula, or all with so many inputs together."""

    keys: list[str]
    inputs: int | None = None


@dataclass(frozen=True)
class Split:
    """How many rows a formula has for what."""

    title: str
    training: int
    validation: int
    test: int


class Formulas(OwnFits):
    """The formulas' own fits: one by one, in groups, all together."""

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
    def groups(self) -> list[Group]:
        """The lines of a table: a formula each, or of many those with so many inputs together."""
        if not self.many:
            return [Group([formula]) for formula in self.keys]
        return [Group(keys, inputs) for inputs, keys in self.by_inputs.items()]

    @property
    def noisy(self) -> list[str]:
        """The formulas whose own fits have noisy targets."""
        return [formula for formula in self.keys if self.noise(formula) > 0]

    def learned_as(self, scale: str) -> list[str]:
        """Return the formulas whose own fits learn the output on a scale."""
        return [f for f in self.keys if self.results.fit(f).settings["data"]["output"] == scale]

    def threshold(self, formula: str) -> float:
        """Return the t of a formula that is learned under symlog."""
        return float(self.results.fit(formula).settings["data"]["symlog_threshold"])

    @property
    def logarithmic(self) -> dict[str, list[str]]:
        """The inputs that are drawn and seen in their logarithm, by formula."""
        scales = {formula: self.results.evaluation(formula).scales for formula in self.keys}
        return {f: [x for x, kind in of.items() if kind == "log"] for f, of in scales.items() if of}

    @property
    def closer_than_noise(self) -> list[str]:
        """The noisy formulas whose error is below the noise that they were learned from."""
        return [f for f in self.noisy if (self.nrmse(f) or 1) < self.noise(f)]

    @property
    def predicted(self) -> list[str]:
        """The formulas for which the config lists new inputs."""
        return [f for f in self.keys if self.predictions(f)]

    def largest_prediction_error(self, inside: bool) -> float | None:
        """Return the largest error of the predictions of new inputs in the boxes, or outside."""
        entries = [entry for f in self.predicted for entry in self.predictions(f)]
        errors = [
            abs(entry.error)
            for entry in entries
            if entry.inside == inside and entry.error is not None
        ]
        return max(errors, default=None)

    @property
    def constant(self) -> list[str]:
        """The formulas whose test targets do not vary, so that NRMSE and R² do not exist."""
        return [f for f in self.keys if not self.results.evaluation(f).test_std]

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
        marks = {f: self.expect(f) for f in self.keys}
        met = [f for f, mark in marks.items() if mark]
        return met, [f for f, mark in marks.items() if mark is False]

    @cached_property
    def growth_outside(self) -> dict[str, float]:
        """By what factor the error outside the box is above that inside, by formula."""
        pairs = {f: (self.region(f, "inside"), self.region(f, "outside")) for f in self.keys}
        return {f: outside / inside for f, (inside, outside) in pairs.items() if inside and outside}

    @property
    def least_and_most_growth(self) -> tuple[str, str] | None:
        """The formulas whose error grows least and most outside the box; None without any."""
        growth = self.growth_outside
        if not growth:
            return None
        return min(growth, key=growth.__getitem__), max(growth, key=growth.__getitem__)

    @staticmethod
    def median(get: Callable[[str], float | None], formulas: Sequence[str]) -> float | None:
        """Return the median over formulas of a value, of those that have it."""
        return median(get(f) for f in formulas)

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
        return median(baseline.cpu_seconds for baseline in fitted)

    @property
    def methods(self) -> list[str]:
        """The training methods of the formulas' own fits."""
        return list(dict.fromkeys(self.results.replicates(f)[0].method for f in self.keys))

    @cached_property
    def alternative_methods(self) -> list[str]:
        """The methods that formulas' own fits are compared with."""
        fits = self.results.alternatives.items()
        return list(dict.fromkeys(self.results.fit(f, v).method for f, v in fits))

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
            tested = self.results.evaluation(formula).base.replicates
            total += max((e.regions.outside.dropped for e in tested if e.regions), default=0)
        return total

    @property
    def split(self) -> Split:
        """How many rows the first formula has for what."""
        formula = self.keys[0]
        fit, test = self.results.fit(formula), self.results.evaluation(formula).test_rows
        training = fit.train_rows - fit.validation_rows
        return Split(self.title(formula), training, fit.validation_rows, test)

    @property
    def fewest_and_most_inputs(self) -> tuple[int, int]:
        """The least and the largest number of inputs."""
        return min(self.by_inputs), max(self.by_inputs)

    @property
    def fewest_and_most_replicates(self) -> tuple[int, int]:
        """The least and the largest number of times that a formula is fitted."""
        counts = [len(self.results.replicates(f)) for f in self.keys]
        return min(counts), max(counts)

    @property
    def single(self) -> bool:
        """Whether every formula is fitted once."""
        return self.fewest_and_most_replicates == (1, 1)

    def single_of(self, formula: str) -> bool:
        """Tell whether a formula is fitted once."""
        return len(self.results.replicates(formula)) == 1

    @property
    def fitted_baselines(self) -> list[str]:
        """The simpler methods that some formula was fitted by, from the simpler to the larger."""
        names = {name for f in self.keys for name in self.baselines(f)}
        return [method.name for method in METHODS if method.name in names]

    @property
    def baselines_left_out(self) -> list[str]:
        """The simpler methods that the config leaves out for some formula."""
        evaluations = map(self.results.evaluation, self.keys)
        names = {name for each in evaluations for name in each.baselines_left_out}
        return [method.name for method in METHODS if method.name in names]

    def sides(self) -> tuple[list[str], list[str], list[str]]:
        """Return where the own fits have the smaller error than the other method, equal, larger."""
        gains = self.gains
        ahead = [formula for formula in gains if gains[formula] > 1]
        even = [formula for formula in gains if gains[formula] == 1]
        return ahead, even, [formula for formula in gains if gains[formula] < 1]
