"""What a formula is made of, and its values with NumPy."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from formulafit.formula.functions import FUNCTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Number:
    """A numeral; `text` is how it was written."""

    number: float
    text: str


@dataclass(frozen=True)
class Constant:
    """The number pi or e."""

    name: str


@dataclass(frozen=True)
class Input:
    """A declared input: column `index` of the points."""

    name: str
    index: int


@dataclass(frozen=True)
class Negative:
    """Minus `operand`."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """`left` and `right`, joined by one of `OPERATORS`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """One of `FUNCTIONS`, applied."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Comparison:
    """A condition such as a < b, or a < b <= c, which holds where each of its parts does."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Logic:
    """Conditions joined by `and` or `or`; or one that is reversed by `not`."""

    operator: str
    operands: tuple[Node, ...]


Node: TypeAlias = Number | Constant | Input | Negative | Binary | Call | Comparison | Logic
CONDITIONS = (Comparison, Logic)


def evaluate(node: Node, columns: NDArray[np.float64]) -> Any:
    """Return the value of `node`: an array (rows,), or a NumPy scalar when no input occurs in it.

    Numbers are float64 from the start, not Python's int or float: overflow then gives infinity
    rather than an exception or an integer of a million digits, and (-8)**(1/3) gives NaN rather
    than a complex number. A condition is 1.0 where it holds, 0.0 where it does not, and NaN where
    that depends on an undefined number.

    Parameters
    ----------
    node : Node
    columns : array of float64, shape (inputs, rows)
    """
    match node:
        case Input():
            return columns[node.index]
        case Number():
            return np.float64(node.number)
        case Constant():
            return np.float64(CONSTANTS[node.name])
        case Negative():
            return -evaluate(node.operand, columns)
        case Binary():
            left, right = evaluate(node.left, columns), evaluate(node.right, columns)
            return OPERATORS[node.operator](left, right)
        case Call():
            arguments = [evaluate(argument, columns) for argument in node.arguments]
            return FUNCTIONS[node.function].values(*arguments)
        case Comparison():
            operands = [evaluate(operand, columns) for operand in node.operands]
            pairs = zip(node.operators, operands, operands[1:], strict=False)
            return reduce(_both, itertools.starmap(_compare, pairs))
        case Logic(operator="not"):
            return 1.0 - evaluate(node.operands[0], columns)
        case Logic():
            truths = [evaluate(operand, columns) for operand in node.operands]
            if node.operator == "and":
                return reduce(_both, truths)
            return 1.0 - reduce(_both, [1.0 - truth for truth in truths])


def _compare(sign: str, left: Any, right: Any) -> Any:
    undefined = np.isnan(left) | np.isnan(right)
    return np.where(undefined, np.nan, COMPARISONS[sign](left, right))


def _both(left: Any, right: Any) -> Any:
    """Return whether both hold: false as soon as one is false, whatever the other is."""
    return np.where((left == 0) | (right == 0), 0.0, left * right)


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below `node`."""
    match node:
        case Negative():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case Comparison() | Logic():
            return node.operands
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def inputs_used(node: Node) -> set[int]:
    """Return the column numbers of the inputs that occur in `node`."""
    return {part.index for part in walk(node) if isinstance(part, Input)}


def replace(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """Return `node` with every part replaced that `change` returns another for, from the top."""
    changed = change(node)
    if changed is not None:
        return changed
    below = tuple(replace(part, change) for part in parts(node))
    match node:
        case Negative():
            return Negative(*below)
        case Binary():
            return Binary(node.operator, *below)
        case Call():
            return Call(node.function, below)
        case Comparison():
            return Comparison(node.operators, below)
        case Logic():
            return Logic(node.operator, below)
    return node
