"""What the results say of the perceptron: gates, all functions of two inputs, the rule, XOR."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from formulafit.documents.logic import (
    BooleanFunction,
    ConstructedXor,
    Count,
    Gate,
    GatesDocument,
    Inequality,
    LearningRun,
    TrainedXor,
    XorDocument,
    XorSettings,
)


class Logic:
    """What is read from ``results/logic/gates.json`` and ``results/logic/xor.json``."""

    def __init__(self, gates: GatesDocument, xor: XorDocument) -> None:
        self._gates = gates
        self._xor = xor

    @property
    def gates(self) -> Sequence[Gate]:
        """The gates, each with its perceptron and truth table."""
        return self._gates.gates

    @property
    def gates_exact(self) -> bool:
        """Whether step and rounded sigmoid give every row of every gate."""
        return all(gate.correct for gate in self.gates)

    @property
    def functions(self) -> Sequence[BooleanFunction]:
        """All functions of two inputs."""
        return self._gates.functions

    @property
    def counts(self) -> Sequence[Count]:
        """How many functions of one, two and three inputs a unit computes."""
        return self._gates.counts

    @property
    def separable(self) -> list[str]:
        """The names of the functions of two inputs for which one unit suffices."""
        return [function.name for function in self.functions if function.separable]

    @property
    def inseparable(self) -> list[str]:
        """The names of the functions of two inputs that no unit computes."""
        return [function.name for function in self.functions if not function.separable]

    @property
    def refutations(self) -> dict[str, Sequence[Inequality]]:
        """The certificates of the functions of two inputs that no unit computes, by name."""
        return {each.name: each.certificate for each in self.functions if each.certificate}

    @property
    def runs(self) -> Sequence[LearningRun]:
        """The runs of the learning rule on each gate and on XOR."""
        return self._gates.learning

    def learning(self, name: str) -> LearningRun:
        """Return the run of the learning rule on one function."""
        return next(run for run in self.runs if run.name == name)

    def cycle_length(self, name: str) -> int:
        """Return after how many passes a run comes back to a state; 0 where it converged."""
        return self.learning(name).cycle or 0

    def cycle(self, name: str) -> list[tuple[str, ...]]:
        """Return the states (w₁, w₂, b) that a run comes back to, without repetitions in a row."""
        run = self.learning(name)
        steps = len(run.table) * self.cycle_length(name)
        states = [(*state.weights, state.bias) for state in run.states[-steps - 1 :]]
        return [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]]

    @property
    def learned(self) -> list[str]:
        """The functions on which the learning rule converged."""
        return [run.name for run in self.runs if run.converged]

    @property
    def settings(self) -> XorSettings:
        """How the networks for XOR were trained."""
        return self._xor.settings

    @property
    def constructed(self) -> ConstructedXor:
        """The network for XOR that is written down."""
        return self._xor.constructed

    @property
    def xor_exact(self) -> bool:
        """Whether the constructed network is right on all rows, in both arithmetics."""
        network = self.constructed
        return network.correct and network.module == tuple(row.target for row in network.rows)

    @property
    def trained(self) -> Sequence[TrainedXor]:
        """The trained networks by growing number of hidden units."""
        return sorted(self._xor.trained, key=lambda each: each.hidden)

    @property
    def narrow(self) -> TrainedXor:
        """The trained network with the fewest hidden units."""
        return self.trained[0]

    @property
    def wide(self) -> TrainedXor:
        """The trained network with the most hidden units."""
        return self.trained[-1]

    @property
    def easier_with_width(self) -> bool:
        """Whether the rate of success never falls, and grows somewhere, with the hidden units."""
        rates = [each.rate for each in self.trained]
        return rates == sorted(rates) and rates[0] < rates[-1]


def sum_of(certificate: Sequence[Inequality]) -> list[Fraction]:
    """Add the coefficients of a certificate's inequalities, each times its multiplier."""
    weighed = [
        [Fraction(each.multiplier) * Fraction(c) for c in each.coefficients] for each in certificate
    ]
    return [sum(column, Fraction()) for column in zip(*weighed, strict=True)]
