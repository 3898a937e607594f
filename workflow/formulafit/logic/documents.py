"""What the paper prints about perceptrons, exact numbers as strings."""

from __future__ import annotations

from typing import Any

from formulafit.documents.form import build
from formulafit.documents.logic import GatesDocument
from formulafit.logic.separability import Certificate, separate
from formulafit.logic.units import (
    GATES,
    XOR,
    XOR_HIDDEN,
    XOR_OUTPUT,
    Learning,
    Perceptron,
    Table,
    learn,
    rows,
    sigmoid,
    step,
    tables,
)

# All functions of two inputs, in the order of `tables(2)`.
FUNCTIONS = (
    *("FALSE", "AND", "x1 AND NOT x2", "x1", "NOT x1 AND x2", "x2", "XOR", "OR"),
    *("NOR", "XNOR", "NOT x2", "x1 OR NOT x2", "NOT x1", "NOT x1 OR x2", "NAND", "TRUE"),
)


def gates_document() -> GatesDocument:
    """Return the content of ``results/logic/gates.json``.

    ``gates``: AND, OR, NOT with their whole truth tables. ``functions``: the 16 functions of two
    inputs, each with weights or a certificate. ``counts``: how many functions of 1, 2, 3 inputs
    are separable. ``learning``: the learning rule on the gates and on XOR.
    """
    answers = {n: {table: separate(table) for table in tables(n)} for n in (1, 2, 3)}
    learned = {name: table for name, (_, table) in GATES.items()} | {"XOR": XOR}
    content = {
        "gates": [{"name": name, **_gate(unit, table)} for name, (unit, table) in GATES.items()],
        "functions": [
            {"name": name, "table": list(table), **_answer(answer)}
            for name, (table, answer) in zip(FUNCTIONS, answers[2].items(), strict=True)
        ],
        "counts": [
            {
                "inputs": n,
                "functions": len(found),
                "separable": sum(isinstance(answer, Perceptron) for answer in found.values()),
                "refuted": sum(isinstance(answer, Certificate) for answer in found.values()),
            }
            for n, found in answers.items()
        ],
        "learning": [
            {"name": name, "table": list(table), **_learning(learn(table))}
            for name, table in learned.items()
        ],
    }
    return build(GatesDocument, content)  # type: ignore[no-any-return]


def xor_document() -> dict[str, Any]:
    """Return the constructed XOR network and its whole truth table, worked out exactly."""
    lines = []
    for x, target in zip(rows(2), XOR, strict=True):
        h = [unit(x) for unit in XOR_HIDDEN]
        lines.append(
            {
                "x": list(x),
                "z_hidden": [str(unit.score(x)) for unit in XOR_HIDDEN],
                "h": h,
                "z": str(XOR_OUTPUT.score(h)),
                "y": XOR_OUTPUT(h),
                "target": target,
            }
        )
    return {
        "hidden": [unit_document(unit) for unit in XOR_HIDDEN],
        "output": unit_document(XOR_OUTPUT),
        "rows": lines,
        "correct": all(line["y"] == line["target"] for line in lines),
    }


def unit_document(unit: Perceptron) -> dict[str, Any]:
    """Return the numbers of a unit."""
    return {"weights": [str(w) for w in unit.weights], "bias": str(unit.bias)}


def _gate(unit: Perceptron, table: Table) -> dict[str, Any]:
    lines = []
    for x, target in zip(rows(len(unit.weights)), table, strict=True):
        z = unit.score(x)
        lines.append(
            {
                "x": list(x),
                "z": str(z),
                "step": step(z),
                "sigmoid": sigmoid(z),
                "rounded": 1 if sigmoid(z) >= 1 / 2 else 0,
                "target": target,
            }
        )
    correct = all(line["step"] == line["rounded"] == line["target"] for line in lines)
    return {**unit_document(unit), "rows": lines, "correct": correct}


def _answer(answer: Perceptron | Certificate) -> dict[str, Any]:
    if isinstance(answer, Perceptron):
        return {"separable": True, **unit_document(answer)}
    inequalities = zip(answer.multipliers, answer.coefficients(), answer.table, strict=True)
    return {
        "separable": False,
        "certificate": [
            {
                "multiplier": str(multiplier),
                "coefficients": [str(c) for c in coefficients],
                "relation": ">=" if target else ">",
            }
            for multiplier, coefficients, target in inequalities
        ],
    }


def _learning(run: Learning) -> dict[str, Any]:
    return {
        "converged": run.cycle is None,
        "passes": run.passes,
        "updates": run.updates,
        "cycle": run.cycle,
        "states": [unit_document(state) for state in run.states],
    }
