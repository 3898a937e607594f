"""The tables of the results on the formulas, and of what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from formulafit.findings import FLOOR
from formulafit.language.model import Language
from formulafit.language.numbers import (
    MISSING,
    compact,
    exact,
    interval,
    number,
    r_squared,
    seconds,
    tex,
)
from formulafit.paper.facts.formulas import Formulas
from formulafit.paper.facts.studies import Other
from formulafit.paper.markup import capitalized, escape, table

LONG = 160  # characters of TeX beyond which an expression does not fit beside a title
FACTORS = 3  # of a box that are written beside a formula


def expressions(formulas: Formulas, say: Language) -> str:
    """Return the formulas: expression and domain; of many only how many have so many inputs."""
    if formulas.many:
        groups = ([str(n), str(len(keys))] for n, keys in formulas.by_inputs.items())
        return table(say.lexicon.columns("inputs:", "formulas:"), groups)
    return table(
        say.lexicon.columns("formula", "$f$", "domain"),
        (
            [formulas.title(f), _expression(formulas, f, say), domain(formulas, f, say)]
            for f in formulas.keys
        ),
    )


def _expression(formulas: Formulas, formula: str, say: Language) -> str:
    latex = formulas.latex(formula, say.lexicon.words["otherwise"]).replace("|", r"\vert ")
    return f"$${latex}$$" if len(latex) <= LONG else say.lexicon.words["in_appendix"]


def domain(formulas: Formulas, formula: str, say: Language) -> str:
    """Return the box as TeX: an interval, a power of one, a product of a few; else in words."""
    sides = [f"[{tex(low)}, {tex(high)}]" for low, high in formulas.box(formula).values()]
    runs = [(side, len(list(same))) for side, same in groupby(sides)]
    if len(runs) > FACTORS:
        where = f"@sec-formula-{formula}"
        return say.lexicon.words["ranges"].format(inputs=len(sides), where=where)
    factors = [side + (f"^{{{n}}}" if n > 1 else "") for side, n in runs]
    return "$" + r" \times ".join(factors) + "$"


def main(formulas: Formulas, say: Language) -> str:
    """Return the main result: NRMSE, its range over replicates, R², seconds, best baseline.

    Where formulas are fitted by another method too, its NRMSE and seconds stand beside. A column
    with the mark of ``expect`` is there where some formula has one, columns with the number of fits
    that ended well and that missed the formula where some did not, or did.
    """
    marked = any(formulas.expect(f) is not None for f in formulas.keys)
    some_lost = any(well < fits for well, fits in map(formulas.ended_well, formulas.keys))
    some_missed = any(formulas.missed(f)[0] for f in formulas.keys)
    spread = [] if formulas.single else ["range:"]
    heads = say.lexicon.columns("formula", "nrmse:", *spread, "r2:", "cpu_seconds:")
    if formulas.alternative_methods:
        nrmse, cpu = say.lexicon.columns("nrmse:", "cpu_seconds:")
        heads += [f"{say.formulas.other_methods(formulas)} {nrmse}", cpu]
    heads += say.lexicon.columns("best_baseline", "nrmse:")
    extra = {
        "ended_well:": _ended_well if some_lost else None,
        "missed": _missed if some_missed else None,
        "expected": _expected if marked else None,
    }
    shown = {head: cell for head, cell in extra.items() if cell}
    return table(
        [*heads, *say.lexicon.columns(*shown)],
        (
            [*_result(formulas, f, say), *(cell(formulas, f, say) for cell in shown.values())]
            for f in formulas.keys
        ),
    )


def _result(formulas: Formulas, formula: str, say: Language) -> list[str]:
    results = formulas.results
    name, error = formulas.best_baseline(formula)
    return [
        formulas.title(formula),
        compact(formulas.nrmse(formula)),
        *([] if formulas.single else [interval(results.span("test_nrmse", formula))]),
        r_squared(results.median("r2", formula)),
        seconds(results.median("fit_cpu_seconds", formula)),
        *(_alternative(formulas, formula) if formulas.alternative_methods else []),
        say.lexicon.baselines[name].title if name else MISSING,
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


def _ended_well(formulas: Formulas, formula: str, say: Language) -> str:
    some, fits = formulas.ended_well(formula)
    return say.lexicon.words["of"].format(some=some, all=fits)


def _missed(formulas: Formulas, formula: str, say: Language) -> str:
    count = say.verdicts.mark(formulas, formula)
    return f"**{count}**" if count else ""


def _expected(formulas: Formulas, formula: str, say: Language) -> str:
    passed = formulas.expect(formula)
    if passed is None:
        return ""
    return say.lexicon.words["met"] if passed else f"**{say.lexicon.words['not_met']}**"


def baselines(formulas: Formulas, say: Language) -> str:
    """Return the test NRMSE of the network and of every baseline, the least in bold.

    Below `FLOOR` all are the least.
    """
    names = formulas.fitted_baselines
    titles = [capitalized(say.lexicon.baselines[name].title) for name in names]
    return table(
        [*say.lexicon.columns("formula", "network:"), *(f"{title}:" for title in titles)],
        (
            [say.formulas.group(formulas, group), *_contest(formulas, group.keys, names)]
            for group in formulas.groups
        ),
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


def regions(formulas: Formulas, say: Language) -> str:
    """Return the NRMSE inside the box, near its faces and outside, medians over replicates."""
    growth, names = formulas.growth_outside, ("inside", "edge", "outside")
    return table(
        say.lexicon.columns("formula", "inside:", "edge:", "outside:", "growth:"),
        (
            [
                say.formulas.group(formulas, group),
                *(
                    compact(formulas.median(partial(formulas.region, region=name), group.keys))
                    for name in names
                ),
                number(formulas.median(growth.get, group.keys), 2),
            ]
            for group in formulas.groups
        ),
    )


def noise(formulas: Formulas, say: Language) -> str:
    """Return the errors against the formula and against noisy targets; empty without noise."""
    rows = [
        [
            formulas.title(formula),
            exact(formulas.noise(formula)),
            compact(formulas.nrmse(formula)),
            compact(formulas.noisy_nrmse(formula)),
        ]
        for formula in formulas.noisy
    ]
    heads = say.lexicon.columns("formula", "noise:", "against_formula:", "against_noisy:")
    return table(heads, rows) if rows else ""


def predictions(formulas: Formulas, say: Language) -> str:
    """Return the predictions of new inputs that the config asked for; empty without any."""
    rows = [
        [
            formulas.title(formula),
            ", ".join(f"{escape(n)} = {exact(v)}" for n, v in entry.point.items()),
            number(entry.true, 5),
            number(entry.predicted, 5),
            compact(entry.error),
            say.lexicon.words["yes" if entry.inside else "no"],
        ]
        for formula in formulas.predicted
        for entry in formulas.predictions(formula)
    ]
    ids = ("formula", "input", "true:", "predicted:", "error:", "in_box")
    return table(say.lexicon.columns(*ids), rows) if rows else ""


def others(formulas: Formulas, found: Sequence[Other], say: Language) -> str:
    """Return the variations of no study beside their formulas' own fits; empty without any."""
    results = formulas.results
    rows = [
        [
            other.title,
            escape(other.variation.replace("_", " ")),
            say.values.changes(other.change),
            compact(results.median("test_nrmse", other.formula, other.variation)),
            compact(formulas.nrmse(other.formula)),
        ]
        for other in found
    ]
    heads = say.lexicon.columns("formula", "variation", "change", "test_nrmse:", "own_nrmse:")
    return table(heads, rows) if rows else ""
