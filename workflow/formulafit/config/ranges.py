"""Ranges as people write them elsewhere: what was meant by (0, 1), [0:1], 0..1 or 0 <= x <= 1."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from formulafit.config.errors import problem
from formulafit.config.numbers import as_written

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
SEPARATORS = (":", r"\.\.+|…", ";", r"\bto\b", ",")


def range_ends(text: str) -> tuple[str, str] | None:
    """Return the ends of a range that was written otherwise, or None."""
    if both := re.fullmatch(r"\s*(?:±|\+/?-)\s*([^\s-]+)\s*", text):
        return f"-{both[1]}", both[1]
    inner = re.sub(r"^\s*[(\[\]]|[)\]\[]\s*$", "", text).strip()
    if between := re.fullmatch(r"(.+?)(?:<=?|≤)\s*\w+\s*(?:<=?|≤)(.+)", inner):
        return between[1].strip(), between[2].strip()
    for separator in SEPARATORS:
        parts = [part.strip() for part in re.split(separator, inner)]
        if len(parts) == 2 and all(part and _is_closed(part) for part in parts):
            return parts[0], parts[1]
    two = re.fullmatch(rf"({NUMBER})(?:\s*[-–—]\s*|\s+)({NUMBER})", inner)
    return (two[1], two[2]) if two else None


def _is_closed(text: str) -> bool:
    return text.count("(") == text.count(")")


def in_words(text: str) -> str:
    """Return what to write instead of a range, as the second half of a message."""
    ends = range_ends(text)
    return "write [{}, {}]".format(*ends) if ends else "write [low, high]"


def one_text(value: Any) -> Any:
    """Refuse ``[0:1]``, a list of one text, with the range that was meant."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        raise problem(f"[{value[0]}] is not a range; {in_words(value[0])}")
    return value


def torn_apart(value: Any) -> Any:
    """Refuse ``{x: (0, 1)}``, of which YAML makes two keys, in one line."""
    items = list(value.items()) if isinstance(value, dict) else []
    for i, (name, first) in enumerate(items):
        rest = [str(as_written(key)) for key, _ in takewhile(_is_a_rest, items[i + 1 :])]
        if rest and isinstance(first, str | int | float):
            text = ", ".join([str(as_written(first)), *rest])
            raise problem(f'"{text}" is not a range; {in_words(text)}', str(name))
    return value


def _is_a_rest(item: tuple[Any, Any]) -> bool:
    """Tell whether a key has no value and cannot be a name: it stood behind a comma."""
    key, value = item
    return value is None and not (isinstance(key, str) and key.isidentifier())
