"""Perceptrons in exact arithmetic: gates, what one unit can separate, and proof of what it cannot.

Every claim made here about a Boolean function rests on integers and fractions: floating point
only proposes weights and multipliers (by a linear programme), exact arithmetic accepts or refuses
them. A *truth table* is the tuple of a function's values over `rows`, from (0, …, 0) to (1, …, 1).
"""

from formulafit.perceptron.documents import gates_document, unit_document, xor_document
from formulafit.perceptron.separability import Certificate, separate
from formulafit.perceptron.units import (
    AND,
    GATES,
    NOT,
    OR,
    XOR,
    XOR_HIDDEN,
    XOR_OUTPUT,
    Learning,
    Perceptron,
    learn,
    rows,
    sigmoid,
    step,
    tables,
)

__all__ = [
    "AND",
    "GATES",
    "NOT",
    "OR",
    "XOR",
    "XOR_HIDDEN",
    "XOR_OUTPUT",
    "Certificate",
    "Learning",
    "Perceptron",
    "gates_document",
    "learn",
    "rows",
    "separate",
    "sigmoid",
    "step",
    "tables",
    "unit_document",
    "xor_document",
]
