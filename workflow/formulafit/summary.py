"""The table over all fits: one row a formula, variation and replicate; on screen, and judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from formulafit.advice import count_missed, explain, plain
from formulafit.documents.evaluation import median
from formulafit.documents.fitted import FittedFormula
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.summary import COLUMNS, Row, SummaryDocument, Verdict
from formulafit.expectation import judge, unmet
from formulafit.files import write_table
from formulafit.machine import commit, machine, versions
from formulafit.metrics import nothing
from formulafit.vocabulary import BASE

Fits: TypeAlias = Mapping[str, Sequence[str]]  # formula -> its variations, in the config's order


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
    return [
        row
        for fitted in _fitted(results, fits)
        for variation in fitted.fits
        for row in _rows(fitted, variation)
    ]


def _fitted(results: str | Path, fits: Fits) -> Iterator[FittedFormula]:
    """Read formula after formula of what is configured."""
    folder = ResultsFolder(Path(results))
    for formula, variations in fits.items():
        yield FittedFormula.read(folder.formula(formula), formula, variations)


def _rows(fitted: FittedFormula, variation: str) -> list[Row]:
    fit, evaluation = fitted.fits[variation], fitted.evaluation
    rows = []
    for each, judged in fitted.replicates(variation):
        row = Row(
            formula=fitted.key,
            variation=variation,
            replicate=each.replicate,
            inputs=fit.inputs,
            train_rows=fit.train_rows,
            status=each.status,
            missed=judged.missed is not None if each.ok else None,
            stop_reason=each.stop_reason,
            method=fit.method,
            activation=each.activation,
            epochs=each.epochs,
            train_rmse=each.train_rmse,
            validation_rmse=each.validation_rmse,
            metrics=judged.metrics or nothing(),
            undersampled=evaluation.undersampled,
            test_shows_range=evaluation.coverage.shown,
            fit_seconds=each.fit_seconds,
            fit_cpu_seconds=each.fit_cpu_seconds,
            parameters=fit.parameters,
            seed=each.seed,
        )
        rows.append(row)
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
    folder, rows = ResultsFolder(Path(results)), collect(results, fits)
    # As objects, numbers keep their kind: an integer column with a gap would turn into floats.
    cells = [[row.value(column) for column in COLUMNS] for row in rows]
    table = pd.DataFrame(cells, columns=list(COLUMNS), dtype=object)
    write_table(folder.table, table)
    document = SummaryDocument(
        rows=tuple(rows),
        expected={},
        config=config,
        commit=commit(),
        versions=versions(),
        machine=machine(),
    )
    judged = {
        each.formula: judge(each.expect, _nrmse_of_base(rows, each.formula))
        for each in document.formulas
    }
    expected = {formula: verdict for formula, verdict in judged.items() if verdict}
    replace(document, expected=expected).write(folder.summary)


def _nrmse_of_base(rows: Sequence[Row], formula: str) -> list[float | None]:
    """Return the test NRMSE of each replicate of a formula's own fit that ended well."""
    own = [row for row in rows if (row.formula, row.variation) == (formula, BASE)]
    return [row.metrics.nrmse for row in own if row.ok]


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
    expected = SummaryDocument.read(ResultsFolder(Path(results)).summary).expected
    for fitted in _fitted(results, fits):
        formula = fitted.key
        for variation in fitted.fits:
            rows = _rows(fitted, variation)
            if variation == BASE:
                mark = _mark(expected.get(formula))
                base.append((formula, *_measured(rows), mark))
                said += [f"{formula}: {each}" for each in _explained(fitted)]
            else:
                others += len(rows)
                if not all(row.ok for row in rows):
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
    expected = SummaryDocument.read(ResultsFolder(Path(results)).summary).expected
    for fitted in _fitted(results, fits):
        formula = fitted.key
        for variation, fit in fitted.fits.items():
            for each in fit.replicates:
                if "failed" in fail_on and not each.ok:
                    complaints.append(
                        f"{formula}, variation {variation}, replicate {each.replicate} "
                        f"{each.status}: {each.cause}"
                    )
        expect = expected.get(formula)
        if "expect" in fail_on and expect and not expect.passed:
            complaints.append(f"{formula}, variation base: {unmet(expect)}")
        if "missed" in fail_on and count_missed(fitted.evaluation.base.replicates):
            complaints.append(f"{formula}, variation base {'; '.join(_explained(fitted))}")
    return complaints


def _explained(fitted: FittedFormula) -> list[str]:
    """Return what is to be said of a formula's own fit, as it stands on a screen."""
    evaluation, settings = fitted.evaluation, fitted.fits[BASE].settings
    return list(map(plain, explain(evaluation.base.replicates, evaluation, settings)))


def _mark(expect: Verdict | None) -> str:
    return "" if expect is None else "✓ pass" if expect.passed else "✗ FAIL"


def _measured(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return NRMSE, R², seconds and status of a variation's replicates as words."""
    statuses = [row.status for row in rows]
    kinds: dict[str, int] = {status: statuses.count(status) for status in dict.fromkeys(statuses)}
    status = (
        statuses[0]
        if len(kinds) == 1
        else ", ".join(f"{count} {status}" for status, count in kinds.items())
    )
    lost = sum(bool(row.missed) for row in rows)
    if lost:
        status += ", missed" if lost == len(rows) else f", {lost} missed"
    return (
        _median((row.metrics.nrmse for row in rows), ".2e"),
        _median((row.metrics.r2 for row in rows), ".6f"),
        _median((row.fit_seconds for row in rows), ".1f"),
        status,
    )


def _median(values: Iterable[float | None], form: str) -> str:
    middle = median(values)
    return "-" if middle is None else f"{middle:{form}}"


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
