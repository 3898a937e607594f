"""The tables of the studies."""

from __future__ import annotations

from formulafit.language.model import Language
from formulafit.language.numbers import MISSING, compact, interval, number, seconds
from formulafit.paper.facts.studies import Entry, Gain, Study
from formulafit.paper.markup import escape, table


def entries(study: Study, say: Language) -> str:
    """Return a line an entry: test NRMSE, its range, and what else varies."""
    several = ["formula"] if len(study.formulas) > 1 else []
    errors = ["train_rmse", "test_rmse"] if study.overfits else []
    errors += ["test_nrmse", *([] if study.single else ["range"]), "cpu_seconds"]
    columns = [*several, "variation", *study.counts, *errors]
    words = ("formula", "variation")
    heads = say.lexicon.columns(*(c if c in words else f"{c}:" for c in columns))
    return table(heads, ([_cell(study, entry, c) for c in columns] for entry in study.entries))


def _cell(study: Study, entry: Entry, column: str) -> str:
    match column:
        case "formula":
            return study.formula_title(entry.formula)
        case "variation":
            return entry.name
        case "train_rmse" | "test_rmse":
            return number(entry.median(column), 2)
        case "test_nrmse":
            return compact(entry.nrmse)
        case "range":
            return interval(entry.span("test_nrmse"))
        case "cpu_seconds":
            return seconds(entry.median("fit_cpu_seconds"))
    return f"{entry.count(column):,.0f}"


def gains(study: Study, say: Language) -> str:
    """Return the mends: what each changes, and by what factor the error falls."""
    return table(
        say.lexicon.columns("mend", "change", "gain:", "ranges_apart"),
        (
            [
                escape(gain.entry.title),
                say.values.changes(gain.change),
                number(gain.factor, 3),
                _verdict(gain, say),
            ]
            for gain in study.gains()
        ),
    )


def _verdict(gain: Gain, say: Language) -> str:
    if gain.ranges_apart is None:
        return MISSING
    return say.lexicon.words["yes" if gain.ranges_apart else "no"]
