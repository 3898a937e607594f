"""Two training methods on the same networks and rows: on which formulas which of them is better."""

from __future__ import annotations

from collections.abc import Sequence

from formulafit.paper.content.formulas import Formulas
from formulafit.paper.content.text import compact, listing, plural, spell


def sides(formulas: Formulas) -> tuple[list[str], list[str], list[str]]:
    """Return where the own fits have the smaller error, where neither has, where the other has."""
    gains = formulas.gains
    ahead = [formula for formula in gains if gains[formula] > 1]
    even = [formula for formula in gains if gains[formula] == 1]
    return ahead, even, [formula for formula in gains if gains[formula] < 1]


def outcome(formulas: Formulas) -> str:
    """Return who is better where, as sentences; nothing without another method.

    Errors are medians over replicates.
    """
    ahead, even, behind = sides(formulas)
    own = listing([f"`{method}`" for method in formulas.methods])
    other = listing(formulas.alternative_methods)
    parts = []
    if ahead:
        on = _among(formulas, ahead)
        parts.append(f"The method {own} has a smaller error than {other} on {on}.")
        if behind:
            parts.append(f"The error of {other} is smaller on {formulas.names(behind)}.")
    elif behind:
        on = _among(formulas, behind)
        parts.append(f"The method {other} has a smaller error than {own} on {on}.")
    if even:
        parts.append(f"On {formulas.names(even)} they differ by rounding alone.")
    if len(formulas.gains) > 1:
        mean = compact(formulas.mean_gain)
        parts.append(f"The errors' ratio, {other} to {own}, has the geometric mean {mean}.")
    return " ".join(parts)


def _among(formulas: Formulas, some: Sequence[str]) -> str:
    """Return some of the formulas as words: ``eight of nine formulas``, or the name of the one."""
    compared = len(formulas.gains)
    if compared == 1:
        return formulas.names(some)
    if len(some) == compared:
        return "both formulas" if compared == 2 else f"all {plural(compared, 'formula')}"
    return f"{spell(len(some))} of {plural(compared, 'formula')}"
