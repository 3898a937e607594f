"""What several commands need: mistakes, inputs written as ``name=value``, lines on the screen."""

from __future__ import annotations

import contextlib
import errno
import math
import sys
import warnings
from collections.abc import Iterator, Sequence

from formulafit.formula import FormulaError, constant
from formulafit.suggestions import did_you_mean


class UsageError(Exception):
    """Something that the person at the terminal can mend; the message says how."""


MENDS = {  # by the error of the system
    errno.ENOSPC: "make room, or name another place",
    errno.EDQUOT: "make room, or name another place",
    errno.EACCES: "change who may read and write it, or name another place",
    errno.EPERM: "change who may read and write it, or name another place",
    errno.EEXIST: "it is a file, where a folder is needed: name another place",
    errno.ENOTDIR: "a file is where a folder is needed: name another place",
    errno.EROFS: "name a place that can be written to",
    errno.ENAMETOOLONG: "name it shorter",
}


def in_words(error: OSError) -> str:
    """Tell the place, what the system says of it, and what can be done."""
    place = f"{error.filename}: " if error.filename else ""
    mend = MENDS.get(error.errno or 0, "name another place")
    return f"{place}{error.strerror or error}; {mend}"


def assignments(texts: Sequence[str], example: str) -> dict[str, str]:
    """Split arguments ``name=text``, in their order; `example` shows the form in errors."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise UsageError(f"{text.strip()!r}: write an input as in {example}")
        if name in found:
            raise UsageError(f"{name} is given twice, as {found[name]} and as {value}")
        found[name] = value
    return found


def number(text: str, where: str) -> float:
    """Read a number, or a constant expression such as ``2*pi``."""
    try:
        return constant(text)
    except FormulaError as error:
        raise UsageError(f"{where}: {error}") from None


def to_float(text: str) -> float:
    """Read a plain number; NaN for anything else."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def compare_names(given: Sequence[str], names: Sequence[str]) -> None:
    """Refuse inputs that are not the network's, and inputs that are missing."""
    for name in given:
        if name not in names:
            hint = did_you_mean(name, names, before="; ")
            raise UsageError(f"{name}: no such input, the network takes {', '.join(names)}{hint}")
    missing = [name for name in names if name not in given]
    if missing:
        raise UsageError(f"no value for {', '.join(missing)}; add {missing[0]}=0.5, for instance")


@contextlib.contextmanager
def warnings_as_lines(command: str) -> Iterator[None]:
    """Show the block's warnings as plain lines on the error stream."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        print(f"formulafit {command}: warning: {warning.message}", file=sys.stderr)


def print_aligned(lines: Sequence[tuple[str, str]]) -> None:
    """Print names and values, the values below each other."""
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        print(f"  {name:<{width}}  {value}")
