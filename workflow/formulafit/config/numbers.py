"""Numbers as a person writes them: plain, as constant expressions, in quotes or not."""

from __future__ import annotations

import math
import re
from typing import Any

from formulafit.config.errors import problem, shown
from formulafit.formula import FormulaError, constant

DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")  # 2024-11-26 would be 1987


class WrittenInt(int):
    """A whole number that a file holds, with its text there: ``010``."""

    text: str


class WrittenFloat(float):
    """A number that a file holds, with its text there: ``1.10``."""

    text: str


def as_written(value: Any) -> Any:
    """Read a number as text where text is wanted: a title may be 2024."""
    return value.text if isinstance(value, WrittenInt | WrittenFloat) else value


def numeral(value: Any) -> Any:
    """Read text as the number that it stands for: ``2*pi``, ``1/1000``, ``010`` (10)."""
    if isinstance(value, WrittenFloat):
        return float(value)
    if not isinstance(value, str):
        return value
    try:
        if not DATE.fullmatch(value):
            return constant(value)
        mend = ambiguous(value)
    except FormulaError as error:
        mend = ambiguous(value) or refused(value, str(error), "write one such as 0.5 or 2*pi")
    raise problem(f"{shown(value)} is not a number; {mend}")


def whole(value: Any) -> Any:
    """Read a number that is whole as such: ``1e4``, ``2**9``, ``3.0``; and text as `numeral`."""
    text = as_written(value)
    if not isinstance(text, str):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if re.fullmatch(r"\s*[-+]?[0-9]{1,400}\s*", text):
        return int(text)  # with all of its digits
    written = f"{shown(value) if isinstance(value, str) else text} is not a whole number"
    if mend := ambiguous(text):
        raise problem(f"{written}; {mend}")
    try:
        number = constant(text)
    except FormulaError as error:
        mend = refused(text, str(error), "write one such as 3 or 2**9")
        raise problem(f"{written}; {mend}") from None
    if not number.is_integer():
        named = text.strip() != f"{number:.12g}" and isinstance(value, str)
        is_it = f"it is {number:.12g}; " if named else ""
        raise problem(f"{written}; {is_it}write {math.floor(number)} or {math.ceil(number)}")
    return int(number)


def ambiguous(text: str) -> str:
    """Say what to write instead of 10,000, 10.000, 0,1 and dates, read in two ways, and of 10k."""
    if DATE.fullmatch(text):
        return f"write {re.sub(r'[^0-9]', '', text)}, without the signs of a date"
    if times := re.fullmatch(r"\s*([-+]?\d+(?:\.\d+)?)\s*([kKM])\s*", text):
        return f"write {float(times[1]) * {'M': 1e6}.get(times[2], 1e3):.12g}"
    found = re.fullmatch(r"\s*([-+]?\d+)[.,](\d+)\s*", text)
    decimal = f"{float(f'{found[1]}.{found[2]}'):g}" if found else ""
    if re.fullmatch(r"\s*[-+]?\d{1,3}([., '’]\d{3})+\s*", text):
        return f"write {re.sub(r'[^-+0-9]', '', text)}" + (f", or {decimal}" if found else "")
    return f"decimals have a point: write {decimal}" if found and "," in text else ""


def refused(text: str, refusal: str, otherwise: str) -> str:
    """Say what to write instead of text: the parser's words where an expression was meant."""
    if "instead" not in refusal and not re.search(r"[*/(]", text):
        return otherwise
    return refusal.removeprefix(f'"{text}" at column 1: ')
