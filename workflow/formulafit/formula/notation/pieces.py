r"""Functions in pieces, as other tools write them, and as text that the grammar reads.

SymPy has ``Piecewise((a, x < 0), (b, True))``, Mathematica ``Piecewise[{{a, x < 0}}, b]``, MATLAB
``piecewise(x < 0, a, b)``, LaTeX ``\begin{cases} a & x < 0 \\ b & \text{otherwise} \end{cases}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from formulafit.formula.notation.builders import ZERO, number
from formulafit.formula.notation.tokens import Unreadable
from formulafit.formula.tree import Call, Comparison, Node

if TYPE_CHECKING:
    from formulafit.formula.notation.grammar import _Grammar

Case: TypeAlias = tuple[Node, Node | None]  # a value, and where it holds; None for elsewhere

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def read(grammar: _Grammar) -> Node:
    """Read what stands behind the word piecewise: pairs in parentheses, or a list."""
    start, depth = grammar.cursor.at, grammar.depth
    try:
        return choices(_pairs(grammar))
    except Unreadable:
        grammar.cursor.at, grammar.depth = start, depth
    return choices(_flat(grammar.arguments()))


def _pairs(grammar: _Grammar) -> list[Case]:
    """Read SymPy's pairs, or Mathematica's list of them, in one more pair of brackets."""
    take, expect = grammar.cursor.take, grammar.cursor.expect
    expect("(")
    listed = bool(take(r"\list"))
    cases: list[Case] = []
    while not cases or take(","):
        expect("(")
        value = number(grammar.choice())
        expect(",")
        cases.append((value, None if take("True") else grammar.choice()))
        expect(")")
    if listed:
        expect(")")
        otherwise = number(grammar.choice()) if take(",") else ZERO
        cases += [(otherwise, None)] if cases[-1][1] else []
    expect(")")
    return cases


def _flat(found: tuple[Node, ...]) -> list[Case]:
    """Pair MATLAB's conditions with the values behind them; one more value is that elsewhere."""
    cases: list[Case] = list(zip(found[1::2], found[::2], strict=False))
    return [*cases, (found[-1], None)] if len(found) % 2 else cases


def choices(cases: list[Case]) -> Node:
    """Return a choice of values by conditions; the last one holds where no other does."""
    *others, (node, last) = cases
    if last and not (others and _is_opposite(last, others[-1][1])):
        raise Unreadable("what holds otherwise is not told")
    for value, condition in reversed(others):
        if condition is None:
            raise Unreadable("True stands before the last case")
        node = Call("where", (condition, value, node))
    return node


def _is_opposite(condition: Node, other: Node | None) -> bool:
    """Tell whether a condition holds just where the other does not, as x >= 0 and x < 0."""
    return (
        isinstance(condition, Comparison)
        and isinstance(other, Comparison)
        and condition.operands == other.operands
        and condition.operators == tuple(OPPOSITE[sign] for sign in other.operators)
        and len(condition.operators) == 1
    )
