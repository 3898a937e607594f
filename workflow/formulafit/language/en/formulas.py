"""What is said of the formulas' errors as a whole: abstract, main result, two methods, regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.en.grammar import listing, plural, sentences, spell
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.replicates import over
from formulafit.language.limits import LISTED, NAMED
from formulafit.language.numbers import ONE, compact, number

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas, Group
    from formulafit.paper.facts.reproduction import Lost
    from formulafit.paper.facts.studies import Study


def names(formulas: Formulas, some: Sequence[str]) -> str:
    """Return several formulas inside a sentence: their titles, or of many their number."""
    if len(some) > NAMED:
        return plural(len(some), "formula")
    return listing(formulas.titles(some))


def count(formulas: Formulas) -> str:
    """Return how many formulas there are."""
    return plural(len(formulas.keys), "formula")


def networks(formulas: Formulas) -> str:
    """Return for how many formulas there is a network, where a sentence begins."""
    return f"A network for {'each of ' if len(formulas.keys) > 1 else ''}{count(formulas)}"


def inputs(formulas: Formulas) -> str:
    """Return e.g. ``one to six inputs``."""
    least, most = formulas.fewest_and_most_inputs
    if least == most:
        return f"{spell(least)} input{'s' if least > 1 else ''}"
    return f"{spell(least)} to {spell(most)} inputs"


def group(formulas: Formulas, line: Group) -> str:
    """Return what a line of a table is of: a formula, or all with so many inputs."""
    if line.inputs is None:
        return formulas.title(line.keys[0])
    return f"{plural(line.inputs, 'input')} ({plural(len(line.keys), 'formula')}, medians)"


def outcome(formulas: Formulas) -> str:
    """Return between which errors the formulas lie, and how often the network is the best."""
    ranked = formulas.ranked
    if len(ranked) > 1:
        least, most = (compact(formulas.nrmse(ranked[i])) for i in (0, -1))
        lies = f"lies between {least} and {most}" if least != most else f"is {least} for each"
        text = f"The relative error (NRMSE{over(formulas)}) {lies}."
    elif ranked:
        error = compact(formulas.nrmse(ranked[0]))
        text = f"The relative error (NRMSE{over(formulas)}) is {error}."
    else:
        text = "No fit ended well with an error relative to a spread."
    return sentences(text, _contest(formulas))


def _contest(formulas: Formulas) -> str:
    won, lost = (len(each) for each in formulas.contest())
    compared = won + lost
    if not compared:
        return ""
    if compared == 1:
        return f"The network {'beats' if won else 'does not beat'} the best of the simpler methods."
    where = f"{spell(won)} of {plural(compared, 'formula')}"
    if not lost:
        where = every(compared)
    elif not won:
        where = f"none of the {plural(compared, 'formula')}"
    return f"The network beats the best of the simpler methods on {where}."


def every(compared: int) -> str:
    """Return all formulas, of which there are several."""
    return "both formulas" if compared == 2 else f"all {plural(compared, 'formula')}"


def findings(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return the results in the abstract."""
    topics = listing([topic(study) for study in studies])
    scope = f"We also measure how much these choices matter: {topics}." if studies else ""
    return sentences(outcome(formulas), duel(formulas), scope)


