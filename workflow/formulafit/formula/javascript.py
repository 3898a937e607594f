"""A formula's tree in JavaScript, for the page that shows it.

What is written is made of the checked tree alone: numbers, ``x[0]``, ``x[1]``, … for the inputs,
parentheses, and calls ``f.name(…)`` of the functions in ``report/live/functions.js``, which have
the names of `formulafit.formula.functions`.
"""

from __future__ import annotations

import math

from formulafit.formula.tree import (
    CONSTANTS,
    Binary,
    Call,
    Comparison,
    Constant,
    Input,
    Logic,
    Negative,
    Node,
    Number,
)


def write(node: Node) -> str:
    """Return the JavaScript of a formula's tree, an expression in `x`, the point, and `f`.

    >>> from formulafit.formula import parse
    >>> write(parse("exp(-0.3*t) + t**2", ["t"]).tree)
    '(f.exp((-(0.3) * x[0])) + f.pow(x[0], 2.0))'
    """
    match node:
        case Number():
            return _number(node.number)
        case Constant():
            return _number(CONSTANTS[node.name])
        case Input():
            return f"x[{node.index}]"
        case Negative():
            return f"-({write(node.operand)})"
        case Binary(operator="**"):
            return _call("pow", node.left, node.right)
        case Binary():
            return f"({write(node.left)} {node.operator} {write(node.right)})"
        case Call():
            return _call(node.function, *node.arguments)
        case Comparison():
            pairs = zip(node.operands, node.operators, node.operands[1:], strict=False)
            parts = [f'f.compare({write(a)}, "{sign}", {write(b)})' for a, sign, b in pairs]
            return parts[0] if len(parts) == 1 else f"f.and({', '.join(parts)})"
        case Logic():
            return _call(node.operator, *node.operands)


def _call(name: str, *arguments: Node) -> str:
    return f"f.{name}({', '.join(map(write, arguments))})"


def _number(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else "Infinity"
