"""The tables of docs/benchmarks.md on one thing at a time: luck, noise, frequencies, edges."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks import records, studies, suites
from benchmarks.compare import FLOOR, GAUSSIAN_PROCESS, OURS, compare, geometric_mean
from benchmarks.records import Row
from benchmarks.tables import COLUMNS, errors, factor, of_suite, table

NOISE_COLUMNS = ("auto", "adam", "pushed", "GP", "spline", "smoothing spline", "trees")
NOISE_CLASSES = {"1": (1, 1), "2": (2, 2), "3–6": (3, 6)}
BESIDE_FREQUENCIES = ("pushed", "GP", "poly.", "spline", "tree", "trees", "neighb.")
BESIDE_EDGES = ("poly.", "spline", "tree", "trees", "neighb.")
BESIDE_ORDERS = ("GP", *BESIDE_EDGES)


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


def of_draws(suite: str, beside: Sequence[str], error: str = "test_nrmse") -> str:
    """Return the table of medians over the draws of each formula, and our largest error."""
    rows = records.read(suite)
    found = {name: by_draw(rows, COLUMNS[name][0]) for name in ("auto", *beside)}
    lines = []
    for key, ours in found["auto"].items():
        values = {
            name: [getattr(row, error) for row in each.get(key, [])] for name, each in found.items()
        }
        medians = errors([median(each) if each else None for each in values.values()])
        worst = f"{max(values['auto']):.1e}"
        lines.append([ours[0].title, str(ours[0].inputs), medians[0], worst, *medians[1:]])
    return table(["formula", "inputs", "auto", "auto, worst", *beside], lines)


def frequencies() -> str:
    """Return the table of oscillating formulas."""
    return of_draws("frequencies", BESIDE_FREQUENCIES)


def edges() -> str:
    """Return the table of jumps, kinks and singular ends."""
    return of_draws("edges", BESIDE_EDGES)


def orders() -> str:
    """Return the table of relative errors over orders of magnitude."""
    return of_draws("orders", BESIDE_ORDERS, "relative_error_99")
