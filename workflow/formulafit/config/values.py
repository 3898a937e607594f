"""The kinds of value that settings have: numbers, keys, names, ranges, folders."""

from __future__ import annotations

import keyword
import math
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from formulafit.config.errors import problem, shown
from formulafit.config.invisible import invisible, sign_name, without_invisible
from formulafit.config.numbers import as_written, numeral, whole
from formulafit.config.ranges import one_text
from formulafit.formula.spelling import ascii_name

KEY_LENGTH = 64
KEY = rf"^[A-Za-z][A-Za-z0-9_]{{0,{KEY_LENGTH - 1}}}$"
KEY_IN_WORDS = f"letters, digits and _, at most {KEY_LENGTH}, the first a letter"
SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

# What lies in the project's folder, hidden ones aside, and is no place for results: a test compares
# the project. Folders that a person has put there are left to them.
TAKEN = {
    *("benchmarks", "build", "changelog.md", "citation.cff", "cluster", "config"),
    *("constraints.txt", "contributing.md", "docs", "license", "makefile", "profiles"),
    *("pyproject.toml", "readme.md", "report", "snakefile", "tests", "tools", "workflow"),
}
PROJECT = Path(__file__).resolve().parents[3]


def switch(value: Any) -> Any:
    """Read the words for true and false that YAML 1.1 had: yes, no, on, off."""
    return SWITCH.get(value.strip().lower(), value) if isinstance(value, str) else value


def stripped(value: Any) -> Any:
    """Return text without white space around it."""
    return value.strip() if isinstance(value, str) else value


def visible(text: str) -> str:
    """Check that a text for the paper has nothing that its readers cannot see."""
    if found := invisible(text):
        rest = without_invisible(text)
        mend = f"write {shown(rest)}" if rest else "write text"
        signs = ", ".join(map(sign_name, found))
        raise problem(f"{shown(text)} has {signs}, which a page cannot show; {mend}")
    return text


def name(text: str) -> str:
    """Check the name of an input: it has to be a word that formulas can hold."""
    if not re.fullmatch(KEY, text):
        spelled = ascii_name(text)
        mend = f"; call it {spelled}, in the expression too" if spelled else ""
        raise problem(f"{shown(text)} cannot be the name of an input: use {KEY_IN_WORDS}{mend}")
    if keyword.iskeyword(text):
        raise problem(f"{shown(text)} is a word of Python; call the input {text}_")
    return text


def ascending(ends: list[float]) -> list[float]:
    """Check that a range is one."""
    low, high = ends
    if low > high:
        raise problem(f"[{low:g}, {high:g}] is reversed; write [{high:g}, {low:g}]")
    if low == high:
        raise problem(f"[{low:g}, {high:g}] is empty; the second number has to be the larger")
    if not math.isfinite(high - low):
        raise problem(f"[{low:g}, {high:g}] is too wide to hold; numbers end at 1.8e308")
    return ends


def folder(text: str) -> str:
    """Check a folder's path: nothing that a shell, Snakemake or another system reads otherwise."""
    parts = text.rstrip("/").split("/")
    plain = "".join(sign for sign in text if not unicodedata.category(sign).startswith("M"))
    if not re.fullmatch(r"[\w.+@/-]+", plain) or not text.strip("/."):
        raise problem(
            f"{shown(text)} cannot be a folder; use letters, digits and ._-+@/, as in results-2"
        )
    if ".." in parts or parts[0].startswith("-"):
        raise problem(
            f"{shown(text)} leads out of the project; name a folder in it, or an absolute path"
        )
    if _is_taken(Path(text)):
        raise problem(
            f"{shown(text)} holds a part of the project itself; use another, as in results-2"
        )
    return "/".join(parts)


def _is_taken(path: Path) -> bool:
    """Tell whether a path is the project's folder, or leads to a part of the project in it."""
    if path.is_absolute():
        path = path.resolve()
        if not path.is_relative_to(PROJECT):
            return False
        path = path.relative_to(PROJECT)
    top = path.parts[0].casefold() if path.parts else "."  # Docs is docs on a Mac
    return top in TAKEN or top.startswith(".")


def distinct(values: list[str]) -> list[str]:
    """Check that nothing is listed twice."""
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise problem(f"{twice} is listed twice; list it once")
    return values


def effort(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Answer once where pydantic would for a word and for a number."""
    try:
        return check(value)
    except ValidationError:
        raise problem(
            f"{shown(value)} is not an effort; write quick, normal, thorough, or a number of CPU "
            "seconds such as 10"
        ) from None


# Limits stand before the reader, which pydantic calls first; else the schema would not show them.
READ_NUMBER, READ_WHOLE = BeforeValidator(numeral), BeforeValidator(whole)
Switch = Annotated[bool, BeforeValidator(switch)]
Number = Annotated[float, Field(allow_inf_nan=False), READ_NUMBER]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), READ_NUMBER]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False), READ_NUMBER]
BelowOne = Annotated[float, Field(lt=1, allow_inf_nan=False), READ_NUMBER]
Fraction = Annotated[float, Field(gt=0, lt=1), READ_NUMBER]
Count = Annotated[int, Field(ge=1), READ_WHOLE]
WRITTEN = BeforeValidator(as_written)
# Stripped first: pydantic's own stripping comes after its look at the length, and leaves "".
Text = Annotated[
    str,
    BeforeValidator(stripped),
    WRITTEN,
    StringConstraints(min_length=1),
    AfterValidator(visible),
]
Key = Annotated[str, StringConstraints(pattern=KEY)]
Name = Annotated[str, AfterValidator(name), Field(json_schema_extra={"pattern": KEY})]
TwoNumbers = Annotated[list[Number], Field(min_length=2, max_length=2)]
Range = Annotated[TwoNumbers, BeforeValidator(one_text), AfterValidator(ascending)]
Effort = Annotated[Literal["quick", "normal", "thorough"] | Positive, WrapValidator(effort)]
Folder = Annotated[str, WRITTEN, AfterValidator(folder)]
