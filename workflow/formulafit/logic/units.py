"""The perceptron, gates of one unit, Rosenblatt's learning rule, and XOR of three units."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Exact = int | Fraction
Table = tuple[int, ...]


def step(z: Exact) -> int:
    """Return the threshold activation σ(z), with σ(0) = 1."""
    return 1 if z >= 0 else 0


def sigmoid(z: Exact) -> float:
    """Return 1 / (1 + exp(-z)); σ(0) is 1/2 exactly, and 1/2 or more counts as 1."""
    return 1 / (1 + math.exp(-z))


@dataclass(frozen=True)
class Perceptron:
    """A single unit (Rosenblatt, 1958): z = w·x + b, then the step."""

    weights: tuple[Exact, ...]
    bias: Exact

    def score(self, x: Sequence[int]) -> Exact:
        """Return z = w·x + b."""
        return sum((w * v for w, v in zip(self.weights, x, strict=True)), self.bias)

    def __call__(self, x: Sequence[int]) -> int:
        """Return y = σ(z)."""
        return step(self.score(x))

    def table(self) -> Table:
        """Return the truth table of the unit."""
        return tuple(self(x) for x in rows(len(self.weights)))


def rows(inputs: int) -> list[tuple[int, ...]]:
    """Return all 2ⁿ Boolean inputs in counting order, the last input the fastest."""
    return list(itertools.product((0, 1), repeat=inputs))


def tables(inputs: int) -> list[Table]:
    """Return the truth tables of all 2^(2ⁿ) functions of n inputs, in counting order."""
    return list(itertools.product((0, 1), repeat=2**inputs))


AND = Perceptron((1, 1), -2)
OR = Perceptron((1, 1), -1)
NOT = Perceptron((-1,), 0)

GATES: dict[str, tuple[Perceptron, Table]] = {
    "AND": (AND, (0, 0, 0, 1)),
    "OR": (OR, (0, 1, 1, 1)),
    "NOT": (NOT, (1, 0)),
}

# XOR needs a hidden layer: h1 = AND(x1, NOT x2), h2 = AND(NOT x1, x2), y = OR(h1, h2).
# NOT x is 1 - x, so AND(x1, NOT x2) = σ(x1 + (1 - x2) - 2) = σ(x1 - x2 - 1).
XOR: Table = (0, 1, 1, 0)
XOR_HIDDEN = (Perceptron((1, -1), -1), Perceptron((-1, 1), -1))
XOR_OUTPUT = OR


@dataclass(frozen=True)
class Learning:
    """A run of the learning rule.

    Attributes
    ----------
    states : tuple of Perceptron
        The unit at the start and after each row that it was shown, pass after pass.
    passes : int
        How often it was shown the whole truth table.
    cycle : int or None
        The last state is the one of so many passes before, and so will come back for ever;
        None when the rule converged: in the last pass it made no mistake.
    """

    states: tuple[Perceptron, ...]
    passes: int
    cycle: int | None

    @property
    def updates(self) -> int:
        """How often the weights changed."""
        return sum(before != after for before, after in itertools.pairwise(self.states))


def learn(table: Table) -> Learning:
    """Run Rosenblatt's rule from zero: after each row, w += (t - y) x and b += (t - y).

    It ends for every truth table: the weights stay bounded, separable or not (perceptron cycling
    theorem; Minsky & Papert, 1969), and they are integers, so that some state comes back.
    """
    inputs = rows(len(table).bit_length() - 1)
    unit = Perceptron((0,) * len(inputs[0]), 0)
    states = [unit]
    starts: list[Perceptron] = []  # of the passes
    while unit not in starts:
        starts.append(unit)
        for x, target in zip(inputs, table, strict=True):
            error = target - unit(x)
            weights = (w + error * v for w, v in zip(unit.weights, x, strict=True))
            unit = Perceptron(tuple(weights), unit.bias + error)
            states.append(unit)
    converged = unit.table() == table
    cycle = None if converged else len(starts) - starts.index(unit)
    return Learning(tuple(states), len(starts), cycle)
