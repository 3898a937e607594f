"""The tables of the results on the formulas, and of what stands beside them in no study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from formulafit.advice import FLOOR
from formulafit.paper.content.formulas import BASELINES, Formulas
from formulafit.paper.content.results import BASE, Results
from formulafit.paper.content.settings import label, leaves, lookup, words
from formulafit.paper.content.text import (
    MISSING,
    compact,
    escape,
    exact,
    interval,
    listing,
    number,
    r_squared,
    seconds,
    table,
)

LONG = 160  # characters of TeX beyond which an expression does not fit beside a title


def expressions(formulas: Formulas) -> str:
    """Return the formulas: expression and domain; of many only how many have so many inputs."""
    if formulas.many:
        groups = ([str(n), str(len(keys))] for n, keys in formulas.by_inputs.items())
        return table(["Inputs:", "Formulas:"], groups)
    return table(
        ["Formula", "$f$", "Domain"],
        ([formulas.title(f), _expression(formulas, f), formulas.domain(f)] for f in formulas.keys),
    )


def _expression(formulas: Formulas, formula: str) -> str:
    latex = formulas.results.evaluation(formula)["latex"].replace("|", r"\vert ")
    return f"$${latex}$$" if len(latex) <= LONG else "in the appendix"


def main(formulas: Formulas) -> str:
    """Return the main result: NRMSE with its range over replicates, R², seconds, best baseline.

    Where formulas are fitted by another method too, its NRMSE and seconds stand beside. A column
    with the mark of ``expect`` is there where some formula has one, columns with the number of fits
    that ended well and that missed the formula where some did not, or did.
    """
    results = formulas.results
    marked = any(results.evaluation(f)["expect"] for f in formulas.keys)
    some_lost = any(row["status"] != "ok" for f in formulas.keys for row in results.replicates(f))
    beside = [f"{listing(formulas.alternative_methods)} NRMSE:", "CPU\u00a0s:"]
    columns = [
        *("Formula", "NRMSE:", "Range:", "$R^2$:", "CPU\u00a0s:"),
        *(beside if formulas.alternative_methods else []),
        *("Best baseline", "NRMSE:"),
    ]
    extra = {
        "Ended well:": _ended_well if some_lost else None,
        "Missed": _missed if any(map(formulas.missed, formulas.keys)) else None,
        "Expected": _mark if marked else None,
    }
    shown = {head: cell for head, cell in extra.items() if cell}
    return table(
        [*columns, *shown],
        (
            [*_result(formulas, f), *(cell(formulas, f) for cell in shown.values())]
            for f in formulas.keys
        ),
    )


def _result(formulas: Formulas, formula: str) -> list[str]:
    results = formulas.results
    name, error = formulas.best_baseline(formula)
    return [
        formulas.title(formula),
        compact(formulas.nrmse(formula)),
        interval(results.span("test_nrmse", formula)),
        r_squared(results.median("r2", formula)),
        seconds(results.median("fit_cpu_seconds", formula)),
        *(_alternative(formulas, formula) if formulas.alternative_methods else []),
        BASELINES.get(name, MISSING),
        compact(error),
    ]


def _alternative(formulas: Formulas, formula: str) -> list[str]:
    """Return NRMSE and seconds of the fit by another method."""
    variation = formulas.results.alternatives.get(formula)
    if variation is None:
        return [MISSING, MISSING]
    columns = ("test_nrmse", "fit_cpu_seconds")
    error, cpu = (formulas.results.median(column, formula, variation) for column in columns)
    return [compact(error), seconds(cpu)]


def _ended_well(formulas: Formulas, formula: str) -> str:
    rows = formulas.results.replicates(formula)
    return f"{sum(row['status'] == 'ok' for row in rows)} of {len(rows)}"


def _missed(formulas: Formulas, formula: str) -> str:
    count = formulas.missed(formula)
    return f"**{count}**" if count else ""


def _mark(formulas: Formulas, formula: str) -> str:
    return expectation(formulas.results.evaluation(formula)["expect"])


def expectation(mark: Mapping[str, Any] | None) -> str:
    """Return what became of a formula's ``expect``."""
    return "" if not mark else "met" if mark["passed"] else "**not met**"


