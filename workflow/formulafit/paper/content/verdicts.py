"""What is said of fits that missed their formula, and of the simpler methods beside them."""

from __future__ import annotations

import re

from formulafit.advice import explain
from formulafit.baselines.registry import METHODS, Method
from formulafit.paper.content.formulas import Formulas
from formulafit.paper.content.results import BASE
from formulafit.paper.content.text import compact, escape, listing, plural, seconds, spell

POWERS = r"-?\d+(?:\.\d+)?e[+-]\d+"  # numbers as Python writes them
LISTED = 20  # formulas that are written about one by one


def said(formulas: Formulas, formula: str) -> list[str]:
    """Return what is to be said of a formula's own fit and its data, as Markdown sentences."""
    evaluation = formulas.results.evaluation(formula)
    replicates = evaluation["variations"][BASE]["replicates"]
    settings = formulas.results.fit(formula)["settings"]
    return [_markdown(text) for text in explain(replicates, evaluation, settings)]


def _markdown(text: str) -> str:
    words = text.split("`")  # those at odd places are code
    return "`".join(word if i % 2 else _shown(word) for i, word in enumerate(words))


def _shown(words: str) -> str:
    """Escape words inside a sentence, where spaces at the ends count."""
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    shown = escape(words).replace("\\'", "'")  # which the engines make typographic
    return before + re.sub(POWERS, lambda found: compact(float(found[0])), shown) + after


def paragraph(formulas: Formulas) -> str:
    """Return what the reader must know of formulas that were missed; empty where none was."""
    found = {f: sentences for f in formulas.keys if (sentences := said(formulas, f))}
    if not found:
        return ""
    lost = [f for f in found if formulas.missed(f)]
    head = "**With care.** "
    if lost:
        head = (
            "**Missed.** "
            f"{plural(len(lost), 'formula').capitalize()} of {spell(len(formulas.keys))} "
            f"{'was' if len(lost) == 1 else 'were'} *missed*: the test NRMSE is above 0.9, or "
            "above 0.001 and more than twice that of the best baseline. Such fits ended well, and "
            "stay in all medians. "
        )
    lines = [f"- {formulas.title(f)}: {'; '.join(each)}." for f, each in found.items()]
    if len(lines) > LISTED:
        lines = [*lines[:LISTED], f"- and {plural(len(lines) - LISTED, 'other')} (@sec-every)."]
    return "\n".join([f"{head.rstrip()}\n", *lines, ""])


def fitted(formulas: Formulas) -> list[Method]:
    """Return the simpler methods that some formula was fitted by."""
    names = {name for f in formulas.keys for name in formulas.baselines(f)}
    return [method for method in METHODS if method.name in names]


def simpler_methods(formulas: Formulas) -> str:
    """Return which simpler methods the formulas are fitted by and what they choose, as Markdown."""
    methods = fitted(formulas)
    open_settings = [f"{m.chooses} ({m.title})" for m in methods if m.chooses]
    learners = [m.noun for m in methods if m.noun]
    text = [
        "Every formula is also fitted by simpler methods on the same training rows: "
        f"{'; '.join(method.words for method in methods)}.",
    ]
    if open_settings:
        text.append(f"The validation error chooses {listing(open_settings)}.")
    if learners:
        text.append(f"From scikit-learn [@pedregosa2011] come {listing(learners)}.")
    left_out = {
        name
        for formula in formulas.keys
        for name in formulas.results.evaluation(formula)["baselines_left_out"]
    }
    if left_out:
        titles = [f"the {method.title}" for method in METHODS if method.name in left_out]
        text.append(f"Left out, as the config asks: {listing(titles)}.")
    return " ".join(text)


def worth(formulas: Formulas) -> str:
    """Return where the network beats all simpler methods, where not, and at what price."""
    won, lost = formulas.contest()
    text = []
    if won:
        text.append(f"The network has the least error on {formulas.names(won)}.")
    if lost:
        text.append(
            f"On {formulas.names(lost)} a simpler method is at least as good, rounding aside. "
            "There the network is not worth its price, unless the use asks for a network."
        )
    if not text:
        text.append("No formula has an NRMSE of both.")
    return " ".join([*text, *_price(formulas)])


def _price(formulas: Formulas) -> list[str]:
    costs = {
        method.title: cost
        for method in fitted(formulas)
        if method.chooses and (cost := formulas.baseline_seconds(method.name)) is not None
    }
    if formulas.cpu_seconds is None or not costs:
        return []
    least, most = min(costs, key=costs.__getitem__), max(costs, key=costs.__getitem__)
    ours = f"The price is time: a training takes {seconds(formulas.cpu_seconds)} CPU seconds"
    theirs = f"{seconds(costs[least])} ({least})"
    if least != most:
        theirs = f"between {theirs} and {seconds(costs[most])} ({most})"
    return [f"{ours} (median over formulas), a simpler method {theirs}."]
