"""From text to tree, through a whitelist over Python's `ast`."""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import re
import warnings
from typing import NoReturn

import numpy as np

from formulafit.formula.tree import (
    CONSTANTS,
    FUNCTIONS,
    VARIADIC,
    Binary,
    Call,
    Constant,
    Input,
    Negative,
    Node,
    Number,
    evaluate,
    inputs_used,
)

MAX_LENGTH = 4000  # characters
MAX_DEPTH = 100  # levels; keeps every walk over the tree far from Python's own limit

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
ELSEWHERE = {  # what other languages and habits call our functions
    "ln": "log",
    "lg": "log10",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "fabs": "abs",
    "sgn": "sign",
}
SIGNS = {  # never part of a formula, whatever stands around them
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "√": "sqrt(...)",
    "π": "pi",
    "^": "**",
}
NO_CONDITION = "a formula has no conditions; use min, max, abs or sign"


class FormulaError(ValueError):
    """A text that is not a formula; the message says what is wrong, where, and the mend."""


def read(expression: str, names: tuple[str, ...]) -> tuple[str, Node]:
    """Return the text with white space evened out, and its tree."""
    text = " ".join(expression.split())
    if not text:
        example = "a formula such as sin(x)" if names else "a number such as 0.5 or 2*pi"
        raise FormulaError(f"the expression is empty; write {example}")
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"the expression has {len(text)} characters; at most {MAX_LENGTH} may be"
        )
    if not text.isprintable():
        sign = next(sign for sign in text if not sign.isprintable())
        raise FormulaError(f"the expression holds the unprintable character U+{ord(sign):04X}")
    for sign, mend in SIGNS.items():
        if sign in text:
            raise _at(text, text.index(sign), sign, f"write {mend} instead")
    if "#" in text:
        raise _at(text, text.index("#"), "#", "a formula holds no comments")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's hints on "2if" and the like
            body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise _syntax_error(text, error) from None
    except (RecursionError, MemoryError):
        raise _too_deep() from None
    return text, _Reader(text, names).node(body, 1)


