"""Frozen dataclasses as JSON, and back: what has not the form that is written is refused."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, Union, get_args, get_origin, get_type_hints

from formulafit.files import read_json, write_json

OPTIONAL = {"optional": True}  # metadata of a field that is left out of the file where it is None
WORDS = {float: "a number", int: "a whole number", str: "text", bool: "true or false"}


class DocumentError(ValueError):
    """A file that has not the form of its document; the message names the file and the place."""


class Document:
    """A document that is one JSON file."""

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a file.

        Raises
        ------
        DocumentError
            When it is not of this form, as where another version of formulafit wrote it, or is no
            JSON.
        """
        try:
            document: Self = build(cls, read_json(path))
        except ValueError as error:  # of its form, or of JSON and UTF-8
            raise DocumentError(f"{path}: {error}; write it anew") from None
        return document

    def write(self, path: str | Path) -> None:
        """Write a file: whole or not at all, keys sorted, floats with every bit."""
        write_json(path, plain(self))


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: dataclasses as dictionaries, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        known = {field.name: getattr(value, field.name) for field in fields(value)}
        optional = {field.name for field in fields(value) if field.metadata == OPTIONAL}
        return {k: plain(v) for k, v in known.items() if not (k in optional and v is None)}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def build(kind: Any, value: Any, at: str = "") -> Any:
    """Return what `plain` made of a value of this kind.

    Known are dataclasses, numbers, text, truth values, None, tuples, mappings from text, literals,
    unions, and Any.

    Raises
    ------
    DocumentError
        When the value, or one in it, is of another kind; `at` is its path.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _record(kind, value, at)
    if origin in (Union, types.UnionType):
        return _member(arguments, value, at)
    if origin is Literal:
        return value if value in arguments else _refuse(value, f"one of {arguments}", at)
    if origin is tuple and isinstance(value, list):
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        if len(kinds) == len(value):
            pairs = enumerate(zip(kinds, value, strict=True))
            return tuple(build(each, part, f"{at}[{i}]") for i, (each, part) in pairs)
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
        return {key: build(arguments[1], each, f"{at}.{key}") for key, each in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if kind in WORDS and type(value) is kind:
        return value
    return _refuse(value, WORDS.get(kind, "a list or an object of another form"), at)


def _record(kind: Any, value: Any, at: str) -> Any:
    if not isinstance(value, dict):
        _refuse(value, "an object", at)
    kinds = _kinds(kind)
    required = [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    ]
    wrong = {name: "unknown" for name in value if name not in kinds}
    wrong |= {name: "missing" for name in required if name not in value}
    for name, how in wrong.items():
        place = f"{at}.{name}".lstrip(".")
        raise DocumentError(f"{place} is {how}")
    return kind(**{name: build(kinds[name], each, f"{at}.{name}") for name, each in value.items()})


def _member(kinds: tuple[Any, ...], value: Any, at: str) -> Any:
    """Build the first kind of a union that the value has; of one beside None, that one."""
    if value is None and types.NoneType in kinds:
        return None
    *others, last = (each for each in kinds if each is not types.NoneType)
    for kind in others:
        with contextlib.suppress(DocumentError):
            return build(kind, value, at)
    return build(last, value, at)


def _refuse(value: Any, expected: str, at: str) -> Any:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    raise DocumentError(f"{at.lstrip('.') or 'the file'} is {shown}, not {expected}")


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields by their names."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
