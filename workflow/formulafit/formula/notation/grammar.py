"""The grammar of everyday notation, by recursive descent; the loosest binding first."""

from __future__ import annotations

import re
from collections.abc import Callable

from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.formula.mistakes import MAX_DEPTH
from formulafit.formula.notation import builders, pieces
from formulafit.formula.notation.builders import HUNDRED, ONE, number
from formulafit.formula.notation.cursor import WORDS, Cursor
from formulafit.formula.notation.habits import HABITS
from formulafit.formula.notation.tokens import Token, Unreadable, tokens
from formulafit.formula.tree import (
    COMPARISONS,
    CONDITIONS,
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
    replace,
    walk,
)
from formulafit.names import GREEK

UNDECLARED = {"gamma", "beta"}  # the functions that are called as inputs often are
ENDLESS = {"infty", "inf", "infinity", "nan"}
CLOSING = {"⌊": ("⌋", "floor"), "⌈": ("⌉", "ceil")}
ROOTS = {"√": "sqrt", "∛": "cbrt"}
SWAPPED = {r"\log": "log", r"\atan": "atan"}  # Mathematica's: Log[base, x], ArcTan[x, y]
LOGARITHM = re.compile(r"log_?(\d+|[a-z])")


def read(found: list[Token], names: tuple[str, ...], *, tight: bool = False) -> Node:
    """Return the tree that tokens stand for.

    Parameters
    ----------
    found : list of Token
        The text, an end token last.
    names : tuple of str
        The declared inputs; others are inputs as well.
    tight : bool
        Whether ``1/2x`` is ``1/(2*x)``.

    Raises
    ------
    Unreadable
        When nothing can be made of them.
    """
    cursor = Cursor(found, names)
    tree = number(_Grammar(cursor, tight).choice(0))
    while cursor.take(")"):  # one too many
        pass
    if cursor.next.kind != "end":
        raise Unreadable(cursor.next.text)
    return tree


