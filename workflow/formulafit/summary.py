"""The table over all fits: one row a formula, variation and replicate; on screen, and judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import pandas as pd

from formulafit.advice import count_missed, explain, plain
from formulafit.expectation import Verdict, judge, unmet
from formulafit.files import read_json, write_json, write_table
from formulafit.machine import commit, machine, versions
from formulafit.vocabulary import BASE, OK

Row: TypeAlias = dict[str, Any]  # the values of COLUMNS; None where there is none
Fits: TypeAlias = Mapping[str, Sequence[str]]  # formula -> its variations, in the config's order

COLUMNS = (
    "formula",
    "variation",
    "replicate",
    "inputs",
    "train_rows",
    "status",
    "missed",
    "stop_reason",
    "method",
    "activation",
    "epochs",
    "train_rmse",
    "validation_rmse",
    "test_rmse",
    "test_nrmse",
    "r2",
    "max_abs_error",
    "undersampled",
    "test_shows_range",
    "fit_seconds",
    "fit_cpu_seconds",
    "parameters",
    "seed",
)
# What the evaluation's metrics are called in the table, where the split is part of the name.
TEST_METRICS = {
    "test_rmse": "rmse",
    "test_nrmse": "nrmse",
    "r2": "r2",
    "max_abs_error": "max_abs_error",
}


def collect(results: str | Path, fits: Fits) -> list[Row]:
    """Read one row a formula, variation and replicate of what is configured.

    Parameters
    ----------
    results : path
        The results folder.
    fits : mapping
        The variations of each formula. Other folders, left over from an earlier config, are not
        looked at.

    Raises
    ------
    ValueError
        When a fit and its evaluation do not belong together.
    """
    rows = []
    for formula, variations in fits.items():
        folder = Path(results) / "formulas" / formula
        evaluation = read_json(folder / "evaluation.json")
        for variation in variations:
            fit = read_json(folder / variation / "fit.json")
            replicates = evaluation["variations"][variation]["replicates"]
            tested = {entry["replicate"]: entry for entry in replicates}
            data = {
                "undersampled": evaluation["undersampled"],
                "test_shows_range": evaluation["coverage"]["shown"],
            }
            trained = [entry["replicate"] for entry in fit["replicates"]]
            if trained != list(tested):
                raise ValueError(
                    f"{folder / variation / 'fit.json'} has the replicates {trained}, but "
                    f"{folder / 'evaluation.json'} has {list(tested)}: evaluate {formula} again"
                )
            for entry in fit["replicates"]:
                judged = tested[entry["replicate"]]
                errors = judged["metrics"] or {}
                values = {**fit, **entry, **{c: errors.get(m) for c, m in TEST_METRICS.items()}}
                lost = judged["missed"] is not None if entry["status"] == OK else None
                values |= {**data, "missed": lost}
                rows.append({column: values[column] for column in COLUMNS})
    return rows


def write_summary(results: str | Path, fits: Fits, config: Mapping[str, Any]) -> None:
    """Write ``summary.csv`` and ``summary.json`` into the results folder.

    Parameters
    ----------
    results, fits
        As for `collect`.
    config : mapping
        What the readers of the summary are told about the config: title, authors, seed,
        formulas with what is expected of them, studies.
    """
    rows = collect(results, fits)
    expected = {
        entry["formula"]: judge(entry["expect"], _nrmse_of_base(rows, entry["formula"]))
        for entry in config["formulas"]
    }
    # As objects, numbers keep their kind: an integer column with a gap would turn into floats.
    write_table(
        Path(results) / "summary.csv", pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    )
    document = {
        "rows": rows,
        "expected": {formula: asdict(verdict) for formula, verdict in expected.items() if verdict},
        "config": config,
        "commit": commit(),
        "versions": versions(),
        "machine": machine(),
    }
    write_json(Path(results) / "summary.json", document)


def _nrmse_of_base(rows: Sequence[Row], formula: str) -> list[float | None]:
    """Return the test NRMSE of each replicate of a formula's own fit that ended well."""
    own = [row for row in rows if (row["formula"], row["variation"]) == (formula, BASE)]
    return [row["test_nrmse"] for row in own if row["status"] == OK]


