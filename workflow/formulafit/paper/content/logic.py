"""The perceptron's tables: gates, all functions of two inputs, the learning rule, XOR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from formulafit.paper.content.text import compact, number, percent, table


class Logic:
    """What the paper prints from ``results/logic/gates.json`` and ``results/logic/xor.json``."""

    def __init__(self, gates: Mapping[str, Any], xor: Mapping[str, Any]) -> None:
        self.gates = gates
        self.xor = xor

    def gates_table(self) -> str:
        """Return every row of the gates' truth tables: z, the step's and the sigmoid's value."""
        return table(
            ["Gate", "$x$", "$z = w \\cdot x + b$:", "Step:", "Sigmoid:", "Target:"],
            (
                [
                    f"{gate['name']}, {_weights(gate)}" if first else "",
                    _tuple(row["x"]),
                    _exact(row["z"]),
                    str(row["step"]),
                    number(row["sigmoid"], 3),
                    str(row["target"]),
                ]
                for gate in self.gates["gates"]
                for first, row in zip([True] + [False] * 8, gate["rows"], strict=False)
            ),
        )

    @property
    def gates_exact(self) -> bool:
        """Whether step and rounded sigmoid give every row of every gate."""
        return all(gate["correct"] for gate in self.gates["gates"])

    def functions_table(self) -> str:
        """Return all functions of two inputs: truth table and weights, or that there are none."""
        return table(
            ["Function", "Truth table", "$w_1$:", "$w_2$:", "$b$:", "Separable"],
            (
                [
                    function["name"],
                    " ".join(map(str, function["table"])),
                    *(
                        [*map(_exact, function["weights"]), _exact(function["bias"]), "yes"]
                        if function["separable"]
                        else ["", "", "", "no"]
                    ),
                ]
                for function in self.gates["functions"]
            ),
        )

    @property
    def separable(self) -> list[str]:
        """The names of the functions of two inputs for which one unit suffices."""
        return [f["name"] for f in self.gates["functions"] if f["separable"]]

    @property
    def inseparable(self) -> list[str]:
        """The names of the functions of two inputs that no unit computes."""
        return [f["name"] for f in self.gates["functions"] if not f["separable"]]

    def certificates_table(self) -> str:
        """Return the refutations side by side: each row's inequality, its multiplier, the sum."""
        refuted = [f for f in self.gates["functions"] if not f["separable"]]
        inputs = [row["x"] for row in self.xor["constructed"]["rows"]]
        heads = [head for f in refuted for head in (f"{f['name']} asks for", "Times:")]
        rows = [
            [
                _tuple(x),
                *(
                    cell
                    for f in refuted
                    for cell in (
                        _inequality(f["certificate"][i]),
                        _exact(f["certificate"][i]["multiplier"]),
                    )
                ),
            ]
            for i, x in enumerate(inputs)
        ]
        totals = [cell for f in refuted for cell in (_sum(f["certificate"]), "")]
        return table(["$x$", *heads], [*rows, ["Sum", *totals]])

    def learning_table(self) -> str:
        """Return what the learning rule did on each gate and on XOR."""
        return table(
            ["Function", "Outcome", "Passes:", "Updates:", "Last weights"],
            (
                [
                    run["name"],
                    "converged" if run["converged"] else f"cycle of length {run['cycle']}",
                    str(run["passes"]),
                    str(run["updates"]),
                    _weights(run["states"][-1]),
                ]
                for run in self.gates["learning"]
            ),
        )

    def learning(self, name: str) -> dict[str, Any]:
        """Return the run of the learning rule on one function."""
        return dict(next(run for run in self.gates["learning"] if run["name"] == name))

    def cycle(self, name: str) -> str:
        """Return the states (w₁, w₂, b) that a run comes back to, as TeX with arrows.

        Each is a formula of its own: a line can break between them.
        """
        run = self.learning(name)
        steps = len(run["table"]) * run["cycle"]
        states = [(*state["weights"], state["bias"]) for state in run["states"][-steps - 1 :]]
        changed = [s for i, s in enumerate(states) if i == 0 or s != states[i - 1]]
        return r" $\to$ ".join(f"$({', '.join(state)})$" for state in changed)

    @property
    def learned(self) -> list[str]:
        """The functions on which the learning rule converged."""
        return [run["name"] for run in self.gates["learning"] if run["converged"]]

    def counts_table(self) -> str:
        """Return how many functions of one, two and three inputs a unit can compute."""
        return table(
            ["Inputs:", "Functions:", "Separable:", "Refuted:"],
            (
                [str(line[key]) for key in ("inputs", "functions", "separable", "refuted")]
                for line in self.gates["counts"]
            ),
        )

    def count(self, inputs: int) -> int:
        """Return how many functions of so many inputs are separable."""
        return next(int(c["separable"]) for c in self.gates["counts"] if c["inputs"] == inputs)

    def xor_weights(self) -> str:
        """Return the constructed network's weights as TeX, for a displayed equation."""
        network = self.xor["constructed"]
        hidden, output = network["hidden"], network["output"]
        return r",\quad ".join(
            [
                rf"W^{{(1)}} = {_matrix([unit['weights'] for unit in hidden])}",
                rf"\mathbf{{b}}^{{(1)}} = {_matrix([[unit['bias']] for unit in hidden])}",
                rf"W^{{(2)}} = {_matrix([output['weights']])}",
                rf"b^{{(2)}} = {output['bias']}",
            ]
        )

    def xor_table(self) -> str:
        """Return the truth table of the constructed network, layer by layer."""
        rows = zip(self.xor["constructed"]["rows"], self.xor["constructed"]["module"], strict=True)
        return table(
            [
                r"$\mathbf{x}$",
                r"$W^{(1)} \mathbf{x} + \mathbf{b}^{(1)}$",
                r"$\mathbf{h}$",
                r"$W^{(2)} \mathbf{h} + b^{(2)}$:",
                *(r"$\hat{y}$:", "PyTorch:", "XOR:"),
            ],
            (
                [
                    _tuple(row["x"]),
                    _tuple(row["z_hidden"]),
                    _tuple(row["h"]),
                    _exact(row["z"]),
                    str(row["y"]),
                    str(module),
                    str(row["target"]),
                ]
                for row, module in rows
            ),
        )

    @property
    def xor_exact(self) -> bool:
        """Whether the constructed network is right on all rows, in both arithmetics."""
        network = self.xor["constructed"]
        targets = [row["target"] for row in network["rows"]]
        return bool(network["correct"]) and network["module"] == targets

    def trained_table(self) -> str:
        """Return how often training found XOR, a line a number of hidden units."""
        seeds = self.xor["settings"]["seeds"]
        return table(
            ["Hidden units:", "Parameters:", "Solved:", "Rate:", "Median final loss:"],
            (
                [
                    str(line["hidden"]),
                    str(line["parameters"]),
                    f"{line['successes']} of {seeds}",
                    percent(line["rate"]),
                    compact(line["loss"]["median"][-1]),
                ]
                for line in self.xor["trained"]
            ),
        )

    @property
    def trained(self) -> Sequence[Mapping[str, Any]]:
        """The trained networks by growing number of hidden units."""
        return sorted(self.xor["trained"], key=lambda line: int(line["hidden"]))

    @property
    def easier_with_width(self) -> bool:
        """Whether the rate of success never falls, and grows somewhere, with the hidden units."""
        rates = [float(line["rate"]) for line in self.trained]
        return rates == sorted(rates) and rates[0] < rates[-1]

    def gates_alt(self) -> str:
        """Return what the picture of the gates shows."""
        parts = [f"{gate['name']} with {_plain(gate)}" for gate in self.gates["gates"]]
        return (
            f"One panel each for {'; '.join(parts)}. The Boolean inputs are points, filled where "
            "the output is 1; a straight line divides them, and the side where z is at least 0 "
            "is tinted."
        )

    def xor_alt(self) -> str:
        """Return what the picture of XOR shows."""
        rates = "; ".join(
            f"{line['hidden']} hidden units {percent(line['rate'])}" for line in self.trained
        )
        return (
            "Three panels. (a) The four inputs of XOR with the lines of the two hidden units, each "
            "cutting off one of the inputs where XOR is 1. (b) The same inputs in the hidden "
            "space, where both inputs with output 0 fall on the origin and one line separates "
            "the rest. "
            f"(c) Training loss over epochs; solved: {rates}."
        )


