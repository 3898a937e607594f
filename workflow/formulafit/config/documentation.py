"""The editor's schema and the table of keys in config/README.md, both from the one model."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from formulafit.config.block import Block
from formulafit.config.model import ConfigFile
from formulafit.config.settings import Data, Network, Training, TrainingData
from formulafit.config.titles import LanguageCode
from formulafit.config.values import Name, Range

# What stands for a key of the person's own choice, below these blocks.
OWN_KEY = {
    "formulas": "<formula>",
    "variations": "<variation>",
    "studies": "<study>",
    "members": "<member>",
    "predict": "<formula>",
    "authors": "<n>",
}
OVERRIDES = (Data, TrainingData, Network, Training)  # described once, at the top level
CONSTANT = r"\d|\b(pi|e)\b"  # what every constant expression has in it
KINDS = {int: "whole number", float: "number", bool: "true or false", str: "text", Any: "value"}


def json_schema() -> dict[str, Any]:
    """Return the JSON schema by which an editor completes and checks a config as it is typed."""
    schema = ConfigFile.model_json_schema()
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Config of formulafit",
        **schema,
    }


def _tidy(schema: Any) -> None:
    """Say what pydantic does not: numbers as text, odd keys, keys that hold anchors; no titles."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if schema.get("type") in ("number", "integer"):  # limits are those of numbers alone
            schema |= {"type": [schema["type"], "string"], "pattern": CONSTANT}
        keys = schema.get("patternProperties", {})  # of a person's own
        block = schema.get("additionalProperties") is False
        if block or any("$ref" in value for value in keys.values()):
            schema["patternProperties"] = {**keys, "^x-": {}}
        if keys:
            schema["additionalProperties"] = False
        for value in schema.values():
            _tidy(value)
    elif isinstance(schema, list):
        for value in schema:
            _tidy(value)


def table() -> str:
    """Return the table of all keys as Markdown."""
    rows = ["| Key | Kind | Default | Meaning |", "|---|---|---|---|"]
    for path, field in settings():
        kind = _kind(field.annotation)
        cells = [f"`{path}`", kind, _default(field), field.description or ""]
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(rows)


def settings(
    block: type[Block] = ConfigFile, path: str = "", top: bool = True
) -> Iterator[tuple[str, FieldInfo]]:
    """Yield all keys by their paths; those that override others as one block."""
    for name, field in block.model_fields.items():
        here, inner = f"{path}{name}", _block(field.annotation)
        if inner is None or (inner in OVERRIDES and not top and path != "training."):
            yield here, field
        else:
            if get_origin(field.annotation) is list:
                yield here, field
            below = f"{here}.{OWN_KEY[name]}." if name in OWN_KEY else f"{here}."
            yield from settings(inner, below, top=False)


def _block(annotation: Any) -> type[Block] | None:
    """Return the block which a key holds, itself or under keys of the person's own."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return annotation
    inner = [_block(argument) for argument in get_args(annotation)]
    return next((block for block in inner if block), None)


def _kind(annotation: Any) -> str:
    """Describe a type in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in KINDS:
        return KINDS[annotation]
    if annotation == Range:
        return "[low, high]"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(each) for each in arguments if each is not types.NoneType)
    if origin is list:
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        key = {Name: "name", LanguageCode: "language"}.get(arguments[0], "key")
        return f"{{{key}: {_kind(arguments[1])}}}"
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return "block"
    return _kind(arguments[0])  # Annotated


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "" if field.default_factory else "required"
    return f"`{json.dumps(field.default, ensure_ascii=False)}`"
