"""Two results folders side by side: what was asked otherwise, which fits got better or worse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from formulafit.documents.data import DataDocument
from formulafit.documents.evaluation import median
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.summary import Row, SummaryDocument
from formulafit.vocabulary import METHOD, OK

FitName: TypeAlias = tuple[str, str]  # formula, variation
Judgement: TypeAlias = Literal["better", "worse", "within", "lost", "gained", "unknown"]

# What the points of a formula are drawn by, from data.json. Where it differs, so do the test rows.
DRAWN = ("expression", "inputs", "scales", "seed", "sampling", "points", "test_rows")
TOLD_BY_DATA = ("data.points", "data.sampling")  # of a fit's settings


@dataclass(frozen=True)
class Run:
    """What is compared of a results folder."""

    summary: SummaryDocument
    data: Mapping[str, DataDocument]
    fits: Mapping[FitName, FitDocument]

    @classmethod
    def read(cls, path: str | Path) -> Run:
        """Read a results folder; what its summary does not name is not looked at.

        Raises
        ------
        OSError
            When a file is missing or cannot be read.
        DocumentError
            When a file has not the form of its document.
        """
        folder = ResultsFolder(Path(path))
        summary = SummaryDocument.read(folder.summary)
        names = dict.fromkeys((row.formula, row.variation) for row in summary.rows)
        formulas = {formula: folder.formula(formula) for formula, _ in names}
        return cls(
            summary,
            {key: DataDocument.read(each.data) for key, each in formulas.items()},
            {(f, v): FitDocument.read(formulas[f].variation(v).fit) for f, v in names},
        )

    def rows(self, name: FitName) -> list[Row]:
        """Return the replicates of a fit."""
        return [row for row in self.summary.rows if (row.formula, row.variation) == name]


@dataclass(frozen=True)
class Difference:
    """A value that is another in A than in B; None where there is none."""

    name: str
    a: Any
    b: Any


@dataclass(frozen=True)
class Side:
    """A fit in one of the folders: its replicates' statuses, and test NRMSE where they have one."""

    statuses: tuple[str, ...]
    errors: tuple[float, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Side:
        """Return what the rows of a fit say."""
        known = [row.metrics.nrmse for row in rows if row.ok]
        errors = tuple(error for error in known if error is not None)
        return cls(tuple(row.status for row in rows), errors)

    @property
    def median(self) -> float | None:
        """The median test NRMSE of the replicates that ended well."""
        return median(self.errors)

    @property
    def ended_well(self) -> int:
        """How many replicates ended well."""
        return self.statuses.count(OK)


@dataclass(frozen=True)
class ComparedFit:
    """A fit that both folders have."""

    name: FitName
    a: Side
    b: Side
    settings: tuple[Difference, ...]
    other_data: bool

    @property
    def factor(self) -> float | None:
        """The median NRMSE in B over that in A; None where there is none in one of them."""
        a, b = self.a.median, self.b.median
        if a is None or b is None:
            return None
        return 1.0 if a == b else b / a if a else math.inf

    @property
    def judgement(self) -> Judgement:
        """Better or worse where the ranges of the replicates' errors do not overlap.

        ``lost`` where replicates ended well in A and none does in B, ``gained`` the reverse,
        ``unknown`` where there are no errors to compare.
        """
        if bool(self.a.ended_well) != bool(self.b.ended_well):
            return "lost" if self.a.ended_well else "gained"
        if not self.a.errors or not self.b.errors:
            return "unknown"
        if max(self.b.errors) < min(self.a.errors):
            return "better"
        return "worse" if min(self.b.errors) > max(self.a.errors) else "within"

    @property
    def statuses_differ(self) -> bool:
        """Whether replicates ended in another way."""
        return sorted(self.a.statuses) != sorted(self.b.statuses)

    @property
    def single(self) -> bool:
        """Whether one replicate each is compared, which shows no spread."""
        return len(self.a.errors) == len(self.b.errors) == 1

    @property
    def size(self) -> tuple[int, float]:
        """How large the change is: ended otherwise, beyond the spread, within; then by factor."""
        rank = {"lost": 3, "gained": 3, "better": 2, "worse": 2}.get(self.judgement, 1)
        factor = self.factor
        change = math.inf if factor == 0 else abs(math.log(1.0 if factor is None else factor))
        return rank, change


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    a: Run
    b: Run

    @cached_property
    def only_in_a(self) -> list[FitName]:
        """The fits that B does not have."""
        return [name for name in self.a.fits if name not in self.b.fits]

    @cached_property
    def only_in_b(self) -> list[FitName]:
        """The fits that A does not have."""
        return [name for name in self.b.fits if name not in self.a.fits]

    @cached_property
    def software(self) -> list[Difference]:
        """The commit and the versions that differ."""
        a, b = ({"commit": run.summary.commit, **run.summary.versions} for run in (self.a, self.b))
        return _differences(a, b)

    @cached_property
    def data(self) -> dict[str, list[Difference]]:
        """What differs of the points of formulas in both, by the formula."""
        found = {}
        for formula in self.a.data:
            if formula in self.b.data:
                a, b = (
                    {key: getattr(run.data[formula], key) for key in DRAWN}
                    for run in (self.a, self.b)
                )
                found[formula] = _differences(a, b)
        return {formula: each for formula, each in found.items() if each}

    @cached_property
    def fits(self) -> list[ComparedFit]:
        """The fits in both, the largest change first."""
        fits = [self._compared(name) for name in self.a.fits if name in self.b.fits]
        return sorted(fits, key=lambda fit: fit.size, reverse=True)

    def _compared(self, name: FitName) -> ComparedFit:
        a, b = (Side.of(run.rows(name)) for run in (self.a, self.b))
        settings = setting_differences(self.a.fits[name], self.b.fits[name])
        return ComparedFit(name, a, b, tuple(settings), name[0] in self.data)

    @cached_property
    def common(self) -> list[Difference]:
        """The settings that differ in every one of several fits, and in the same way."""
        if len(self.fits) < 2:
            return []
        first, *others = self.fits
        return [each for each in first.settings if all(each in fit.settings for fit in others)]

    def own_settings(self, fit: ComparedFit) -> list[Difference]:
        """Return the settings of a fit that differ, but for those common to all."""
        return [each for each in fit.settings if each not in self.common]

    def changed(self, fit: ComparedFit) -> bool:
        """Tell whether there is something to say of a fit."""
        return bool(
            fit.judgement not in ("within", "unknown")
            or fit.statuses_differ
            or fit.other_data
            or self.own_settings(fit)
        )


def setting_differences(a: FitDocument, b: FitDocument) -> list[Difference]:
    """Return the settings that differ, by their dotted paths.

    Of fits by two methods the methods' own blocks are left out: they have nothing in common.
    """
    known = [{path: fit.setting(path) for path in fit.paths} for fit in (a, b)]
    own = tuple(f"training.{fit.method}." for fit in (a, b)) if a.method != b.method else ()
    found = _differences(*known)
    return [
        each
        for each in found
        if each.name not in TOLD_BY_DATA and (each.name == METHOD or not each.name.startswith(own))
    ]


def _differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Difference]:
    pairs = [Difference(name, a.get(name), b.get(name)) for name in {**a, **b}]
    return [each for each in pairs if each.a != each.b]