def _exact(text: str) -> str:
    """Return an exact number with a typographic minus."""
    return text.replace("-", "−")


def _tuple(values: Sequence[Any]) -> str:
    cells = [_exact(str(value)) for value in values]
    return cells[0] if len(cells) == 1 else f"({', '.join(cells)})"


def _weights(unit: Mapping[str, Any]) -> str:
    return f"$w$ = {_tuple(unit['weights'])}, $b$ = {_exact(unit['bias'])}"


def _plain(unit: Mapping[str, Any]) -> str:
    weights = ", ".join(unit["weights"])
    return f"weights {weights} and bias {unit['bias']}"


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def _inequality(line: Mapping[str, Any]) -> str:
    relation = r"\geq" if line["relation"] == ">=" else ">"
    return f"${_linear([Fraction(c) for c in line['coefficients']])} {relation} 0$"


def _sum(certificate: Sequence[Mapping[str, Any]]) -> str:
    """Add the inequalities up, each times its multiplier, and say what remains."""
    weighed = [
        [Fraction(line["multiplier"]) * Fraction(c) for c in line["coefficients"]]
        for line in certificate
    ]
    return f"${_linear([sum(column, Fraction()) for column in zip(*weighed, strict=True)])} > 0$"


def _linear(coefficients: Sequence[Fraction]) -> str:
    """Return a linear form of w₁, …, wₙ, b as TeX, for example ``-w_{1} - b``."""
    *weights, _ = coefficients
    names = [*(f"w_{{{i}}}" for i in range(1, len(weights) + 1)), "b"]
    text = ""
    for value, name in zip(coefficients, names, strict=True):
        if value:
            size = "" if abs(value) == 1 else str(abs(value))
            sign = "-" if value < 0 else "+"
            text += f" {sign} {size}{name}" if text else f"{sign.strip('+')}{size}{name}"
    return text or "0"
