"""The tokens of a text, and the place that a reader has come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from formulafit.formula.notation.tokens import Token, Unreadable

WORDS = {"and", "or", "not", "if", "else", "mod"}  # operators, where one may stand
OPENING = ("(", "√", "∛", "⌊", "⌈")


class Cursor:
    """Walks over tokens, the last of which is the end."""

    def __init__(self, tokens: list[Token], names: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.names = names
        self.at = 0
        self.bars = 0  # open |, of which the next one in an operator's place closes one
        self.compared = 0  # comparisons begun, behind which a | is an or

    @property
    def next(self) -> Token:
        """The token here."""
        return self.tokens[self.at]

    def take(self, *texts: str) -> str:
        """Step over the token here if it is one of these, and return it; else nothing."""
        if self.next.kind in ("name", "sign") and self.next.text in texts:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def expect(self, text: str) -> None:
        """Step over this token; parentheses that are open at the end are closed there."""
        if not self.take(text) and not (text == ")" and self.next.kind == "end"):
            raise Unreadable(self.next.text)

    def starts_operand(self, operators: set[str] = WORDS) -> bool:
        """Tell whether a number, a name, a parenthesis or a root begins here."""
        kind, text = self.next
        if kind == "name":
            return text in self.names or text not in operators
        return kind == "number" or text in OPENING

    def ends_product(self) -> bool:
        """Tell whether the sign here has no operand behind it."""
        following = self.tokens[self.at + 1]
        return following.kind == "end" or following.text in ("*", "/", ")")

    @contextmanager
    def enclosed(self, bars: int = 0) -> Iterator[None]:
        """Read what stands in parentheses, or between `bars`, where an outer | closes nothing."""
        outside = self.bars, self.compared
        self.bars, self.compared = bars, 0
        yield
        self.bars, self.compared = outside
