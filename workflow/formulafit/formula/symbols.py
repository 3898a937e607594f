"""A formula's tree in SymPy, unevaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from formulafit.formula.tree import (
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

CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
RENAMED = {"abs": "Abs", "min": "Min", "max": "Max", "ceil": "ceiling", "mod": "Mod"}
EXPRESSED: dict[
    str, Callable[..., Any]
] = {  # what SymPy has no function for, or one with another convention
    "log2": lambda x: sympy.log(x, evaluate=False) / sympy.log(2),
    "log10": lambda x: sympy.log(x, evaluate=False) / sympy.log(10),
    "cbrt": lambda x: sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3),
    "heaviside": lambda x: sympy.Heaviside(x, sympy.Rational(1, 2)),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "relu": lambda x: sympy.Max(x, 0, evaluate=False),
    "where": lambda condition, then, otherwise: sympy.Piecewise(
        (then, condition), (otherwise, True), evaluate=False
    ),
}
RELATIONS = {
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
    "==": sympy.Eq,
    "!=": sympy.Ne,
}
LOGIC = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}


def to_sympy(node: Node) -> Any:
    """Build the SymPy expression of `node`; inputs become real symbols of the same name."""
    match node:
        case Number():
            return sympy.Integer(node.text) if node.text.isdecimal() else sympy.Float(node.number)
        case Constant():
            return CONSTANTS[node.name]
        case Input():
            return sympy.Symbol(node.name, real=True)
        case Negative():
            return sympy.Mul(-1, to_sympy(node.operand), evaluate=False)
        case Binary():
            return _binary(node.operator, to_sympy(node.left), to_sympy(node.right))
        case Call(function=name) if name in EXPRESSED:
            return EXPRESSED[name](*map(to_sympy, node.arguments))
        case Call():
            function = getattr(sympy, RENAMED.get(node.function, node.function))
            return function(*map(to_sympy, node.arguments), evaluate=False)
        case Comparison():
            operands = [to_sympy(operand) for operand in node.operands]
            pairs = zip(node.operators, operands, operands[1:], strict=False)
            return sympy.And(*(RELATIONS[sign](left, right) for sign, left, right in pairs))
        case Logic():
            return LOGIC[node.operator](*map(to_sympy, node.operands))


def _binary(sign: str, left: Any, right: Any) -> Any:
    if sign == "+":
        return sympy.Add(left, right, evaluate=False)
    if sign == "-":
        return sympy.Add(left, sympy.Mul(-1, right, evaluate=False), evaluate=False)
    if sign == "*":
        return sympy.Mul(left, right, evaluate=False)
    if sign == "/":
        return sympy.Mul(left, sympy.Pow(right, -1, evaluate=False), evaluate=False)
    return sympy.Pow(left, right, evaluate=False)
