"""Why a formula is undefined at a point, and what to write instead."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from formulafit.formula.plain import write
from formulafit.formula.tree import (
    Binary,
    Call,
    Negative,
    Node,
    Number,
    evaluate,
    parts,
    replace,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def explain(tree: Node, point: NDArray[np.float64]) -> str:
    """Tell which part of a formula is undefined at a point, and the mend.

    Parameters
    ----------
    tree : Node
    point : array of float64, shape (inputs,)
        Where the formula is not finite.
    """
    columns = point[:, None]  # (inputs, 1 row)
    with np.errstate(all="ignore"):
        culprit = _culprit(tree, columns)
        mended = replace(tree, lambda node: _real_root(node, columns))
        infinite = np.isinf(evaluate(culprit, columns)).any()
    narrow, part = "narrow the ranges of its inputs", write(culprit)
    if infinite or not (isinstance(culprit, Binary) and culprit.operator == "**"):
        state = "infinite" if infinite else "undefined"
        return f"{part} is {state} there; {narrow}" if culprit != tree else narrow
    if mended != tree:
        return f"{part} is not real where its base is negative; write {write(mended)} instead"
    size = Binary("**", Call("abs", (culprit.left,)), culprit.right)
    other = write(replace(tree, lambda node: size if node == culprit else None))
    return f"{part} is not real where its base is negative; {narrow}, or write {other}"


def real_root(node: Node) -> str:
    """Return the text of the real root that a constant such as (-8)**(1/3) is meant for."""
    with np.errstate(all="ignore"):
        root = _real_root(node, np.empty((0, 0)))
    return write(root) if root else ""


def _culprit(node: Node, columns: NDArray[np.float64]) -> Node:
    """Return the innermost part which is not finite though all of its own parts are."""
    below = parts(node)
    if isinstance(node, Call) and node.function == "where":
        condition, then, otherwise = node.arguments
        truth = np.ravel(evaluate(condition, columns))[0]
        below = (condition,) if np.isnan(truth) else (then if truth else otherwise,)
    for part in below:
        if not np.isfinite(evaluate(part, columns)).all():
            return _culprit(part, columns)
    return node


def _real_root(node: Node, columns: NDArray[np.float64]) -> Node | None:
    """Return the real root of a negative base where `node` is one of odd degree."""
    if not (isinstance(node, Binary) and node.operator == "**"):
        return None
    power = _fraction(node.right)
    if not power or power.denominator in (1, 2) or power.denominator % 2 == 0:
        return None
    if (evaluate(node.left, columns) >= 0).all():
        return None
    base = replace(node.left, lambda part: _real_root(part, columns))
    if power.denominator == 3:
        root = Call("cbrt", (base,))
        numerator = Number(float(power.numerator), str(power.numerator))
        return root if power == Fraction(1, 3) else Binary("**", root, numerator)
    size = Binary("**", Call("abs", (base,)), node.right)
    return Binary("*", Call("sign", (base,)), size) if power.numerator % 2 else size


def _fraction(node: Node) -> Fraction | None:
    """Return the exponent as the fraction that it is written as, such as 1/3 or 0.2."""
    with suppress(ValueError, ZeroDivisionError):
        match node:
            case Number():
                return Fraction(node.text)
            case Negative():
                inner = _fraction(node.operand)
                return -inner if inner else None
            case Binary(operator="/"):
                left, right = _fraction(node.left), _fraction(node.right)
                return left / right if left and right else None
    return None
