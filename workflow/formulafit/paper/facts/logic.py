"""What the results say of the perceptron: gates, all functions of two inputs, the rule, XOR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any


class Logic:
    """What is read from ``results/logic/gates.json`` and ``results/logic/xor.json``."""

    def __init__(self, gates: Mapping[str, Any], xor: Mapping[str, Any]) -> None:
        self.gates = gates
        self.xor = xor

    @property
    def gates_exact(self) -> bool:
        """Whether step and rounded sigmoid give every row of every gate."""
        return all(gate["correct"] for gate in self.gates["gates"])

    @property
    def functions(self) -> Sequence[Mapping[str, Any]]:
        """All functions of two inputs."""
        functions: Sequence[Mapping[str, Any]] = self.gates["functions"]
        return functions

    @property
    def separable(self) -> list[str]:
        """The names of the functions of two inputs for which one unit suffices."""
        return [f["name"] for f in self.functions if f["separable"]]

    @property
    def inseparable(self) -> list[str]:
        """The names of the functions of two inputs that no unit computes."""
        return [f["name"] for f in self.functions if not f["separable"]]

    @property
    def refuted(self) -> list[Mapping[str, Any]]:
        """The functions of two inputs that no unit computes, each with its certificate."""
        return [f for f in self.functions if not f["separable"]]

    @property
    def runs(self) -> Sequence[Mapping[str, Any]]:
        """The runs of the learning rule on each gate and on XOR."""
        runs: Sequence[Mapping[str, Any]] = self.gates["learning"]
        return runs

    def learning(self, name: str) -> Mapping[str, Any]:
        """Return the run of the learning rule on one function."""
        return next(run for run in self.runs if run["name"] == name)

    def cycle(self, name: str) -> list[tuple[str, ...]]:
        """Return the states (w₁, w₂, b) that a run comes back to, without repetitions in a row."""
        run = self.learning(name)
        steps = len(run["table"]) * run["cycle"]
        states = [(*state["weights"], state["bias"]) for state in run["states"][-steps - 1 :]]
        return [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]]

    @property
    def learned(self) -> list[str]:
        """The functions on which the learning rule converged."""
        return [run["name"] for run in self.runs if run["converged"]]

    @property
    def settings(self) -> Mapping[str, Any]:
        """How the networks for XOR were trained."""
        settings: Mapping[str, Any] = self.xor["settings"]
        return settings

    @property
    def constructed(self) -> Mapping[str, Any]:
        """The network for XOR that is written down."""
        network: Mapping[str, Any] = self.xor["constructed"]
        return network

    @property
    def xor_exact(self) -> bool:
        """Whether the constructed network is right on all rows, in both arithmetics."""
        network = self.constructed
        targets = [row["target"] for row in network["rows"]]
        return bool(network["correct"]) and network["module"] == targets

    @property
    def trained(self) -> Sequence[Mapping[str, Any]]:
        """The trained networks by growing number of hidden units."""
        return sorted(self.xor["trained"], key=lambda line: int(line["hidden"]))

    @property
    def narrow(self) -> Mapping[str, Any]:
        """The trained network with the fewest hidden units."""
        return self.trained[0]

    @property
    def wide(self) -> Mapping[str, Any]:
        """The trained network with the most hidden units."""
        return self.trained[-1]

    @property
    def easier_with_width(self) -> bool:
        """Whether the rate of success never falls, and grows somewhere, with the hidden units."""
        rates = [float(line["rate"]) for line in self.trained]
        return rates == sorted(rates) and rates[0] < rates[-1]


def sum_of(certificate: Sequence[Mapping[str, Any]]) -> list[Fraction]:
    """Add the coefficients of a certificate's inequalities, each times its multiplier."""
    weighed = [
        [Fraction(line["multiplier"]) * Fraction(c) for c in line["coefficients"]]
        for line in certificate
    ]
    return [sum(column, Fraction()) for column in zip(*weighed, strict=True)]
