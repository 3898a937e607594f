"""A formula's tree in SymPy, unevaluated."""

from __future__ import annotations

from typing import Any

import sympy

from formulafit.formula.tree import Binary, Call, Constant, Input, Negative, Node, Number

CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
RENAMED = {"abs": "Abs", "min": "Min", "max": "Max"}


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
        case Call(function="log2" | "log10"):
            base = int(node.function.removeprefix("log"))
            return sympy.log(to_sympy(node.arguments[0]), evaluate=False) / sympy.log(base)
        case Call():
            function = getattr(sympy, RENAMED.get(node.function, node.function))
            return function(*map(to_sympy, node.arguments), evaluate=False)


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
