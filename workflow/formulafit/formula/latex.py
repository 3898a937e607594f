r"""A formula's tree in LaTeX, as the person wrote it.

SymPy's printer is not used: of an unevaluated expression it makes ``1 \frac{1}{x^{2}}`` and
``\left(-1\right) 0.3 x``. The TeX here keeps to what pandoc, MathML and Typst all understand.
"""

from __future__ import annotations

import re

from formulafit.formula.tree import (
    Binary,
    Call,
    Constant,
    Input,
    Negative,
    Node,
    Number,
    parts,
    walk,
)

# fmt: off
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "mu",
    "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "hbar",
    "Gamma", "Delta", "Theta", "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
}
# fmt: on
NAMES = {"lambda_": r"\lambda", "lambd": r"\lambda", "lamda": r"\lambda", "Lambda_": r"\Lambda"}
FUNCTIONS = {
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "log": r"\ln",  # the natural logarithm, which \log leaves open
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "sign": r"\operatorname{sign}",
}
# the functions whose powers are written as in sin^2(x)
CUSTOMARY = {"sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log"}
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a piece of TeX holds together


def write(node: Node) -> str:
    """Return the LaTeX of a formula's tree."""
    return _tex(node)[0]


def symbol(name: str) -> str:
    r"""Return the LaTeX of an input's name: ``\omega_{0}``, ``x_{1}``, ``k_{\mathrm{spring}}``."""
    if name in NAMES:
        return NAMES[name]
    head, *tail = [part for part in name.split("_") if part]
    number = re.fullmatch(r"([A-Za-z]+?)(\d+)", head)
    if number:
        head, tail = number[1], [number[2], *tail]
    base = _letters(head)
    return base + "_{" + ",".join(_letters(part) for part in tail) + "}" if tail else base


def _letters(word: str) -> str:
    if word in GREEK:
        return "\\" + word
    return word if len(word) == 1 or word.isdecimal() else rf"\mathrm{{{word}}}"


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
            return f"{write(node.left)} {node.operator} {right}", SUM
        case Binary(operator="**"):
            return _power(node.left, node.right)
        case Binary():
            negative, unsigned = _sign(node)
            if negative:
                return "-" + write(unsigned), SUM
            return _product(node) if node.operator == "*" else _quotient(node)
        case Call():
            return _call(node)


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
    return FUNCTIONS.get(name, "\\" + name)


def _arguments(node: Call) -> str:
    return _parentheses(", ".join(write(argument) for argument in node.arguments))


def _call(node: Call) -> tuple[str, int]:
    if node.function == "sqrt":
        return rf"\sqrt{{{write(node.arguments[0])}}}", ATOM
    if node.function == "abs":
        return rf"\left|{write(node.arguments[0])}\right|", ATOM
    if node.function == "exp" and not _tall(node.arguments[0]):
        return f"e^{{{_exponent(node.arguments[0])}}}", POWER
    return _function(node.function) + _arguments(node), ATOM


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