def baselines(formulas: Formulas) -> str:
    """Return the test NRMSE of the network and of every baseline, the least in bold.

    Below `FLOOR` all are the least.
    """
    names = [b for b in BASELINES if any(b in formulas.baselines(f) for f in formulas.keys)]
    return table(
        ["Formula", "Network:", *(f"{BASELINES[name].capitalize()}:" for name in names)],
        ([title, *_contest(formulas, keys, names)] for title, keys in formulas.groups),
    )


def _contest(formulas: Formulas, keys: Sequence[str], names: Sequence[str]) -> list[str]:
    baselines = [partial(formulas.baseline_nrmse, name=name) for name in names]
    errors = [
        formulas.median(formulas.nrmse, keys),
        *(formulas.median(baseline, keys) for baseline in baselines),
    ]
    least = max(FLOOR, min((error for error in errors if error is not None), default=FLOOR))
    return [
        f"**{compact(error)}**" if error is not None and error <= least else compact(error)
        for error in errors
    ]


def regions(formulas: Formulas) -> str:
    """Return the NRMSE inside the box, near its faces and outside, medians over replicates."""
    growth = formulas.growth_outside
    return table(
        ["Formula", "Inside:", "Edge:", "Outside:", "Outside / inside:"],
        (
            [
                title,
                compact(formulas.median(lambda f: formulas.region(f, "inside"), keys)),
                compact(formulas.median(lambda f: formulas.region(f, "edge"), keys)),
                compact(formulas.median(lambda f: formulas.region(f, "outside"), keys)),
                number(formulas.median(growth.get, keys), 2),
            ]
            for title, keys in formulas.groups
        ),
    )


def noise(formulas: Formulas) -> str:
    """Return the errors against the formula and against noisy targets, where there is noise."""
    return table(
        ["Formula", "Noise:", "Against formula:", "Against noisy test targets:"],
        (
            [
                formulas.title(formula),
                exact(formulas.noise(formula)),
                compact(formulas.nrmse(formula)),
                compact(formulas.noisy_nrmse(formula)),
            ]
            for formula in formulas.noisy
        ),
    )


def predictions(formulas: Formulas) -> str:
    """Return the predictions of new inputs that the config asked for."""
    return table(
        ["Formula", "Input", "True:", "Predicted:", "Error:", "In the box"],
        (
            [
                formulas.title(formula),
                ", ".join(f"{escape(n)} = {exact(v)}" for n, v in entry["point"].items()),
                number(entry["true"], 5),
                number(entry["predicted"], 5),
                compact(entry["error"]),
                "yes" if entry["inside"] else "no",
            ]
            for formula in formulas.predicted
            for entry in formulas.results.evaluation(formula)["predictions"]
        ),
    )


def others(results: Results) -> str:
    """Return the variations that no other table has, beside their formulas' own fits, as a table.

    They belong to no study and are not what the method is compared with. Empty without any.
    """
    studied = {
        (entry["formula"], entry["variation"])
        for study in results.config["studies"]
        for entry in study["members"]
    }
    rows = [
        [
            escape(title),
            escape(variation.replace("_", " ")),
            _changes(results, formula, variation),
            compact(results.median("test_nrmse", formula, variation)),
            compact(results.median("test_nrmse", formula)),
        ]
        for formula, title in results.formulas.items()
        for variation in results.variations(formula)
        if variation not in (BASE, results.alternatives.get(formula))
        and (formula, variation) not in studied
    ]
    heads = ["Formula", "Variation", "Change", "Test NRMSE:", "Own fit's NRMSE:"]
    return table(heads, rows) if rows else ""


def _changes(results: Results, formula: str, variation: str) -> str:
    """Return the settings in which a variation differs from the formula's own fit."""
    own, other = results.fit(formula)["settings"], results.fit(formula, variation)["settings"]
    paths = [path for section in other for path in leaves(other[section], section)]
    differing = [path for path in paths if lookup(own, path) != lookup(other, path)]
    return listing([f"{label(path).lower()} {words(lookup(other, path))}" for path in differing])
