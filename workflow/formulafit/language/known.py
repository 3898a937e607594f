"""Languages by their codes: the packages of this folder."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from formulafit.language.model import Language, Lexicon

DEFAULT = "en"  # its pictures and its paper have no code in their names


def codes() -> tuple[str, ...]:
    """Return the languages that a paper can be written in."""
    packages = Path(__file__).parent.glob("*/language.py")
    return tuple(sorted(path.parent.name for path in packages))


@cache
def find(code: str) -> Language:
    """Return a language by its code, such as ``en``.

    Raises
    ------
    ValueError
        When there is none of this code.
    """
    language: Language = _module(code, "language").LANGUAGE
    return language


@cache
def lexicon(code: str) -> Lexicon:
    """Return the words of a language alone, without its sentences, of which pictures have none.

    Raises
    ------
    ValueError
        When there is none of this code.
    """
    words: Lexicon = _module(code, "lexicon").LEXICON
    return words


def picture(name: str, code: str) -> str:
    """Return the file name of a picture: ``fit.svg``, in another language ``fit.<code>.svg``."""
    return f"{name}{suffix(code)}.svg"


def suffix(code: str) -> str:
    """Return what stands behind the name of what is made in a language: nothing, or ``.<code>``."""
    return "" if code == DEFAULT else f".{code}"


def _module(code: str, name: str) -> ModuleType:
    if code not in codes():
        raise ValueError(f"language {code!r} is none of {', '.join(codes())}")
    return import_module(f"formulafit.language.{code}.{name}")
