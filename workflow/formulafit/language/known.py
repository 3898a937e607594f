"""Languages by their codes: the packages of this folder."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from formulafit.language.model import Language

DEFAULT = "en"  # its pictures have no code in their names


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
    if code not in codes():
        raise ValueError(f"language {code!r} is none of {', '.join(codes())}")
    language: Language = import_module(f"formulafit.language.{code}.language").LANGUAGE
    return language


def picture(name: str, code: str) -> str:
    """Return the file name of a picture: ``fit.svg``, in another language ``fit.<code>.svg``."""
    return f"{name}.svg" if code == DEFAULT else f"{name}.{code}.svg"
