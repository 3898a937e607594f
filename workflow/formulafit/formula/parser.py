"""From text to tree, through a whitelist over Python's `ast`."""

from __future__ import annotations

import ast
import math
import warnings
from typing import NoReturn

import numpy as np

from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.formula.mistakes import (
    MAX_DEPTH,
    PRODUCT,
    Refusal,
    UnknownVariable,
    at,
    check_signs,
    nearest,
    no_part,
    syntax_error,
    too_deep,
    unknown_function,
)
from formulafit.formula.tree import (
    CONSTANTS,
    Binary,
    Call,
    Comparison,
    Constant,
    Input,
    Logic,
    Negative,
    Node,
    Number,
    evaluate,
    inputs_used,
)
from formulafit.formula.undefined import real_root

MAX_LENGTH = 4000  # characters
MAX_SHOWN = 160  # characters of a line that an error tells to write

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


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
    try:
        return text, _read(text, names)
    except Refusal as refusal:
        lines = _meant(text, names, refusal) if refusal.rewrite else []
        mend = f"write {' or '.join(lines)} instead" if lines else refusal.mend
        problem = "; ".join(filter(None, [str(refusal), mend]))
    raise FormulaError(problem)


def _meant(text: str, names: tuple[str, ...], refusal: Refusal) -> list[str]:
    """Return what the text may have been meant for, in lines that are known to be read."""
    from formulafit.formula.notation import readings  # needed for mistakes alone

    # an input that has no range yet is the next thing to tell; a number has no inputs
    may_be_new = bool(names) and not isinstance(refusal, UnknownVariable)
    for found in readings(text, names):
        lines = [
            line
            for line, unknown in found
            if _is_formula(line, (*names, *unknown) if may_be_new else names)
        ]
        if lines:
            return lines
    return []


def _is_formula(line: str, names: tuple[str, ...]) -> bool:
    try:
        tree = _read(line, names)
    except Refusal:
        return False
    return len(line) <= MAX_SHOWN and bool(inputs_used(tree) or not names)


