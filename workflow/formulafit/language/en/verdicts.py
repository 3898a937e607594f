"""What is said of fits that missed their formula, and of the simpler methods beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.en.advice import explain, missed
from formulafit.language.en.baselines import BASELINES
from formulafit.language.en.formulas import names
from formulafit.language.en.grammar import listing, plural, spell
from formulafit.language.limits import LISTED
from formulafit.language.numbers import seconds, signed

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def said(formulas: Formulas, formula: str) -> list[str]:
    """Return what is to be said of a formula's own fit and its data, without full stops."""
    return [explain(finding, signed) for finding in formulas.findings(formula)]


def mark(formulas: Formulas, formula: str) -> str:
    """Return how many fits missed a formula, in a table."""
    return missed(*formulas.missed(formula))


def paragraph(formulas: Formulas) -> str:
    """Return what the reader must know of formulas that were missed; empty where none was."""
    found = {f: sentences for f in formulas.keys if (sentences := said(formulas, f))}
    if not found:
        return ""
    lost = [f for f in found if formulas.missed(f)[0]]
    head = "**With care.**"
    if lost:
        head = (
            "**Missed.** "
            f"We call {_lost(len(lost), len(formulas.keys))} *missed*: the test NRMSE is above "
            "0.9, or above 0.001 and more than twice that of the best baseline. Such fits ended "
            "well, and stay in all medians."
        )
    lines = [f"- {formulas.title(f)}: {'; '.join(each)}." for f, each in found.items()]
    if len(lines) > LISTED:
        lines = [*lines[:LISTED], f"- and {plural(len(lines) - LISTED, 'other')} (@sec-every)."]
    return "\n".join([f"{head}\n", *lines, ""])


def _lost(some: int, every: int) -> str:
    if some == every:
        return "the formula" if every == 1 else f"all {plural(every, 'formula')}"
    return f"{spell(some)} of {plural(every, 'formula')}"


def simpler_methods(formulas: Formulas) -> str:
    """Return which simpler methods the formulas are fitted by and what they choose."""
    fitted = [BASELINES[name] for name in formulas.fitted_baselines]
    open_settings = [f"{each.chooses} of the {each.title}" for each in fitted if each.chooses]
    learners = [each.noun for each in fitted if each.noun]
    text = [
        "We also fit every formula by simpler methods, on the same training rows: "
        f"{'; '.join(each.phrase for each in fitted)}.",
    ]
    if open_settings:
        text.append(f"The validation error chooses {listing(open_settings)}.")
    if learners:
        text.append(f"We take {listing(learners)} from scikit-learn [@pedregosa2011].")
    if left_out := [f"the {BASELINES[name].title}" for name in formulas.baselines_left_out]:
        text.append(f"Left out, as the config asks: {listing(left_out)}.")
    return " ".join(text)


def worth(formulas: Formulas) -> str:
    """Return where the network beats all simpler methods, where not, and at what price."""
    won, lost = formulas.contest()
    text = []
    if won:
        text.append(f"The network has the least error on {names(formulas, won)}.")
    if lost:
        text.append(
            f"On {names(formulas, lost)} a simpler method is at least as good, rounding aside. "
            "There the network is worth its price only to those who need one."
        )
    if not text:
        text.append("No formula has the NRMSE of a network and of a baseline.")
    return " ".join([*text, *_price(formulas)])


def _price(formulas: Formulas) -> list[str]:
    costs = {
        BASELINES[name].title: cost
        for name in formulas.fitted_baselines
        if BASELINES[name].chooses and (cost := formulas.baseline_seconds(name)) is not None
    }
    if formulas.cpu_seconds is None or not costs:
        return []
    least, most = min(costs, key=costs.__getitem__), max(costs, key=costs.__getitem__)
    ours = f"The price is time: one training takes {seconds(formulas.cpu_seconds)} CPU seconds"
    theirs = f"{seconds(costs[least])} ({least})"
    if least != most:
        theirs = f"between {theirs} and {seconds(costs[most])} ({most})"
    return [f"{ours} (median over formulas), a simpler method {theirs}."]
