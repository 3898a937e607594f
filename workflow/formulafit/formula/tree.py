"""What a formula is made of, and its values with NumPy."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}

# Each takes one argument, except for min and max, which take two or more.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "min": lambda *arguments: reduce(np.minimum, arguments),
    "max": lambda *arguments: reduce(np.maximum, arguments),
}
VARIADIC = ("min", "max")

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
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


Node: TypeAlias = Number | Constant | Input | Negative | Binary | Call


def evaluate(node: Node, columns: NDArray[np.float64]) -> Any:
    """Return the value of `node`: an array (rows,), or a NumPy scalar when no input occurs in it.

    Numbers are float64 from the start, not Python's int or float: overflow then gives infinity
    rather than an exception or an integer of a million digits, and (-8)**(1/3) gives NaN rather
    than a complex number.

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
            return FUNCTIONS[node.function](*arguments)


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below `node`."""
    match node:
        case Negative():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def inputs_used(node: Node) -> set[int]:
    """Return the column numbers of the inputs that occur in `node`."""
    return {part.index for part in walk(node) if isinstance(part, Input)}
