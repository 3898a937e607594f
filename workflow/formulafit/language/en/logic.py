"""What is said of perceptrons and XOR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.en.grammar import plural
from formulafit.language.numbers import percent

if TYPE_CHECKING:
    from formulafit.documents.logic import Gate
    from formulafit.paper.facts.logic import Logic


def gates_verified(logic: Logic) -> str:
    """Return whether the gates' outputs are right, as a sentence."""
    if logic.gates_exact:
        return "Step and rounded sigmoid agree with the target on every row."
    return "Some rows are wrong."


def gates_outcome(logic: Logic) -> str:
    """Return the same as the beginning of a sentence."""
    return "All gates are exact" if logic.gates_exact else "Not all gates are exact"


def xor_cycle(logic: Logic) -> str:
    """Return how long the cycle of the learning rule on XOR is."""
    return plural(logic.cycle_length("XOR"), "pass", "passes")


def xor_verified(logic: Logic) -> str:
    """Return whether the constructed network is right, as a sentence."""
    if logic.xor_exact:
        return "The output is right on all rows, in exact arithmetic and as a PyTorch module."
    return "The output is wrong on some rows."


def training_finds(logic: Logic) -> str:
    """Return the end of the sentence: that a solution exists does not mean that training …."""
    return "finds it; spare units help" if logic.easier_with_width else "finds it"


def training_found(logic: Logic) -> str:
    """Return the end of the sentence: the weights fit on one line, and training finds …."""
    such = "such weights"
    return f"{such}, the more surely the more units it may use" if logic.easier_with_width else such


def gates_alt(logic: Logic) -> str:
    """Return what the picture of the gates shows."""
    parts = [f"{gate.name} with {_weights(gate)}" for gate in logic.gates]
    return (
        f"One panel each for {'; '.join(parts)}. The Boolean inputs are points, filled where "
        "the output is 1; a straight line divides them, and the side where z is at least 0 "
        "is tinted."
    )


def xor_alt(logic: Logic) -> str:
    """Return what the picture of XOR shows."""
    rates = "; ".join(f"{each.hidden} hidden units {percent(each.rate)}" for each in logic.trained)
    return (
        "Three panels. (a) The four inputs of XOR with the lines of the two hidden units, each "
        "cutting off one of the inputs where XOR is 1. (b) The same inputs in the hidden "
        "space, where both inputs with output 0 fall on the origin and one line separates "
        "the rest. "
        f"(c) Training loss over epochs; solved: {rates}."
    )


def _weights(gate: Gate) -> str:
    return f"weights {', '.join(gate.weights)} and bias {gate.bias}"