class _Grammar:
    def __init__(self, cursor: Cursor, tight: bool) -> None:
        self.cursor = cursor
        self.take = cursor.take
        self.expect = cursor.expect
        self.tight = tight
        self.depth = 0

    # --------------------------------------------------------------------------------- conditions

    def choice(self, inside: int = 1) -> Node:
        """Return any piece of a line: a number, a condition, or a choice by one."""
        self.depth += inside
        if self.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        node = self.alternatives()
        if self.take("?"):
            then = number(self.choice())
            self.expect(":")
            node = Call("where", (node, then, number(self.choice())))
        elif self.take("if"):
            condition = self.alternatives()
            self.expect("else")
            node = Call("where", (condition, number(node), number(self.choice())))
        self.depth -= inside
        return node

    def alternatives(self) -> Node:
        return self.joined("or", self.conjunction)

    def conjunction(self) -> Node:
        return self.joined("and", self.comparison)

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.take(word) or (word == "or" and self.took_bar(parts[-1])):
            parts.append(part())
        if len(parts) > 1 and not all(isinstance(each, CONDITIONS) for each in parts):
            raise Unreadable(word)
        return Logic(word, tuple(parts)) if len(parts) > 1 else parts[0]

    def took_bar(self, left: Node) -> bool:
        """Step over | or ||, which is an or behind a condition."""
        if not isinstance(left, CONDITIONS) or self.cursor.bars or not self.take("|"):
            return False
        self.take("|")
        return True

    def comparison(self) -> Node:
        if self.take("not", "!"):
            return Logic("not", (self.comparison(),))
        signs, operands = [], [self.sum()]
        equals = ("=",) if self.depth else ()  # outside of parentheses it makes an equation
        while sign := self.take(*COMPARISONS, *equals):
            signs.append("==" if sign == "=" else sign)
            self.cursor.compared += 1
            operands.append(self.sum())
            self.cursor.compared -= 1
        return Comparison(tuple(signs), tuple(operands)) if signs else operands[0]

    # --------------------------------------------------------------------------------- arithmetic

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Binary(sign, number(node), number(self.product()))
        return node

    def product(self) -> Node:
        node = self.factor()
        while True:
            per_cent = self.cursor.next.text == "%" and self.cursor.ends_product()
            sign = self.take("*", "/", "%", "//", "mod")
            if per_cent and isinstance(node, Number):
                node = Binary("/", node, HUNDRED)
            elif sign or self.starts_factor(node):
                node = builders.times(sign or "*", node, self.factor())
            else:
                return node

    def factor(self) -> Node:
        """Return one factor; where written products bind tightly, all that stand side by side."""
        node = self.unary()
        while self.tight and self.starts_factor(node):
            node = builders.times("*", node, self.unary())
        return node

    def starts_factor(self, left: Node) -> bool:
        """Tell whether a factor follows `left` without a sign: ``2x``, ``2|x|``, ``(x)(y)``."""
        kind, text = self.cursor.next
        free = not (self.cursor.bars or self.cursor.compared or isinstance(left, CONDITIONS))
        if not (self.cursor.starts_operand() or (text == "|" and free)):
            return False
        numbers = kind == "number" and isinstance(left, Number | Input | Constant)
        words = kind == "name" and text not in FUNCTIONS and isinstance(left, Input)
        if numbers or (words and not self.is_symbol(getattr(left, "name", ""), text)):
            raise Unreadable(text)  # neither 3.5.2 nor words of prose are products
        return True

    def is_symbol(self, *words: str) -> bool:
        names = {*self.cursor.names, *GREEK}
        return all(word in names or len(word) == 1 or "_" in word for word in words)

    def unary(self) -> Node:
        sign = self.take("-", "+")
        if not sign:
            return self.power()
        node = number(self.unary())
        return Negative(node) if sign == "-" else node

    def power(self) -> Node:
        node = self.postfix()
        if not self.take("^"):
            return node
        exponent = self.unary()
        if node == Input("E", -1) and "E" not in self.cursor.names and builders.varies(exponent):
            node = Constant("e")  # Mathematica's
        return builders.power(node, exponent)

    def postfix(self) -> Node:
        node = self.operand()
        while self.take("!"):
            if self.cursor.next.text == "!":
                raise Unreadable("!!")  # every second factor
            node = Call("gamma", (Binary("+", number(node), ONE),))
        return node

    def operand(self) -> Node:
        kind, text = self.cursor.next
        starts = self.cursor.starts_operand(WORDS - {"if", "mod"})  # which are functions as well
        self.cursor.at += 1
        if kind == "number":
            return Number(float(text), re.sub(r"^0+(?=\d)", "", text))
        if kind == "name" and starts:
            return self.named(text)
        if text == "(":
            return self.enclosed(")")
        if text == "|":
            return Call("abs", (number(self.enclosed("|", bars=self.cursor.bars + 1)),))
        if text in CLOSING:
            closing, function = CLOSING[text]
            return Call(function, (number(self.enclosed(closing)),))
        if text in ROOTS:
            return Call(ROOTS[text], (number(self.postfix()),))
        raise Unreadable(text)

    def enclosed(self, closing: str, bars: int = 0) -> Node:
        with self.cursor.enclosed(bars):
            node = self.choice()
            self.expect(closing)
        return node

    # ------------------------------------------------------------------------ names and functions

    def named(self, name: str) -> Node:
        lower, called = name.lower(), self.cursor.next.text == "("
        same = [each for each in self.cursor.names if each == name]
        same += [each for each in self.cursor.names if each.lower() == lower and not called]
        if same:
            return Input(same[0], -1)
        if name in (r"\frac", r"\nroot"):
            return self.tex(name)
        if lower == "piecewise":
            return pieces.read(self)
        if name in SWAPPED:
            return builders.call(SWAPPED[name], self.arguments()[::-1])
        for known in (ALIASES.get(each, each) for each in (name, lower)):
            if known in FUNCTIONS or known in HABITS:
                return self.function(known)
        base = LOGARITHM.fullmatch(lower)
        if base:
            (argument,) = self.arguments()
            digits = base[1].isdecimal()
            return builders.logarithm(
                argument, Number(float(base[1]), base[1]) if digits else self.named(base[1])
            )
        if name in CONSTANTS or lower == "pi":
            if self.take("("):  # PI() of spreadsheets
                self.expect(")")
            return Constant(name if name in CONSTANTS else lower)
        if called or lower in ENDLESS:
            raise Unreadable(name)  # a function that nobody knows, no number
        return Input(name, -1)

    def tex(self, command: str) -> Node:
        first, second = number(self.operand()), number(self.operand())
        if command == r"\frac":
            return Binary("/", first, second)
        return Binary("**", second, Binary("/", ONE, first))

    def function(self, name: str) -> Node:
        if name in UNDECLARED and not self.cursor.starts_operand() and self.cursor.next.text != "^":
            return Input(name, -1)
        exponent = number(self.unary()) if self.take("^") else None
        if exponent and name == "exp" and not self.cursor.starts_operand():
            return Call("exp", (exponent,))  # exp^x
        arguments = self.arguments()
        if exponent and builders.inverse(name, exponent):
            return Call(builders.inverse(name, exponent), arguments)
        node = builders.call(name, arguments) if name in FUNCTIONS else _custom(name, arguments)
        return Binary("**", node, exponent) if exponent else node

    def arguments(self) -> tuple[Node, ...]:
        """Return what a function is applied to: in parentheses, or ``2x`` in ``sin 2x``."""
        if not self.take("("):
            return (number(self.bare()),)
        with self.cursor.enclosed():
            found = [self.choice()]
            while self.take(",", ";"):
                found.append(self.choice())
            self.expect(")")
        return tuple(found)

    def bare(self) -> Node:
        if self.take("-"):
            return Negative(number(self.bare()))
        node = self.power()
        while self.cursor.next.text.lower() not in {*FUNCTIONS, *ALIASES, "|"}:
            if not self.starts_factor(node):
                break
            node = builders.times("*", node, self.power())
        return node


def _custom(name: str, arguments: tuple[Node, ...]) -> Node:
    """Return what another tool's function stands for."""
    given = dict(zip("abc", arguments, strict=False))
    template = read(tokens(HABITS[name], tuple("abc")), tuple("abc"))
    used = {node.name for node in walk(template) if isinstance(node, Input)}
    if used != given.keys() or len(used) != len(arguments):
        raise Unreadable(name)
    return replace(template, lambda node: given.get(getattr(node, "name", "")))
