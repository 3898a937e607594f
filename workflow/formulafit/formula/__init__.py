r"""Formulas: a person's text, checked, as a tree, which is a NumPy function of its inputs.

What else a tree is written as, LaTeX or SymPy, has a module of its own: `latex`, `symbols`. Why it
is undefined at a point is told by `undefined`.

The text is never given to `eval`, `exec` or `sympify`: Python's own grammar splits it, and only
numbers, declared inputs, the constants pi and e, the operators ``+ - * / **`` and the functions
in `formulafit.formula.tree.FUNCTIONS` are let through.

>>> formula = parse("exp(-0.3*x)*sin(4*x)", ["x"])
>>> formula([[0.0]])
array([0.])
>>> from formulafit.formula import latex
>>> latex.write(formula.tree)
'e^{-0.3 x} \\, \\sin\\left(4 x\\right)'
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from formulafit.formula.parser import FormulaError, read
from formulafit.formula.tree import Node, evaluate, inputs_used

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Formula", "FormulaError", "constant", "parse"]


@dataclass(frozen=True)
class Formula:
    """A checked formula: call it for its values.

    Parameters
    ----------
    expression : str
        The text as the person wrote it, white space evened out.
    names : tuple of str
        The inputs, in the order of the columns that the formula is called with.
    tree : Node
        The text's structure.
    """

    expression: str
    names: tuple[str, ...]
    tree: Node = field(repr=False)

    def __call__(self, X: ArrayLike) -> NDArray[np.float64]:
        """Evaluate the formula at each row of `X`.

        Parameters
        ----------
        X : array of float64, shape (rows, inputs)
            One point a row, columns in the order of `names`.

        Returns
        -------
        array of float64, shape (rows,)
            NaN or infinity where the formula is undefined; no warning is raised.
        """
        points = np.asarray(X, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != len(self.names):
            columns = ", ".join(self.names)
            raise ValueError(
                f"points have shape {points.shape}; this formula takes (rows, {len(self.names)}), "
                f"with the columns {columns}"
            )
        values = np.empty(len(points))
        with np.errstate(all="ignore"):
            values[:] = evaluate(self.tree, points.T)  # a constant formula is spread over the rows
        return values

    @property
    def used(self) -> tuple[str, ...]:
        """The inputs which occur in the expression, in the order of `names`."""
        occurring = inputs_used(self.tree)
        return tuple(name for i, name in enumerate(self.names) if i in occurring)


def parse(expression: str, names: Sequence[str]) -> Formula:
    """Check the text of a formula and make it a function.

    Parameters
    ----------
    expression : str
        For instance ``"exp(-0.3*x)*sin(4*x)"``, with Python's precedence.
    names : sequence of str
        The inputs; they hide the constants `pi` and `e`.

    Raises
    ------
    FormulaError
        When the text is not a formula of these inputs; the message says what is wrong, where, and
        what to write instead.
    """
    text, tree = read(expression, tuple(names))
    return Formula(text, tuple(names), tree)


def constant(text: str) -> float:
    """Read a number, or an expression of numbers alone such as ``2*pi`` or ``sqrt(2)/2``.

    Decimal numerals are read as a person means them: ``010`` is 10.

    Raises
    ------
    FormulaError
        When it is neither, or not finite; the message says what is wrong, where, and the mend.
    """
    if re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", text, re.ASCII):
        number = float(text)
        if math.isinf(number):
            raise FormulaError(f'"{text.strip()}" is too large to hold; numbers end at 1.8e308')
        return number
    return float(parse(text, [])([[]])[0])
