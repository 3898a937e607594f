"""What is said of errors inside the box, near its faces and outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.en.grammar import listing, plural, sentences
from formulafit.language.numbers import ONE, compact, number, percent

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.outside import Continued


def growth(formulas: Formulas) -> str:
    """Return how the error grows outside the box."""
    extremes, beyond = formulas.least_and_most_growth, ""
    if extremes:
        least, most = extremes
        low, high = (number(formulas.growth_outside[formula], 2) for formula in extremes)
        beyond = (
            f"Outside the box, the error is at least {low} times that inside "
            f"({formulas.title(least)}), and at most {high} times ({formulas.title(most)})."
        )
        if low == high:
            size = f"{low} times" if low != ONE else "as large as"
            beyond = f"Outside the box, the error is {size} that inside."
    return sentences(beyond, "We should not ask a network about points outside its box.")


def dropped(formulas: Formulas) -> str:
    """Return how many points outside are left out, for the caption of the regions' table."""
    if not formulas.dropped:
        return "all of them defined"
    return f"{plural(formulas.dropped, 'undefined point')} of all formulas dropped"


def continued(found: Continued) -> str:
    """Return what one sees of the formula whose curves go on beyond its box."""
    chosen = f"@fig-outside continues {found.title} beyond its box{_choice(found)}."
    return sentences(chosen, _errors(found))


def _errors(found: Continued) -> str:
    if not found.errors:
        return ""
    margin, reach = percent(found.margin), percent(found.reach)
    (method, *sizes), *others = found.errors
    inside, outside, far = map(compact, sizes)
    first = (
        f"Along these curves, the network of `{method}` is off by at most {inside} standard "
        f"deviations inside the box, by up to {outside} within {margin} of a side beyond it, and "
        f"by up to {far} within {reach}"
    )
    more = [f"that of `{m}` by {listing([*map(compact, each)])}" for m, *each in others]
    return f"{'; '.join([first, *more])}."


def _choice(found: Continued) -> str:
    """Return why this formula is shown, as the end of a sentence."""
    if found.formulas == 1:
        return ""
    among = "" if found.candidates == found.formulas else " of the formulas with one input"
    if found.candidates == 1:
        return f", the only one{among}" if among else ""
    return f", which{among} has the largest error there"


def continued_caption(found: Continued) -> str:
    """Return the caption of that figure."""
    along = f", along ${found.symbol}$ through the box's centre," if found.inputs > 1 else ""
    return (
        f"{found.title} and its networks{along} through the box and {percent(found.reach)} of a "
        "side beyond each end, and below the sizes of the networks' errors, relative to $s$. The "
        f"dotted lines stand {percent(found.margin)} of a side beyond the ends, as far as "
        "@tbl-regions looks; the bar shows where there are training data, a triangle where a curve "
        "leaves the picture."
    )


def continued_alt(found: Continued) -> str:
    """Return what a reader who cannot see that figure should know."""
    return (
        f"Curves of {found.title} and its networks inside the box and beyond its ends; below, the "
        "sizes of the errors on a logarithmic axis."
    )
