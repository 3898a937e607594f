"""Values of settings as Markdown, the same way in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from formulafit.language.numbers import exact

if TYPE_CHECKING:
    from formulafit.language.model import Lexicon


class _Absent:
    """The mark of a setting that is not there, None being a value."""


ABSENT = _Absent()


def worded(value: Any, lexicon: Lexicon, listing: Callable[[Sequence[str]], str]) -> str:
    """Return a setting's value as Markdown; `listing` joins the sides of a training box."""
    words = lexicon.words
    if value is None:
        return words["all"]
    if value is ABSENT:
        return words["none"]
    if isinstance(value, bool):
        return words["on" if value else "off"]
    if isinstance(value, int | float):
        return exact(value)
    if isinstance(value, Mapping):
        sides = value.items()
        return listing([_side(name, ends, words["side"]) for name, ends in sides])
    if isinstance(value, list | tuple):  # hidden layers
        parts = [worded(item, lexicon, listing) for item in value]
        return "-".join(parts) or words["none"]
    return lexicon.value(str(value))


def _side(name: str, ends: Sequence[float], form: str) -> str:
    low, high = map(exact, ends)
    return form.format(name=name.replace("_", r"\_"), low=low, high=high)