def conclusion(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return the results in the conclusion."""
    factors = [
        f"{number(study.ratio, 2)} in the study of {topic(study)}"
        for study in studies
        if len(study.ranked) > 1 and study.ratio is not None
    ]
    lessons = (
        "The choices matter: between the best and the worst variation the error changes by a "
        f"factor of {listing(factors)}."
    )
    return sentences(outcome(formulas), duel(formulas), lessons if factors else "")


def topic(study: Study) -> str:
    """Return a study's subject inside a sentence."""
    return study.title.lower()


def duel(formulas: Formulas) -> str:
    """Return which of two methods is better where, as sentences; nothing without another method.

    Errors are medians over replicates.
    """
    ahead, even, behind = formulas.sides()
    own, other = own_methods(formulas), other_methods(formulas)
    parts = []
    if ahead:
        on = _among(formulas, ahead)
        parts.append(f"The method {own} has a smaller error than {other} on {on}.")
        if behind:
            parts.append(f"The error of {other} is smaller on {names(formulas, behind)}.")
    elif behind:
        on = _among(formulas, behind)
        parts.append(f"The method {other} has a smaller error than {own} on {on}.")
    if even:
        parts.append(f"On {names(formulas, even)} they differ by rounding alone.")
    if len(formulas.gains) > 1:
        mean = compact(formulas.mean_gain)
        size = f"{mean} times" if mean != ONE else "as large as"
        parts.append(f"In geometric mean, the error of {other} is {size} that of {own}.")
    return " ".join(parts)


def own_methods(formulas: Formulas) -> str:
    """Return the methods of the formulas' own fits."""
    return listing([f"`{method}`" for method in formulas.methods])


def other_methods(formulas: Formulas) -> str:
    """Return the methods that the own fits are compared with."""
    return listing([f"`{method}`" for method in formulas.alternative_methods])


def _among(formulas: Formulas, some: Sequence[str]) -> str:
    """Return some of the formulas as words: ``eight of nine formulas``, or the name of the one."""
    compared = len(formulas.gains)
    if compared == 1:
        return names(formulas, some)
    if len(some) == compared:
        return every(compared)
    return f"{spell(len(some))} of {plural(compared, 'formula')}"


def main(formulas: Formulas) -> str:
    """Return the main result: the least and the largest error, and what was expected."""
    ranked = formulas.ranked
    parts = ["@tbl-main shows the outcome."]
    if len(ranked) > 1:
        first, last = ranked[0], ranked[-1]
        least, most = (compact(formulas.nrmse(formula)) for formula in (first, last))
        parts.append(
            f"The error is least for {formulas.title(first)} ({least}) and largest for "
            f"{formulas.title(last)} ({most}). The median over formulas is "
            f"{compact(formulas.median_nrmse)}."
            if least != most
            else f"The NRMSE of every formula is {least}."
        )
    elif ranked:
        error = compact(formulas.nrmse(ranked[0]))
        parts.append(f"The NRMSE of {formulas.title(ranked[0])} is {error}.")
    met, unmet = formulas.expected()
    if met:
        meet = "meets" if len(met) == 1 else "meet"
        parts.append(f"{listing(formulas.titles(met))} {meet} what the config expects.")
    if unmet:
        do = "does" if len(unmet) == 1 else "do"
        what = "." if met else " meet what the config expects."
        parts.append(f"{listing(formulas.titles(unmet))} {do} **not**{what}")
    return " ".join(parts)


def columns(formulas: Formulas) -> str:
    """Return what stands in the columns of the main table, for its caption."""
    best = "The best baseline is the one with the least NRMSE."
    if not formulas.alternative_methods:
        return best
    return (
        "Beside them the errors and seconds of the same networks trained by "
        f"{other_methods(formulas)}. {best}"
    )


def beside(formulas: Formulas) -> str:
    """Return the paragraph on two methods; empty without another method."""
    if not formulas.gains:
        return ""
    told = (
        "**Two methods.** We trained the same networks, on the same rows, by "
        f"{other_methods(formulas)} as well. {duel(formulas)}"
    )
    pairs = list(formulas.gains.items())
    if len(pairs) > 1:
        (least, low), (most, high) = pairs[0], pairs[-1]
        told += (
            f" The factor lies between {compact(low)} ({formulas.title(least)}) and "
            f"{compact(high)} ({formulas.title(most)})."
        )
    return f"{told} In @sec-every we draw the learning curves of both over their work."


def constant(formulas: Formulas) -> str:
    """Return which formulas have no NRMSE; empty where all have."""
    if not formulas.constant:
        return ""
    return (
        f"The test targets of {listing(formulas.titles(formulas.constant))} do not vary, so that "
        "NRMSE and $R^2$ do not exist; @sec-every has the error in the formula's units."
    )


def without_network(lost: Sequence[Lost], fits: int) -> str:
    """Return which fits did not end well; empty where all did."""
    if not lost:
        return ""
    some = f"Of the {plural(fits, 'fit')}, {spell(len(lost))} did not end well"
    if len(lost) == fits:
        some = (
            f"Not one of the {plural(fits, 'fit')} ended well"
            if fits > 1
            else "The only fit did not end well"
        )
    head = (
        f"**Fits without a network.** {some}: a *diverged* fit met a loss that is not finite, a "
        "*failed* one a numerical failure."
    )
    lines = [f"- {_told(fit)}" for fit in lost[:LISTED]]
    if len(lost) > LISTED:
        lines.append("- and others, which the summary lists")
    return "\n".join([f"{head}\n", *lines])


def _told(fit: Lost) -> str:
    variation = f", variation `{fit.variation}`" if fit.variation else ""
    cause = f": {fit.cause}" if fit.cause else ""
    status = LEXICON.statuses[fit.status]
    return f"{fit.title}{variation}, replicate {fit.replicate} {status}{cause}"


def noise(formulas: Formulas) -> str:
    """Return what noisy targets mean for the errors; empty without noise."""
    if not formulas.noisy:
        return ""
    closer = formulas.closer_than_noise
    so = f"It is for {names(formulas, closer)}." if closer else "Here none is."
    return (
        "**Noise.** Where the training targets are noisy, two errors tell different things "
        "(@tbl-noise). Against noisy test targets even the formula itself has an error: the noise. "
        "Against the formula, a network can be closer than the noise that it learned from, because "
        f"it averages over neighbouring rows. {so}"
    )


def predictions(formulas: Formulas) -> str:
    """Return where the predictions of new inputs stand."""
    if formulas.predicted:
        return sentences(
            "@tbl-predictions shows the predictions that the config of this paper asks for.",
            _prediction_errors(formulas),
        )
    return "The config of this paper lists no new inputs."


def _prediction_errors(formulas: Formulas) -> str:
    inside, outside = (formulas.largest_prediction_error(where) for where in (True, False))
    if inside is None and outside is None:
        return ""
    if inside is None:
        return f"Outside the boxes they are off by up to {compact(outside)}."
    beyond = "" if outside is None else f", outside by up to {compact(outside)}"
    return f"Inside the boxes they are off by up to {compact(inside)}{beyond}."
