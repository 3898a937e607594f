"""The perceptron's tables and equations: gates, all functions of two inputs, the rule, XOR."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from formulafit.documents.logic import BooleanFunction, Gate, Inequality, Unit
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
                f"{gate.name}, {_weights(gate)}" if first else "",
                _tuple(row.x),
                _exact(row.z),
                str(row.step),
                number(row.sigmoid, 3),
                str(row.target),
            ]
            for gate in logic.gates
            for first, row in zip([True] + [False] * 8, gate.rows, strict=False)
        ),
    )


def functions(logic: Logic, say: Language) -> str:
    """Return all functions of two inputs: truth table and weights, or that there are none."""
    yes, no = say.lexicon.words["yes"], say.lexicon.words["no"]
    return table(
        say.lexicon.columns("function", "truth_table", "$w_1$:", "$w_2$:", "$b$:", "separable"),
        (
            [
                each.name,
                " ".join(map(str, each.table)),
                *([*_numbers(each), yes] if each.separable else ["", "", "", no]),
            ]
            for each in logic.functions
        ),
    )


def certificates(logic: Logic, say: Language) -> str:
    """Return the refutations side by side: each row's inequality, its multiplier, the sum."""
    refuted, (times,) = logic.refutations, say.lexicon.columns("times:")
    inputs = [row.x for row in logic.constructed.rows]
    asks = [say.lexicon.words["asks_for"].format(function=name) for name in refuted]
    heads = [head for asked in asks for head in (asked, times)]
    rows = [
        [
            _tuple(x),
            *(
                cell
                for certificate in refuted.values()
                for cell in (_inequality(certificate[i]), _exact(certificate[i].multiplier))
            ),
        ]
        for i, x in enumerate(inputs)
    ]
    sums = [f"${_linear(sum_of(certificate))} > 0$" for certificate in refuted.values()]
    totals = [cell for total in sums for cell in (total, "")]
    return table(["$x$", *heads], [*rows, [say.lexicon.words["sum"], *totals]])


def learning(logic: Logic, say: Language) -> str:
    """Return what the learning rule did on each gate and on XOR."""
    words = say.lexicon.words
    return table(
        say.lexicon.columns("function", "outcome", "passes:", "updates:", "last_weights"),
        (
            [
                run.name,
                words["converged"] if run.converged else words["cycle"].format(length=run.cycle),
                str(run.passes),
                str(run.updates),
                _weights(run.states[-1]),
            ]
            for run in logic.runs
        ),
    )


def counts(logic: Logic, say: Language) -> str:
    """Return how many functions of one, two and three inputs a unit can compute."""
    return table(
        say.lexicon.columns("inputs:", "functions:", "separable:", "refuted:"),
        (
            [str(n) for n in (each.inputs, each.functions, each.separable, each.refuted)]
            for each in logic.counts
        ),
    )


def xor_weights(logic: Logic) -> str:
    """Return the constructed network's weights as TeX, for a displayed equation."""
    network = logic.constructed
    hidden, output = network.hidden, network.output
    return r",\quad ".join(
        [
            rf"W^{{(1)}} = {_matrix([unit.weights for unit in hidden])}",
            rf"\mathbf{{b}}^{{(1)}} = {_matrix([[unit.bias] for unit in hidden])}",
            rf"W^{{(2)}} = {_matrix([output.weights])}",
            rf"b^{{(2)}} = {output.bias}",
        ]
    )


def xor(logic: Logic, say: Language) -> str:
    """Return the truth table of the constructed network, layer by layer."""
    rows = zip(logic.constructed.rows, logic.constructed.module, strict=True)
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
                _tuple(row.x),
                _tuple(row.z_hidden),
                _tuple(row.h),
                _exact(row.z),
                str(row.y),
                str(module),
                str(row.target),
            ]
            for row, module in rows
        ),
    )


def trained(logic: Logic, say: Language) -> str:
    """Return how often training found XOR, a line a number of hidden units."""
    seeds, of = logic.settings.seeds, say.lexicon.words["of"]
    return table(
        say.lexicon.columns("hidden_units:", "parameters:", "solved:", "rate:", "median_loss:"),
        (
            [
                str(each.hidden),
                str(each.parameters),
                of.format(some=each.successes, all=seeds),
                percent(each.rate),
                compact(each.loss.median[-1]),
            ]
            for each in logic.trained
        ),
    )


def _exact(text: str) -> str:
    """Return an exact number with a typographic minus."""
    return text.replace("-", "−")


def _tuple(values: Sequence[Any]) -> str:
    cells = [_exact(str(value)) for value in values]
    return cells[0] if len(cells) == 1 else f"({', '.join(cells)})"


def _weights(unit: Unit | Gate) -> str:
    return f"$w$ = {_tuple(unit.weights)}, $b$ = {_exact(unit.bias)}"


def _numbers(function: BooleanFunction) -> list[str]:
    """Return weights and bias of a function that has them."""
    return [_exact(each) for each in (*(function.weights or ()), function.bias) if each is not None]


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def _inequality(asked: Inequality) -> str:
    relation = r"\geq" if asked.relation == ">=" else ">"
    return f"${_linear([Fraction(c) for c in asked.coefficients])} {relation} 0$"


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
