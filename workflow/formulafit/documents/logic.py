"""``gates.json`` and ``xor.json``: what is known of perceptrons. Exact numbers are strings."""

from __future__ import annotations

from dataclasses import dataclass

from formulafit.documents.form import Document

Bits = tuple[int, ...]  # of a truth table, or the inputs of one of its rows


@dataclass(frozen=True)
class Unit:
    """The numbers of a perceptron, such as "-1/2"."""

    weights: tuple[str, ...]
    bias: str


@dataclass(frozen=True)
class GateRow:
    """A row of a gate's truth table, worked out."""

    x: Bits
    z: str
    step: int
    sigmoid: float
    rounded: int  # the sigmoid, to 0 or 1
    target: int


@dataclass(frozen=True)
class Gate:
    """A gate, its perceptron and whole truth table."""

    name: str
    weights: tuple[str, ...]
    bias: str
    rows: tuple[GateRow, ...]
    correct: bool


@dataclass(frozen=True)
class Inequality:
    """A part of a certificate: a row of the truth table asks for it, times the multiplier."""

    multiplier: str
    coefficients: tuple[str, ...]
    relation: str


@dataclass(frozen=True)
class BooleanFunction:
    """A function of two inputs: separated by a perceptron, or refuted by a certificate."""

    name: str
    table: Bits
    separable: bool
    weights: tuple[str, ...] | None = None
    bias: str | None = None
    certificate: tuple[Inequality, ...] | None = None


@dataclass(frozen=True)
class Count:
    """How many functions of so many inputs are separable."""

    inputs: int
    functions: int
    separable: int
    refuted: int


@dataclass(frozen=True)
class LearningRun:
    """The learning rule on a truth table: it converges, or goes round a cycle of this length."""

    name: str
    table: Bits
    converged: bool
    passes: int
    updates: int
    cycle: int | None
    states: tuple[Unit, ...]


@dataclass(frozen=True)
class GatesDocument(Document):
    """AND, OR, NOT; all functions of two inputs; counts for 1, 2, 3; the learning rule."""

    gates: tuple[Gate, ...]
    functions: tuple[BooleanFunction, ...]
    counts: tuple[Count, ...]
    learning: tuple[LearningRun, ...]


@dataclass(frozen=True)
class XorRow:
    """A row of XOR's truth table through the constructed network."""

    x: Bits
    z_hidden: tuple[str, ...]
    h: Bits
    z: str
    y: int
    target: int


@dataclass(frozen=True)
class ConstructedXor:
    """The constructed network, in exact arithmetic; `module` are its outputs in PyTorch."""

    hidden: tuple[Unit, ...]
    output: Unit
    rows: tuple[XorRow, ...]
    correct: bool
    module: Bits


@dataclass(frozen=True)
class LossCurve:
    """Losses of many networks at some epochs."""

    epoch: tuple[int, ...]
    lower_quartile: tuple[float, ...]
    median: tuple[float, ...]
    upper_quartile: tuple[float, ...]


@dataclass(frozen=True)
class TrainedXor:
    """How many networks of a width found XOR."""

    hidden: int
    parameters: int
    successes: int
    rate: float
    loss: LossCurve


@dataclass(frozen=True)
class XorSettings:
    """How the networks for XOR were trained; `seeds` random starts each."""

    activation: str
    output_activation: str
    loss: str
    optimizer: str
    learning_rate: float
    epochs: int
    seeds: int
    seed: int


@dataclass(frozen=True)
class XorDocument(Document):
    """A network for XOR that was constructed, and many that were trained."""

    constructed: ConstructedXor
    settings: XorSettings
    trained: tuple[TrainedXor, ...]