def _read(text: str, names: tuple[str, ...]) -> Node:
    check_signs(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's hints on "2if" and the like
            body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise syntax_error(text, error) from None
    except (RecursionError, MemoryError):
        raise too_deep() from None
    return _Reader(text, names).node(body, 1)


class _Reader:
    """Turns Python's syntax tree into a formula's, refusing all that is not on the list."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self.text = text
        self.names = names

    def refuse(self, node: ast.expr, *what: str, rewrite: bool = True) -> NoReturn:
        raise at(self.text, node.col_offset, self.source(node), *what, rewrite=rewrite)

    def source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def node(self, node: ast.expr, depth: int) -> Node:
        """Return the tree of a number."""
        if depth > MAX_DEPTH:
            raise too_deep()
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
        return self.refuse(node, *no_part(node))

    def condition(self, node: ast.expr, depth: int) -> Node:
        """Return the tree of a condition, the first argument of where."""
        if depth > MAX_DEPTH:
            raise too_deep()
        match node:
            case ast.Compare():
                signs = tuple(COMPARISON.get(type(each), "") for each in node.ops)
                if "" in signs:
                    self.refuse(node, "unknown comparison", f"use {' '.join(COMPARISON.values())}")
                operands = [node.left, *node.comparators]
                return Comparison(signs, tuple(self.node(each, depth + 1) for each in operands))
            case ast.BoolOp():
                sign = "and" if isinstance(node.op, ast.And) else "or"
                return Logic(sign, tuple(self.condition(each, depth + 1) for each in node.values))
            case ast.UnaryOp(op=ast.Not()):
                return Logic("not", (self.condition(node.operand, depth + 1),))
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                self.refuse(node, "conditions are joined by and, or", "write and, or instead")
        return self.refuse(node, "this is no condition", "compare it, as in x < 0")

    def number(self, node: ast.Constant) -> Number:
        if type(node.value) not in (int, float):
            if isinstance(node.value, complex):
                problem = "formulas are real; j makes a number imaginary"
                self.refuse(node, problem, "write e, pi or a number", rewrite="j" in self.names)
            self.refuse(node, "this is not a number", "a formula holds numbers and inputs")
        try:
            number = float(node.value)  # type: ignore[arg-type]  # an int or a float, see above
        except OverflowError:
            number = math.inf
        return Number(number, self.source(node))

    def name(self, node: ast.Name) -> Node:
        name = node.id
        if name in self.names:  # before functions and constants, which a declared input hides
            return Input(name, self.names.index(name))
        if name in CONSTANTS:
            return Constant(name)
        if name in FUNCTIONS or name in ALIASES:
            mend = f"write it as in {name}(x), or declare an input of this name"
            self.refuse(node, "a function needs its argument", mend)
        mend = nearest(name, [*self.names, *CONSTANTS])
        if not self.names:
            self.refuse(node, "this is not a number", mend or "write one such as 0.5 or 2*pi")
        problem = f"unknown variable; the inputs are: {', '.join(self.names)}"
        refusal = at(self.text, node.col_offset, name, problem, mend)
        raise UnknownVariable(str(refusal), mend)

    def binary(self, node: ast.BinOp, depth: int) -> Node:
        sign = BINARY.get(type(node.op))
        if not sign and not isinstance(node.op, ast.Mod):
            self.refuse(node, "unknown operator", "use + - * / % **")
        left, right = self.node(node.left, depth + 1), self.node(node.right, depth + 1)
        return Binary(sign, left, right) if sign else Call("mod", (left, right))

    def call(self, node: ast.Call, depth: int) -> Node:
        name = self.callee(node)
        function = FUNCTIONS[name]
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.refuse(node, f"{name} takes plain arguments, separated by commas")
        given = len(node.args)
        if given < function.count or (given > function.count and not function.more):
            count = ("one argument", "two arguments", "three arguments")[function.count - 1]
            least = "at least " if function.more else ""
            example = f"write it as in {name}({function.arguments})"
            self.refuse(node, f"{name} takes {least}{count}, not {given}", example)
        readers = [self.condition if name == "where" else self.node, *[self.node] * (given - 1)]
        pairs = zip(readers, node.args, strict=True)
        return Call(name, tuple(reader(argument, depth + 1) for reader, argument in pairs))

    def callee(self, node: ast.Call) -> str:
        """Return the name of the function that is called."""
        if isinstance(node.func, ast.Attribute):
            problem = "a function is called without a name and a dot before it"
            self.refuse(node, problem, unknown_function(node.func.attr))
        if not isinstance(node.func, ast.Name):
            self.refuse(node, PRODUCT, "put a * before the parenthesis")
        name = node.func.id
        hidden = name in self.names and name in {*FUNCTIONS, *ALIASES}
        if hidden:
            mend = f"rename the input, or write {name}*(...) for a product"
            problem = f"{name} is an input here, which hides the function"
            self.refuse(node, problem, mend, rewrite=False)
        if name in self.names or name in CONSTANTS:
            self.refuse(node, PRODUCT, "put a * before the parenthesis")
        name = ALIASES.get(name, name)
        if name not in FUNCTIONS:
            self.refuse(node, f"unknown function {name}", unknown_function(name))
        return name

    def check_constant(self, node: ast.expr, made: Node) -> None:
        """Refuse 9**9**9, 1/0 and log(-1) where they stand, before anything is computed of them."""
        with np.errstate(all="ignore"):
            value = evaluate(made, np.empty((0, 0)))
        if np.isnan(value):
            root = real_root(made)
            mend = f"write {root} instead" if root else ""
            self.refuse(node, "this is not a real number", mend, rewrite=False)
        if np.isinf(value):
            if isinstance(made, Binary) and made.operator == "/":
                self.refuse(node, "this divides by zero")
            self.refuse(node, "this is too large to hold; numbers end at 1.8e308")
