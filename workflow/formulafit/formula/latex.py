r"""A formula's tree in LaTeX, as the person wrote it.

SymPy's printer is not used: of an unevaluated expression it makes ``1 \frac{1}{x^{2}}`` and
``\left(-1\right) 0.3 x``. The TeX here keeps to what pandoc, MathML and Typst all understand.
"""

from __future__ import annotations

import re

from formulafit.formula.functions import FUNCTIONS
from formulafit.formula.tree import (
    Binary,
    Call,
    Comparison,
    Constant,
    Input,
    Logic,
    Negative,
    Node,
    Number,
    parts,
    walk,
)
from formulafit.names import symbol as symbol

# the functions whose powers are written as in sin^2(x)
CUSTOMARY = {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log", "sinc"}
CUSTOMARY |= {"asin", "acos", "atan"}
COMPARISONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
LOGIC = {"and": r"\land", "or": r"\lor"}
OTHERWISE = r"\text{otherwise}"
# how tightly a piece of TeX holds together; a choice and a remainder need parentheses everywhere
LOOSE, SUM, PRODUCT, POWER, ATOM = range(5)


def write(node: Node, otherwise: str = "otherwise") -> str:
    """Return the LaTeX of a formula's tree; `otherwise` is a word for the last of several cases."""
    return _tex(node)[0].replace(OTHERWISE, rf"\text{{{otherwise}}}")


def _tex(node: Node) -> tuple[str, int]:
    """Return the LaTeX of `node` and how tightly it holds together."""
    match node:
        case Number():
            return _number(node)
        case Constant():
            return {"pi": r"\pi", "e": "e"}[node.name], ATOM
        case Input():
            return symbol(node.name), ATOM
        case Negative():
            return "-" + _group(node.operand, PRODUCT), SUM
        case Binary(operator="+" | "-"):
            right = _group(node.right, PRODUCT)
            return f"{_group(node.left, SUM)} {node.operator} {right}", SUM
        case Binary(operator="**"):
            return _power(node.left, node.right)
        case Binary():
            negative, unsigned = _sign(node)
            if negative:
                return "-" + write(unsigned), SUM
            return _product(node) if node.operator == "*" else _quotient(node)
        case Call():
            return _call(node)
        case Comparison():
            first, *rest = (_group(operand, SUM) for operand in node.operands)
            pairs = zip(map(COMPARISONS.__getitem__, node.operators), rest, strict=True)
            return " ".join([first, *(f"{sign} {operand}" for sign, operand in pairs)]), LOOSE
        case Logic(operator="not"):
            return rf"\lnot {_parentheses(write(node.operands[0]))}", LOOSE
        case Logic():
            return f" {LOGIC[node.operator]} ".join(map(_joined, node.operands)), LOOSE


def _joined(condition: Node) -> str:
    """Return a condition that others are joined to: comparisons stand as they are."""
    tex = write(condition)
    return _parentheses(tex) if getattr(condition, "operator", "") in LOGIC else tex


def _parentheses(tex: str) -> str:
    return rf"\left({tex}\right)"


def _group(node: Node, least: int) -> str:
    """Return the LaTeX of `node`, in parentheses unless it holds together at least so tightly."""
    tex, tightness = _tex(node)
    return tex if tightness >= least else _parentheses(tex)


def _sign(node: Node) -> tuple[bool, Node]:
    """Take the minus off the first factor of a product or fraction: (-a)*b/c is -(a*b/c)."""
    if isinstance(node, Negative):
        return True, node.operand
    if isinstance(node, Binary) and node.operator in "*/":
        negative, left = _sign(node.left)
        return negative, Binary(node.operator, left, node.right)
    return False, node


def _number(node: Number) -> tuple[str, int]:
    text = node.text.replace("_", "").lower()
    if not re.fullmatch(r"[\d.]+(e[-+]?\d+)?", text):
        text = str(int(node.number))  # written in another base, such as 0x10
    digits, _, exponent = text.partition("e")
    digits = re.sub(r"^\.", "0.", digits).removesuffix(".")
    if not exponent:
        return digits, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if float(digits) == 1 else (rf"{digits} \cdot {power}", PRODUCT)


def _product(node: Binary) -> tuple[str, int]:
    left = _group(node.left, PRODUCT)
    # a product on the right was written in parentheses, and keeps them
    inner = isinstance(node.right, Binary) and node.right.operator == "*"
    right = _parentheses(write(node.right)) if inner else _group(node.right, PRODUCT)
    numeral = re.search(r"(^|[ {])[\d.]+$", left)
    if right[0].isdigit() or (numeral and right.startswith(r"\frac")) or node.left == node.right:
        return rf"{left} \cdot {right}", PRODUCT
    return f"{left} {right}" if numeral else rf"{left} \, {right}", PRODUCT


def _quotient(node: Binary) -> tuple[str, int]:
    return rf"\frac{{{write(node.left)}}}{{{write(node.right)}}}", PRODUCT


def _power(base: Node, exponent: Node) -> tuple[str, int]:
    raised = f"^{{{_exponent(exponent)}}}"
    if isinstance(base, Call) and base.function not in ("abs", "exp"):
        # sin^2(x) is custom; sin^-1(x) would be read as the inverse
        squared = isinstance(exponent, Number) and exponent.text.isdecimal()
        if squared and base.function in CUSTOMARY:
            return _function(base.function) + raised + _arguments(base), POWER
        return _parentheses(write(base)) + raised, POWER
    return _group(base, ATOM) + raised, POWER


def _exponent(node: Node) -> str:
    """Return the LaTeX of an exponent, where 3/2 is easier to read than a tiny fraction."""
    negative, unsigned = _sign(node)
    if isinstance(unsigned, Binary) and unsigned.operator == "/" and _fits_in_line(unsigned):
        line = f"{write(unsigned.left)}/{write(unsigned.right)}"
        return "-" + line if negative else line
    return write(node)


def _fits_in_line(quotient: Binary) -> bool:
    """Whether a/b needs no parentheses, as in x^2/2."""
    return all(_tex(part)[1] >= POWER for part in (quotient.left, quotient.right))


def _function(name: str) -> str:
    return FUNCTIONS[name].latex


def _arguments(node: Call) -> str:
    return _parentheses(", ".join(write(argument) for argument in node.arguments))


def _call(node: Call) -> tuple[str, int]:
    if node.function == "exp" and not _tall(node.arguments[0]):
        return f"e^{{{_exponent(node.arguments[0])}}}", POWER
    if node.function == "where":
        return _cases(node), LOOSE
    form = _function(node.function)
    if "#1" not in form:
        return form + _arguments(node), ATOM
    infix = form.startswith("#1")  # as in a mod b
    for position, argument in enumerate(node.arguments, start=1):
        tex = _group(argument, PRODUCT) if infix else write(argument)
        form = form.replace(f"#{position}", tex)
    return form, LOOSE if infix else ATOM


def _cases(node: Node) -> str:
    """Return a choice, with the choices that it ends in as further lines of it."""
    lines = []
    while isinstance(node, Call) and node.function == "where":
        condition, then, node = node.arguments
        lines.append(f"{write(then)} & {write(condition)}")
    lines.append(f"{write(node)} & {OTHERWISE}")
    return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"


def _tall(node: Node) -> bool:
    """Whether `node` is too tall for an exponent: it has a true fraction or a power of e in it."""
    unsigned = _sign(node)[1]
    if isinstance(unsigned, Binary) and unsigned.operator == "/":
        return not _fits_in_line(unsigned) or any(map(_tall, parts(unsigned)))
    return any(
        (isinstance(part, Binary) and part.operator == "/")
        or (isinstance(part, Call) and part.function == "exp")
        for part in walk(node)
    )
