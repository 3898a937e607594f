"""The results folder as the paper reads it: the summary, and each formula's files on demand."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from formulafit.files import read_json
from formulafit.formula import latex, parse
from formulafit.vocabulary import BASE, OK

Row = Mapping[str, Any]


class Results:
    """A finished results folder.

    Parameters
    ----------
    folder : str or Path
        The folder with ``summary.json``, ``logic/`` and ``formulas/``.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._read: dict[Path, Any] = {}
        self._evaluations: dict[str, Mapping[str, Any]] = {}

    def read(self, *parts: str) -> Any:
        """Read a JSON file of the folder, once."""
        path = self.folder.joinpath(*parts)
        if path not in self._read:
            self._read[path] = read_json(path)
        return self._read[path]

    @cached_property
    def summary(self) -> Mapping[str, Any]:
        """The content of ``summary.json``."""
        summary: Mapping[str, Any] = self.read("summary.json")
        return summary

    @property
    def rows(self) -> Sequence[Row]:
        """One row a formula, variation and replicate."""
        rows: Sequence[Row] = self.summary["rows"]
        return rows

    @property
    def config(self) -> Mapping[str, Any]:
        """The resolved config, as far as the paper needs it."""
        config: Mapping[str, Any] = self.summary["config"]
        return config

    @cached_property
    def formulas(self) -> dict[str, str]:
        """The formulas' titles by key, in the order of the config."""
        return {entry["formula"]: entry["title"] for entry in self.config["formulas"]}

    @cached_property
    def alternatives(self) -> dict[str, str]:
        """The variation by another method that a formula's own fit is compared with, by formula."""
        formulas = self.config["formulas"]
        return {e["formula"]: e["alternative"] for e in formulas if e["alternative"]}

    def variations(self, formula: str) -> list[str]:
        """Return the variations of a formula, the base first."""
        return list(dict.fromkeys(r["variation"] for r in self.rows if r["formula"] == formula))

    def evaluation(self, formula: str) -> Mapping[str, Any]:
        """Return a formula's ``evaluation.json``, its title, LaTeX and what is expected of it."""
        if formula not in self._evaluations:
            evaluation = self.read("formulas", formula, "evaluation.json")
            tree = parse(evaluation["expression"], evaluation["names"]).tree
            self._evaluations[formula] = {
                **evaluation,
                "title": self.formulas[formula],
                "latex": latex.write(tree),
                "expect": self.summary["expected"].get(formula),
            }
        return self._evaluations[formula]

    def data(self, formula: str) -> Mapping[str, Any]:
        """Return a formula's ``data.json``."""
        data: Mapping[str, Any] = self.read("formulas", formula, "data.json")
        return data

    def fit(self, formula: str, variation: str = BASE) -> Mapping[str, Any]:
        """Return a variation's ``fit.json``."""
        fit: Mapping[str, Any] = self.read("formulas", formula, variation, "fit.json")
        return fit

    @cached_property
    def _fits(self) -> dict[tuple[str, str], list[Row]]:
        fits: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            fits.setdefault((row["formula"], row["variation"]), []).append(row)
        return fits

    def tested(self, formula: str, variation: str = BASE) -> Sequence[Mapping[str, Any]]:
        """Return a variation's replicates of ``evaluation.json``."""
        replicates: Sequence[Mapping[str, Any]]
        replicates = self.evaluation(formula)["variations"][variation]["replicates"]
        return replicates

    def settings(self, formula: str, variation: str = BASE) -> Mapping[str, Any]:
        """Return what was set for a variation: data, network, training."""
        settings: Mapping[str, Any] = self.fit(formula, variation)["settings"]
        return settings

    def replicates(self, formula: str, variation: str = BASE) -> list[Row]:
        """Return the summary's rows of one variation."""
        return self._fits[formula, variation]

    def values(self, column: str, formula: str, variation: str = BASE) -> list[float]:
        """Return the values that exist of a column, over the replicates that ended well."""
        return [
            row[column]
            for row in self.replicates(formula, variation)
            if row["status"] == OK and row[column] is not None
        ]

    def median(self, column: str, formula: str, variation: str = BASE) -> float | None:
        """Return the median of a column over the replicates that ended well, None without any."""
        return median(self.values(column, formula, variation))

    def span(self, column: str, formula: str, variation: str = BASE) -> tuple[float, float] | None:
        """Return the least and the largest value over the replicates that ended well."""
        values = self.values(column, formula, variation)
        return (min(values), max(values)) if values else None

    def evaluated(
        self, get: Callable[[Row], float | None], formula: str, variation: str = BASE
    ) -> float | None:
        """Return the median of what `get` finds in the replicates of ``evaluation.json``."""
        found = [get(e) for e in self.tested(formula, variation) if e["status"] == OK]
        return median([value for value in found if value is not None])

    @cached_property
    def unsuccessful(self) -> list[dict[str, Any]]:
        """The fits that diverged or failed, with their causes."""
        lost = []
        for row in self.rows:
            if row["status"] != OK:
                replicates = self.fit(row["formula"], row["variation"])["replicates"]
                entry = next(e for e in replicates if e["replicate"] == row["replicate"])
                lost.append({**row, "cause": entry["cause"]})
        return lost

    @cached_property
    def endings(self) -> dict[str, int]:
        """How many fits ended in which way: their stop reason, or the status of one not ok."""
        ways = (row["stop_reason"] if row["status"] == OK else row["status"] for row in self.rows)
        return dict(Counter(ways).most_common())

    @cached_property
    def methods(self) -> list[str]:
        """The training methods in use, the formulas' own first."""
        base_first = sorted(self.rows, key=lambda row: row["variation"] != BASE)
        return list(dict.fromkeys(row["method"] for row in base_first))


def median(values: Sequence[float]) -> float | None:
    """Return the median, or None of nothing."""
    return statistics.median(values) if values else None