def table(results: str | Path, fits: Fits) -> str:
    """Return the plain-text table for the end of a run, which the summary is written in.

    One line a formula for its base variation, and what is to be said of those that missed; then
    how many fits the other variations have, with a line for each variation in which a fit did not
    end well.
    """
    base: list[tuple[str, ...]] = []
    troubled: list[tuple[str, ...]] = []
    said: list[str] = []
    others = 0
    expected = _expected(results)
    for formula, variations in fits.items():
        for variation in variations:
            rows = collect(results, {formula: [variation]})
            if variation == BASE:
                mark = _mark(expected.get(formula))
                base.append((formula, *_measured(rows), mark))
                said += [f"{formula}: {plain(each)}" for each in _explained(results, formula)]
            else:
                others += len(rows)
                if any(row["status"] != OK for row in rows):
                    troubled.append((f"{formula}, {variation}", *_measured(rows), ""))
    head = ("formula", "NRMSE", "R²", "seconds", "status", "expected")
    lines = _aligned([head, *base, *troubled])
    rule = "-" * max(map(len, lines))
    text = [
        "Test NRMSE, R² and training seconds: medians over the replicates",
        rule,
        lines[0],
        rule,
        *lines[1 : len(base) + 1],
        rule,
        *said,
    ]
    if others:
        ending = "; not all of these ended well:" if troubled else ""
        text.append(f"Fits of other variations: {others}{ending}")
    return "\n".join([*text, *lines[len(base) + 1 :]])


def check(results: str | Path, fits: Fits, fail_on: Collection[str]) -> list[str]:
    """Return what is wrong with the results, one sentence each; empty when all is well.

    Parameters
    ----------
    results, fits
        As for `collect`.
    fail_on : collection of str
        The config's ``report.fail_on``: ``failed`` complains of every fit that failed or
        diverged, ``expect`` of every formula that is not fitted as well as the config expects,
        ``missed`` of every formula whose own fit missed it: studies compare bad fits on purpose.
    """
    complaints = []
    expected = _expected(results)
    for formula, variations in fits.items():
        for variation in variations:
            path = Path(results) / "formulas" / formula / variation / "fit.json"
            for entry in read_json(path)["replicates"]:
                if "failed" in fail_on and entry["status"] != OK:
                    complaints.append(
                        f"{formula}, variation {variation}, replicate {entry['replicate']} "
                        f"{entry['status']}: {entry['cause']}"
                    )
        expect = expected.get(formula)
        if "expect" in fail_on and expect and not expect.passed:
            complaints.append(f"{formula}, variation base: {unmet(expect)}")
        if "missed" in fail_on and count_missed(_own_fit(results, formula)):
            reasons = map(plain, _explained(results, formula))
            complaints.append(f"{formula}, variation base {'; '.join(reasons)}")
    return complaints


def _expected(results: str | Path) -> dict[str, Verdict]:
    """Return the verdict on each formula of which something is expected."""
    expected = read_json(Path(results) / "summary.json")["expected"]
    return {formula: Verdict(**verdict) for formula, verdict in expected.items()}


def _evaluation(results: str | Path, formula: str) -> dict[str, Any]:
    path = Path(results) / "formulas" / formula / "evaluation.json"
    evaluation: dict[str, Any] = read_json(path)
    return evaluation


def _own_fit(results: str | Path, formula: str) -> list[dict[str, Any]]:
    """Return what was measured of the base variation's replicates."""
    replicates: list[dict[str, Any]]
    replicates = _evaluation(results, formula)["variations"][BASE]["replicates"]
    return replicates


def _explained(results: str | Path, formula: str) -> list[str]:
    fit = read_json(Path(results) / "formulas" / formula / BASE / "fit.json")
    evaluation = _evaluation(results, formula)
    return explain(_own_fit(results, formula), evaluation, fit["settings"])


def _mark(expect: Verdict | None) -> str:
    return "" if expect is None else "✓ pass" if expect.passed else "✗ FAIL"


def _measured(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return NRMSE, R², seconds and status of a variation's replicates as words."""
    statuses = [row["status"] for row in rows]
    kinds = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
    status = (
        statuses[0]
        if len(kinds) == 1
        else ", ".join(f"{count} {status}" for status, count in kinds.items())
    )
    lost = sum(bool(row["missed"]) for row in rows)
    if lost:
        status += ", missed" if lost == len(rows) else f", {lost} missed"
    return (
        _median(rows, "test_nrmse", ".2e"),
        _median(rows, "r2", ".6f"),
        _median(rows, "fit_seconds", ".1f"),
        status,
    )


def _median(rows: Sequence[Row], column: str, form: str) -> str:
    values = [row[column] for row in rows if row[column] is not None]
    return f"{median(values):{form}}" if values else "-"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Pad the cells of each column to one width: words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    words = (0, 4, 5)
    return [
        "  ".join(
            cell.ljust(width) if i in words else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
