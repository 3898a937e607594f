"""The lines that a text may have been meant for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from formulafit.formula.notation.grammar import read
from formulafit.formula.notation.tokens import Unreadable, tokens
from formulafit.formula.plain import write
from formulafit.formula.tree import Input, walk

DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
GROUPED = re.compile(r"(?<![\w.,])[1-9]\d{0,2}( \d{3})+(?!\w)")  # 10 000
THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])")


class Reading(NamedTuple):
    """A line in the formula's own language, and the inputs in it that were not declared."""

    line: str
    unknown: tuple[str, ...]


def readings(text: str, names: tuple[str, ...]) -> Iterator[list[Reading]]:
    """Yield sets of lines, likelier ones first; those of one set are equally likely.

    ``1/2x`` may be ``1/2*x`` or ``1/(2*x)``. Commas are taken for decimal points second.
    """
    for variants in _variants(text):
        found: dict[Reading, None] = {}
        for variant in variants:
            for tight in (False, True):
                reading = _reading(variant, names, tight)
                if reading and _squeezed(reading.line) != _squeezed(text):
                    found[reading] = None
        if found:
            yield list(found)


def _squeezed(text: str) -> str:
    """Leave out the spaces, other than those between words and numbers."""
    return re.sub(r"(?<!\w) | (?!\w)", "", text)


def _variants(text: str) -> Iterator[list[str]]:
    text = GROUPED.sub(lambda number: number[0].replace(" ", ""), text)
    if not DECIMAL_COMMA.search(text):
        yield [text]
        return
    points = [DECIMAL_COMMA.sub(".", text)]
    if THOUSANDS.search(text):
        points.append(THOUSANDS.sub(lambda number: number[0].replace(",", ""), text))
    # where a semicolon separates, a comma does not
    yield from (points, [text]) if ";" in text else ([text], points)


def _reading(text: str, names: tuple[str, ...], tight: bool) -> Reading | None:
    try:
        tree = read(tokens(text, names), names, tight=tight)
        inputs = dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Input))
        return Reading(write(tree), tuple(name for name in inputs if name not in names))
    except (Unreadable, RecursionError):  # a text of a thousand signs in a row nests too deeply
        return None
