"""Titles of what people name: one text for all languages, or one a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from formulafit.language.known import DEFAULT

Title: TypeAlias = str | Mapping[str, str]  # a text, or texts by the codes of languages


def in_language(title: Title, code: str) -> str:
    """Return a title in a language; in English where it has none there, else in its first.

    >>> in_language({"en": "Damped wave", "de": "Gedämpfte Welle"}, "fr")
    'Damped wave'
    """
    if isinstance(title, str):
        return title
    first = next(iter(title))
    return title.get(code) or title.get(DEFAULT) or title[first]
