"""The formula whose curves go on beyond its box, and how far off its networks are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formulafit.documents.evaluation import continuable, farthest_outside
from formulafit.formula.latex import symbol
from formulafit.paper.facts.formulas import Formulas
from formulafit.paper.facts.source import constant


@dataclass(frozen=True)
class Continued:
    """What is known of the curves.

    Attributes
    ----------
    title : str
        The formula's, as Markdown.
    symbol : str
        The input that varies, as TeX.
    inputs : int
        How many the formula has.
    candidates, formulas : int
        Among how many formulas it has the largest error outside, and how many there are.
    errors : sequence of (str, float, float, float)
        Of each network its method, and the largest errors along the curves inside, outside within
        the margin, and as far as they go, in standard deviations of the test targets.
    margin, reach : float
        How far outside points are looked at elsewhere, and how far the curves go on, of a side.
    """

    title: str
    symbol: str
    inputs: int
    candidates: int
    formulas: int
    errors: Sequence[tuple[str, float, float, float]]
    margin: float
    reach: float


def continued(formulas: Formulas) -> Continued | None:
    """Return what is known of the formula that is shown beyond its box; None without one."""
    results = formulas.results
    evaluations = {key: results.evaluation(key) for key in formulas.keys}
    formula = farthest_outside(evaluations)
    beyond = evaluations[formula].beyond if formula else None
    if formula is None or beyond is None:
        return None
    errors = [
        (results.fit(formula, key).method, inside, outside, far)
        for key in beyond.variations
        if (inside := beyond.inside[key]) is not None
        and (outside := beyond.outside[key]) is not None
        and (far := beyond.far[key]) is not None
    ]
    return Continued(
        title=formulas.title(formula),
        symbol=symbol(beyond.input),
        inputs=formulas.inputs(formula),
        candidates=len(continuable(evaluations)),
        formulas=len(formulas.keys),
        errors=errors,
        margin=constant("evaluation/regions.py", "MARGIN"),
        reach=constant("evaluation/beyond.py", "REACH"),
    )
