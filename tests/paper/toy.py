"""A language made from English by replacing every letter of its words, to see what stays English.

As ``language/bg/language.py`` of a copy of the package it is a language like any other: Bulgarian
by its code, so that pandoc and Typst know one, and in letters that no English word has.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from formulafit.language.known import find
from formulafit.language.model import Language

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "абвгдежзийклмнопрстуфхцчшщАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩ",
)
# Code, formulas, labels with their classes and places to fill in, references and citations.
KEPT = re.compile(
    r"```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\{[^{}\n]*\}|-?@[A-Za-z][\w:-]*",
    re.DOTALL | re.MULTILINE,
)


def translated(text: str) -> str:
    """Replace the letters of all that is words."""
    ends = [0, *(place for found in KEPT.finditer(text) for place in found.span()), len(text)]
    pieces = [text[start:end] for start, end in pairwise(ends)]
    return "".join(
        piece if kept else piece.translate(LETTERS)
        for kept, piece in zip([False, True] * len(pieces), pieces, strict=False)
    )


def spoken(value: Any) -> Any:
    """Translate a text, or those of a list, of a mapping or of a dataclass."""
    if isinstance(value, str):
        return translated(value)
    if isinstance(value, list):
        return [spoken(each) for each in value]
    if isinstance(value, dict):
        return {key: spoken(each) for key, each in value.items()}
    names = [field.name for field in fields(value)]
    return replace(value, **{name: spoken(getattr(value, name)) for name in names})


def theme(module: Any) -> SimpleNamespace:
    """Return the functions of a theme, each of which translates what it says."""

    def told(function: Any) -> Any:
        return lambda *arguments: spoken(function(*arguments))

    functions = inspect.getmembers(module, inspect.isfunction)
    return SimpleNamespace(**{name: told(function) for name, function in functions})


def made(english: Language) -> Language:
    """Return the toy language."""
    themes = [f.name for f in fields(english) if f.name not in ("code", "lexicon")]
    words = {name: theme(getattr(english, name)) for name in themes}
    return Language(code="bg", lexicon=spoken(english.lexicon), **words)


def source(english: str) -> str:
    """Translate the prose of a .qmd file; its header gives the language alone."""
    _, _, body = english.split("---\n", 2)
    return f"---\ntitle: T\nlang: bg\njupyter: python3\n---\n{translated(body)}"


LANGUAGE = made(find("en"))
