"""What is wrong with a text that is not a formula, in words, where, and a mend."""

from __future__ import annotations

import ast
import keyword
import re

from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.formula.spelling import SIGNS as SPELLED_SIGNS
from formulafit.formula.spelling import ascii_name, ascii_sign
from formulafit.suggestions import did_you_mean

MAX_DEPTH = 100  # levels; keeps every walk over the tree far from Python's own limit

NOT_ASCII = "a formula is written in ASCII signs"
LATEX = (
    "this is LaTeX",
    "write the formula as in sin(x)**2/3, and a choice as in where(x < 0, a, b)",
)
PRODUCT = "multiplication is written out"
CONDITION = "a condition is no number"
CHOICE = ("a choice is written where(condition, a, b)", "as in where(x < 0, a, b)")
SIGNS = {  # ASCII signs that no formula holds: what is wrong, and the mend
    "^": ("a power is written **", "write ** instead"),
    "|": ("formulas have no such sign", "write abs(x), or an or between conditions"),
    "\\": LATEX,
    "$": LATEX,
    "#": ("a formula holds no comments", "leave it out"),
    "!": ("formulas have no such sign", "a factorial is gamma(x + 1)"),
}
NO_PART = "this is not part of a formula"
PARTS = "it holds numbers, inputs, + - * / % **, functions, and conditions in where"


class Refusal(Exception):  # noqa: N818  # it becomes a FormulaError, which is one
    """What is wrong, and a mend for where the right line is not known."""

    def __init__(self, problem: str, mend: str = "", *, rewrite: bool = True) -> None:
        super().__init__(problem)
        self.mend = mend
        self.rewrite = rewrite  # whether to look for what was meant, as a whole line


class UnknownVariable(Refusal):
    """A name that is no input; a line that holds it too is no mend."""


def at(text: str, start: int, fragment: str, *what: str, rewrite: bool = True) -> Refusal:
    """Return a refusal that names the place; `what` is the problem and, where known, a mend."""
    shown = fragment if len(fragment) <= 60 else fragment[:57] + "..."
    problem, *mend = what
    return Refusal(f'"{shown}" at column {start + 1}: {problem}', *mend, rewrite=rewrite)


def too_deep() -> Refusal:
    """Return the refusal of what nests more deeply than a walk over the tree may go."""
    return Refusal(
        f"the expression is nested more than {MAX_DEPTH} levels deep (a sum or product of n terms "
        "counts n)",
        "shorten it, or group its terms with parentheses",
        rewrite=False,
    )


def nearest(name: str, known: list[str]) -> str:
    """Return a question for the known name that was probably meant, or nothing."""
    return did_you_mean(name, known, likeness=0.76)


def unknown_function(name: str) -> str:
    """Return the mend for a function that formulas do not have."""
    return nearest(name, [*FUNCTIONS, *ALIASES]) or f"it may call {', '.join(FUNCTIONS)}"


def check_signs(text: str) -> None:
    """Refuse signs that no formula holds, the first one of them."""
    for start, sign in enumerate(text):
        if not sign.isprintable():
            place = f"U+{ord(sign):04X} at column {start + 1}"
            raise Refusal(f"the expression holds the unprintable character {place}", "remove it")
        if sign in SIGNS and text[start : start + 2] != "!=":
            raise at(text, start, sign, *SIGNS[sign])
        if not sign.isascii():
            word = re.match(r"[^\W\d]\w*", text[start:])
            if not word or not sign.isalpha() or sign in SPELLED_SIGNS:
                raise at(text, start, sign, NOT_ASCII, ascii_sign(sign) or PARTS)
            spelled = ascii_name(word[0])
            mend = f"write {spelled}" if spelled else "choose a name such as v"
            raise at(text, start, word[0], NOT_ASCII, mend)


def no_part(node: ast.expr) -> tuple[str, str]:
    """Return what is wrong with a piece of Python that formulas do not have, and a mend."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return CONDITION, "choose by it, as in where(x < 0, 0, 1)"
        case ast.IfExp():
            return CHOICE
        case ast.Tuple():
            return "a comma has no place here", "decimals are written with a point, 0.5"
        case ast.Attribute():
            return "a name has no dot in it", "the constants are written pi and e"
        case ast.NamedExpr():
            return "nothing is assigned in a formula", "write what stands right of :="
        case ast.List() | ast.Set() | ast.Dict():
            return "a formula has round parentheses alone", "write ( and )"
    return NO_PART, PARTS


def syntax_error(text: str, error: SyntaxError) -> Refusal:
    """Say what Python's parser stumbled over in the words of a formula."""
    if "too many nested" in error.msg:
        return too_deep()
    for word in re.finditer(r"[A-Za-z_]\w*", text):
        if word[0] in ("if", "else"):
            return at(text, word.start(), word[0], *CHOICE)
        if word[0] in ("and", "or", "not"):
            continue
        if keyword.iskeyword(word[0]):
            problem = "a word of Python cannot be a name"
            return at(text, word.start(), word[0], problem, f"call the input {word[0]}_")
    assigned = re.search(r"(?<![<>=!])=(?!=)", text)
    if assigned:
        problem = "nothing is assigned in a formula, and an equality is written =="
        return at(text, assigned.start(), "=", problem, "write only what stands right of it")
    if text.count("(") != text.count(")"):
        missing = ")" if text.count("(") > text.count(")") else "("
        return at(text, 0, text, f'a "{missing}" is missing', "add it")
    if text[-1] in "+-*/%<>=":
        return at(text, len(text) - 1, text[-1], "something is missing behind it", "complete it")
    return _malformed_number(text) or _no_operator(text) or _unreadable(text, error)


def _malformed_number(text: str) -> Refusal | None:
    points = re.search(r"(?<![\w.])\d*\.\d*\.[\d.]*", text)
    if points:
        problem = "a number has one decimal point"
        return at(text, points.start(), points[0], problem, "write it as in 3.5")
    zeros = re.search(r"(?<![\w.])0+(\d+)(?![\w.])", text)
    if zeros:
        return at(
            text, zeros.start(), zeros[0], "a number has no leading zeros", f"write {zeros[1]}"
        )
    return None


def _no_operator(text: str) -> Refusal | None:
    number = r"(?<![\w.])((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?+)"
    product = re.search(number + r"\s*([A-Za-z]\w*)", text)
    if product and not keyword.iskeyword(product[2]):
        mend = f"write {product[1]}*{product[2]}"
        return at(text, product.start(), product[0], PRODUCT, mend)
    beside = re.search(r"[\w.]+\s+[\w.]+|\)\s*[\w.]+", text)
    if beside:
        mend = "multiplication is written out, as in x*y"
        return at(text, beside.start(), beside[0], "an operator is missing", mend)
    return None


def _unreadable(text: str, error: SyntaxError) -> Refusal:
    start = min(max((error.offset or 1) - 1, 0), len(text) - 1)
    return at(text, start, text[start:], "this cannot be read as a formula", PARTS)
