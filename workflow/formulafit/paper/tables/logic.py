"""The perceptron's tables and equations: gates, all functions of two inputs, the rule, XOR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from formulafit.language.model import Language
from formulafit.language.numbers import compact, number, percent
from formulafit.paper.facts.logic import Logic, sum_of
from formulafit.paper.markup import table


def gates(logic: Logic, say: Language) -> str:
    """Return every row of the gates' truth tables: z, the step's and the sigmoid's value."""
    return table(
        say.lexicon.columns("gate", "$x$", "$z = w \\cdot x + b$:", "step:", "sigmoid:", "target:"),
        (
            [
                f"{gate['name']}, {_weights(gate)}" if first else "",
                _tuple(row["x"]),
                _exact(row["z"]),
                str(row["step"]),
                number(row["sigmoid"], 3),
                str(row["target"]),
            ]
            for gate in logic.gates["gates"]
            for first, row in zip([True] + [False] * 8, gate["rows"], strict=False)
        ),
    )


def functions(logic: Logic, say: Language) -> str:
    """Return all functions of two inputs: truth table and weights, or that there are none."""
    yes, no = say.lexicon.words["yes"], say.lexicon.words["no"]
    return table(
        say.lexicon.columns("function", "truth_table", "$w_1$:", "$w_2$:", "$b$:", "separable"),
        (
            [
                function["name"],
                " ".join(map(str, function["table"])),
                *(
                    [*map(_exact, function["weights"]), _exact(function["bias"]), yes]
                    if function["separable"]
                    else ["", "", "", no]
                ),
            ]
            for function in logic.functions
        ),
    )


def certificates(logic: Logic, say: Language) -> str:
    """Return the refutations side by side: each row's inequality, its multiplier, the sum."""
    refuted, (times,) = logic.refuted, say.lexicon.columns("times:")
    inputs = [row["x"] for row in logic.constructed["rows"]]
    asks = [say.lexicon.words["asks_for"].format(function=f["name"]) for f in refuted]
    heads = [head for asked in asks for head in (asked, times)]
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
    totals = [cell for f in refuted for cell in (f"${_linear(sum_of(f['certificate']))} > 0$", "")]
    return table(["$x$", *heads], [*rows, [say.lexicon.words["sum"], *totals]])


def learning(logic: Logic, say: Language) -> str:
    """Return what the learning rule did on each gate and on XOR."""
    words = say.lexicon.words
    return table(
        say.lexicon.columns("function", "outcome", "passes:", "updates:", "last_weights"),
        (
            [
                run["name"],
                words["converged"]
                if run["converged"]
                else words["cycle"].format(length=run["cycle"]),
                str(run["passes"]),
                str(run["updates"]),
                _weights(run["states"][-1]),
            ]
            for run in logic.runs
        ),
    )


def counts(logic: Logic, say: Language) -> str:
    """Return how many functions of one, two and three inputs a unit can compute."""
    return table(
        say.lexicon.columns("inputs:", "functions:", "separable:", "refuted:"),
        (
            [str(line[key]) for key in ("inputs", "functions", "separable", "refuted")]
            for line in logic.gates["counts"]
        ),
    )


def xor_weights(logic: Logic) -> str:
    """Return the constructed network's weights as TeX, for a displayed equation."""
    network = logic.constructed
    hidden, output = network["hidden"], network["output"]
    return r",\quad ".join(
        [
            rf"W^{{(1)}} = {_matrix([unit['weights'] for unit in hidden])}",
            rf"\mathbf{{b}}^{{(1)}} = {_matrix([[unit['bias']] for unit in hidden])}",
            rf"W^{{(2)}} = {_matrix([output['weights']])}",
            rf"b^{{(2)}} = {output['bias']}",
        ]
    )


def xor(logic: Logic, say: Language) -> str:
    """Return the truth table of the constructed network, layer by layer."""
    rows = zip(logic.constructed["rows"], logic.constructed["module"], strict=True)
    return table(
        [
            r"$\mathbf{x}$",
            r"$W^{(1)} \mathbf{x} + \mathbf{b}^{(1)}$",
            r"$\mathbf{h}$",
            r"$W^{(2)} \mathbf{h} + b^{(2)}$:",
            *(r"$\hat{y}$:", *say.lexicon.columns("pytorch:", "xor:")),
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


def trained(logic: Logic, say: Language) -> str:
    """Return how often training found XOR, a line a number of hidden units."""
    seeds, of = logic.settings["seeds"], say.lexicon.words["of"]
    return table(
        say.lexicon.columns("hidden_units:", "parameters:", "solved:", "rate:", "median_loss:"),
        (
            [
                str(line["hidden"]),
                str(line["parameters"]),
                of.format(some=line["successes"], all=seeds),
                percent(line["rate"]),
                compact(line["loss"]["median"][-1]),
            ]
            for line in logic.trained
        ),
    )


def _exact(text: str) -> str:
    """Return an exact number with a typographic minus."""
    return text.replace("-", "−")


def _tuple(values: Sequence[Any]) -> str:
    cells = [_exact(str(value)) for value in values]
    return cells[0] if len(cells) == 1 else f"({', '.join(cells)})"


def _weights(unit: Mapping[str, Any]) -> str:
    return f"$w$ = {_tuple(unit['weights'])}, $b$ = {_exact(unit['bias'])}"


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def _inequality(line: Mapping[str, Any]) -> str:
    relation = r"\geq" if line["relation"] == ">=" else ">"
    return f"${_linear([Fraction(c) for c in line['coefficients']])} {relation} 0$"


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


def cycle(logic: Logic, name: str) -> str:
    """Return the states (w₁, w₂, b) that a run comes back to, as TeX with arrows.

    Each is a formula of its own: a line can break between them.
    """
    return r" $\to$ ".join(f"$({', '.join(state)})$" for state in logic.cycle(name))
