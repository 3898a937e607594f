"""The trees that pieces of everyday notation stand for."""

from __future__ import annotations

from formulafit.formula.functions import FUNCTIONS
from formulafit.formula.notation.habits import INVERSES
from formulafit.formula.tree import (
    CONDITIONS,
    Binary,
    Call,
    Comparison,
    Constant,
    Input,
    Negative,
    Node,
    Number,
    walk,
)

ZERO, ONE, HUNDRED = Number(0.0, "0"), Number(1.0, "1"), Number(100.0, "100")


def number(node: Node) -> Node:
    """Return a condition as the number 1 where it holds and 0 elsewhere."""
    return Call("where", (node, ONE, ZERO)) if isinstance(node, CONDITIONS) else node


def times(sign: str, left: Node, right: Node) -> Node:
    """Join two factors."""
    left, right = number(left), number(right)
    if sign in ("%", "mod"):
        return Call("mod", (left, right))
    if sign == "//":
        return Call("floor", (Binary("/", left, right),))
    return Binary(sign, left, right)


def varies(node: Node) -> bool:
    """Tell whether an input occurs in a tree."""
    return any(isinstance(part, Input) for part in walk(node))


def power(base: Node, exponent: Node) -> Node:
    """Return a power, of e by its function."""
    if base == Constant("e"):
        return Call("exp", (number(exponent),))
    return Binary("**", number(base), number(exponent))


def inverse(name: str, exponent: Node) -> str:
    """Return asin for sin^-1, and nothing where the exponent is another."""
    minus_one = isinstance(exponent, Negative) and exponent.operand == ONE
    return INVERSES.get(name, "") if minus_one else ""


def logarithm(argument: Node, base: Node) -> Node:
    """Return the logarithm to a base."""
    if isinstance(base, Number) and f"log{base.text}" in FUNCTIONS:
        return Call(f"log{base.text}", (argument,))
    if base == Constant("e"):
        return Call("log", (argument,))
    return Binary("/", Call("log", (argument,)), Call("log", (base,)))


def call(name: str, arguments: tuple[Node, ...]) -> Node:
    """Return the call of a function, with the further arguments that other tools give it."""
    if name == "where":
        return Call(name, arguments)
    arguments = tuple(map(number, arguments))
    if name == "log" and len(arguments) == 2:
        return logarithm(*arguments)
    if name == "atan" and len(arguments) == 2:  # Julia's
        return Call("atan2", arguments)
    if name == "heaviside" and len(arguments) == 2:  # NumPy's: the second is the value at zero
        argument, value = arguments
        made = Call(name, (argument,))
        half = isinstance(value, Number) and value.number == 0.5
        at_zero = Comparison(("==",), (argument, ZERO))
        return made if half else Call("where", (at_zero, value, made))
    return Call(name, arguments)