class _Reader:
    """Turns Python's syntax tree into a formula's, refusing all that is not on the list."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self.text = text
        self.names = names

    def refuse(self, node: ast.expr, problem: str) -> NoReturn:
        start = len(self.text.encode()[: node.col_offset].decode())  # ast counts in bytes
        raise _at(self.text, start, self.source(node), problem)

    def source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def node(self, node: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _too_deep()
        made = self.convert(node, depth)
        if not inputs_used(made):
            self.check_constant(node, made)
        return made

    def convert(self, node: ast.expr, depth: int) -> Node:
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp(op=ast.UAdd()):
                return self.node(node.operand, depth + 1)
            case ast.UnaryOp(op=ast.USub()):
                return Negative(self.node(node.operand, depth + 1))
            case ast.BinOp():
                return self.binary(node, depth)
            case ast.Call():
                return self.call(node, depth)
        return self.refuse(node, _why_not(node))

    def number(self, node: ast.Constant) -> Number:
        if type(node.value) not in (int, float):
            if isinstance(node.value, complex):
                self.refuse(node, "formulas are real; j makes a number imaginary")
            self.refuse(node, "this is not a number; a formula holds numbers, inputs and functions")
        try:
            number = float(node.value)  # type: ignore[arg-type]  # an int or a float, see above
        except OverflowError:
            number = math.inf
        return Number(number, self.source(node))

    def name(self, node: ast.Name) -> Node:
        if node.id in FUNCTIONS:
            self.refuse(node, f"a function needs its argument, as in {node.id}(x)")
        if node.id not in {*self.names, *CONSTANTS}:
            hint = _nearest(node.id, [*self.names, *CONSTANTS])
            if not self.names:
                self.refuse(node, f"this is not a number{hint}; write one such as 0.5 or 2*pi")
            self.refuse(node, f"unknown variable{hint}; the inputs are: {', '.join(self.names)}")
        if node.id in self.names:  # before the constants, which a declared input hides
            return Input(node.id, self.names.index(node.id))
        return Constant(node.id)

    def binary(self, node: ast.BinOp, depth: int) -> Node:
        sign = BINARY.get(type(node.op))
        if sign is None:
            self.refuse(node, "unknown operator; use + - * / **")
        return Binary(sign, self.node(node.left, depth + 1), self.node(node.right, depth + 1))

    def call(self, node: ast.Call, depth: int) -> Node:
        if isinstance(node.func, ast.Attribute):
            self.refuse(node, _dotted(node.func.attr))
        if not isinstance(node.func, ast.Name) or node.func.id in {*self.names, *CONSTANTS}:
            self.refuse(node, "multiplication is written out; put a * before the parenthesis")
        name = node.func.id
        if name not in FUNCTIONS:
            self.refuse(node, f"unknown function {name}{_nearest(name, list(FUNCTIONS))}")
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.refuse(node, f"{name} takes plain arguments, separated by commas")
        if name in VARIADIC and len(node.args) < 2:
            self.refuse(node, f"{name} takes two or more arguments, as in {name}(x, 0)")
        if name not in VARIADIC and len(node.args) != 1:
            hint = "; a logarithm to base b is log(x)/log(b)" if name == "log" else ""
            self.refuse(node, f"{name} takes one argument, not {len(node.args)}{hint}")
        return Call(name, tuple(self.node(argument, depth + 1) for argument in node.args))

    def check_constant(self, node: ast.expr, made: Node) -> None:
        """Refuse 9**9**9, 1/0 and log(-1) where they stand, before anything is computed of them."""
        with np.errstate(all="ignore"):
            value = evaluate(made, np.empty((0, 0)))
        if np.isnan(value):
            self.refuse(node, "this is not a real number")
        if np.isinf(value):
            if isinstance(made, Binary) and made.operator == "/":
                self.refuse(node, "this divides by zero")
            self.refuse(node, "this is too large to hold; numbers end at 1.8e308")


def _nearest(name: str, known: list[str]) -> str:
    if name in ELSEWHERE and ELSEWHERE[name] in known:
        return f"; write {ELSEWHERE[name]}"
    folded = {each.lower(): each for each in reversed(known)}
    close = difflib.get_close_matches(name.lower(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""


def _dotted(name: str) -> str:
    name = ELSEWHERE.get(name, name)
    if name in FUNCTIONS:
        return f"write {name}(...), without what stands before the dot"
    return f"a formula has no such function; it may call {', '.join(FUNCTIONS)}"


def _too_deep() -> FormulaError:
    return FormulaError(
        f"the expression is nested more than {MAX_DEPTH} levels deep (a sum or product of n terms "
        "counts n); shorten it, or group its terms with parentheses"
    )


def _why_not(node: ast.expr) -> str:
    match node:
        case ast.Compare() | ast.IfExp() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return NO_CONDITION
        case ast.Tuple():
            return "a comma has no place here; decimals are written with a point, 0.5"
        case ast.Attribute():
            return "a name has no dot in it; the constants are written pi and e"
        case ast.NamedExpr():
            return "a formula is one expression; nothing is assigned in it"
    return "this is not part of a formula; it holds numbers, inputs, + - * / ** and functions"


def _at(text: str, start: int, fragment: str, problem: str) -> FormulaError:
    shown = fragment if len(fragment) <= 60 else fragment[:57] + "..."
    return FormulaError(f'"{shown}" at column {start + 1}: {problem}')


def _syntax_error(text: str, error: SyntaxError) -> FormulaError:
    """Say what Python's parser stumbled over in the words of a formula."""
    if "too many nested" in error.msg:
        return _too_deep()
    for word in re.finditer(r"[A-Za-z_]\w*", text):
        if keyword.iskeyword(word[0]):
            mend = f"a word of Python cannot be a name; call the input {word[0]}_"
            return _at(text, word.start(), word[0], mend)
    assigned = re.search(r"(?<![<>=!])=(?!=)", text)
    if assigned:
        return _at(text, assigned.start(), "=", "write only what stands right of it")
    if text.count("(") != text.count(")"):
        missing = ")" if text.count("(") > text.count(")") else "("
        return _at(text, 0, text, f'a "{missing}" is missing')
    product = re.search(r"(?<![\w.])(\d+\.?\d*)\s*([A-Za-z]\w*)", text)
    if product and not re.match(r"[eE]\d", product[2]):
        mend = f"multiplication is written out, as in {product[1]}*{product[2]}"
        return _at(text, product.start(), product[0], mend)
    beside = re.search(r"[\w.]+\s+[\w.]+|\)\s*[\w.]+", text)
    if beside:
        mend = "an operator is missing; multiplication is written out, as in x*y"
        return _at(text, beside.start(), beside[0], mend)
    start = min(max((error.offset or 1) - 1, 0), len(text) - 1)
    return _at(text, start, text[start:], "this cannot be read as a formula")
