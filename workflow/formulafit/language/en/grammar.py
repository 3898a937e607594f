"""Counts and lists in English."""

from __future__ import annotations

from collections.abc import Sequence

from formulafit.language.joining import join

_SPELLED = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def spell(n: int) -> str:
    """Return a count as a word up to twelve, ``no`` for none."""
    return _SPELLED[n] if n < len(_SPELLED) else f"{n:,}"


def plural(n: int, noun: str, nouns: str | None = None) -> str:
    """Return e.g. ``one formula`` or ``1,200 formulas``."""
    return f"{spell(n)} {noun if n == 1 else nouns or noun + 's'}"


def count(n: int, noun: str, nouns: str | None = None) -> str:
    """Return a count in digits: ``1 term`` or ``7,200 rows``."""
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def times(n: int) -> str:
    """Return how often: ``once``, ``twice``, ``three times``."""
    return {1: "once", 2: "twice"}.get(n, f"{spell(n)} times")


def listing(items: Sequence[str], last: str = "and") -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return join(items, ", ", f" {last} ")


def sentences(*parts: str) -> str:
    """Return sentences one after the other, those left out that are empty."""
    return " ".join(filter(None, parts))


def capitalized(text: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]
