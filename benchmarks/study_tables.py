"""The tables of docs/benchmarks.md on one thing at a time: luck, noise, frequencies, edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import records, studies, suites
from benchmarks.compare import FLOOR, GAUSSIAN_PROCESS, OURS, compare, geometric_mean
from benchmarks.records import Row
from benchmarks.tables import COLUMNS, bold_least, factor, of_suite, table

NOISE_COLUMNS = ("auto", "adam", "pushed", "GP", "spline", "smoothing spline", "trees")
NOISE_CLASSES = {"1": (1, 1), "2": (2, 2), "3–6": (3, 6)}
BASELINES = ("poly.", "spline", "tree", "trees", "neighb.")


def by_draw(rows: Sequence[Row], method: str) -> dict[str, list[Row]]:
    """Return a method's measurements of each formula, one a draw."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.method == method:
            found.setdefault(row.formula, []).append(row)
    return found


def spread() -> str:
    """Return the table of what luck decides: the best and the worst of several draws."""
    lines = []
    for key, rows in by_draw(records.read("spread"), OURS).items():
        nrmse = [row.test_nrmse for row in rows]
        ratio = max(*nrmse, FLOOR) / max(min(nrmse), FLOOR)
        cells = [f"{value:.1e}" for value in (min(nrmse), median(nrmse), max(nrmse))]
        lines.append([key, str(rows[0].inputs), *cells, factor(ratio)])
    return table(["formula", "inputs", "best", "median", "worst", "worst / best"], lines)


# -------------------------------------------------------------------------------------------- noise


def noise() -> str:
    """Return ratios by level of noise, what several draws say, and the errors at each level."""
    rows = records.read("noise")
    parts = [noise_ratios(rows), noise_draws(rows)]
    keys = {each.formula: each.set_aside for each in studies.noise()}
    for level in studies.LEVELS:
        measured = at_level(rows, level)
        if records.of(measured, OURS):
            parts += [f"### {level:.0%}\n", of_suite(measured, keys, NOISE_COLUMNS)]
    return "\n".join(parts)


def at_level(rows: Sequence[Row], level: float, draw: int = 0) -> list[Row]:
    """Return the measurements at a level of noise."""
    return [row for row in rows if (row.noise, row.draw) == (level, draw)]


def noise_ratios(rows: Sequence[Row]) -> str:
    """Return the table of mean ratios to each method, and on how many formulas it is better."""
    lines = []
    for level in studies.LEVELS:
        for name, (low, high) in NOISE_CLASSES.items():
            chosen = [row for row in at_level(rows, level) if low <= row.inputs <= high]
            ours = records.of(chosen, OURS)
            if not ours:
                continue
            left = geometric_mean(row.test_nrmse for row in ours.values()) / level
            peers = [compare(chosen, *COLUMNS[column]) for column in NOISE_COLUMNS[1:]]
            better = [sum(r < 1 for r in peer.errors.values()) if peer else 0 for peer in peers]
            cells = [
                f"{factor(peer.mean)} ({count})" if peer else ""
                for peer, count in zip(peers, better, strict=True)
            ]
            lines.append([f"{level:.0%}", name, str(len(ours)), f"{left:.3f}", *cells])
    return table(["noise", "inputs", "formulas", "auto / noise", *NOISE_COLUMNS[1:]], lines)


def noise_draws(rows: Sequence[Row]) -> str:
    """Return on how many runs at 10% ours is at most a smoother's error."""
    runs: dict[str, list[bool]] = {"smoothing spline": [], GAUSSIAN_PROCESS: []}
    draws = sorted({row.draw for row in rows})
    nguyen = suites.formulas("nguyen")
    for (peer, found), inputs in zip(runs.items(), (1, 2), strict=True):
        for draw in draws:
            chosen = [row for row in at_level(rows, 0.1, draw) if row.formula in nguyen]
            chosen = [row for row in chosen if row.inputs == inputs]
            compared = compare(chosen, peer)
            found += [ratio >= 1 for ratio in compared.errors.values()] if compared else []
    one, two = runs.values()
    return (
        f"Over {len(draws)} draws of the Nguyen functions at 10%, our error is at most that of the "
        f"smoothing spline on {sum(one)} of {len(one)} runs in one input, and at most that of the "
        f"Gaussian process on {sum(two)} of {len(two)} in two.\n"
    )


# ------------------------------------------------------------------- frequencies, edges, magnitudes


@dataclass(frozen=True)
class DrawnStudy:
    """A suite of several draws a formula, the methods beside ours, and the error that is told."""

    suite: str
    beside: Sequence[str]
    error: str = "test_nrmse"

    def errors(self, column: str) -> dict[str, list[float]]:
        """Return a method's errors of each formula, one a draw."""
        found = by_draw(records.read(self.suite), COLUMNS[column][0])
        return {key: [getattr(row, self.error) for row in rows] for key, rows in found.items()}

    def lost(self, column: str) -> dict[str, float]:
        """Return where a method's median is below ours, and by what factor."""
        ours, theirs = self.errors("auto"), self.errors(column)
        ratios = {
            key: max(median(ours[key]), FLOOR) / max(median(theirs[key]), FLOOR)
            for key in ours
            if key in theirs
        }
        return {key: ratio for key, ratio in ratios.items() if ratio > 1}

    def table(self) -> str:
        """Return the table of medians, with our largest error."""
        about = by_draw(records.read(self.suite), OURS)
        found = [self.errors(column) for column in ("auto", *self.beside)]
        lines = []
        for key, rows in about.items():
            medians = [median(each[key]) if key in each else None for each in found]
            ours, *others = bold_least(medians)
            worst = f"{max(found[0][key]):.1e}"
            lines.append([rows[0].title, str(rows[0].inputs), ours, worst, *others])
        return table(["formula", "inputs", "auto", "auto, worst", *self.beside], lines)


DRAWN = {
    "frequencies": DrawnStudy("frequencies", ("pushed", "GP", *BASELINES)),
    "edges": DrawnStudy("edges", BASELINES),
    "orders": DrawnStudy("orders", ("GP", *BASELINES), "relative_error_99"),
}
