"""The editor's schema and the table of keys in config/README.md, both from the one model."""

from __future__ import annotations

import json
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from formulafit.config.model import ConfigFile
from formulafit.config.settings import Block, Data, Network, Training, TrainingData
from formulafit.config.values import Name, Range

# What stands for a key of the person's own choice, below these blocks.
OWN_KEY = {"formulas": "<formula>", "variations": "<variation>", "predict": "<formula>"}
OVERRIDES = (Data, TrainingData, Network, Training)  # described once, at the top level
KINDS = {int: "whole number", float: "number", bool: "true or false", str: "text"}


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
    """Remove pydantic's title of every key, which an editor shows already, and refuse odd keys."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if "patternProperties" in schema:
            schema["additionalProperties"] = False
        for value in schema.values():
            _tidy(value)
    elif isinstance(schema, list):
        for value in schema:
            _tidy(value)


def table() -> str:
    """Return the table of all keys as Markdown."""
    head = ["| Key | Kind | Default | Meaning |", "|---|---|---|---|"]
    return "\n".join([*head, *_rows(ConfigFile, "", top=True)])


def _rows(block: type[Block], path: str, top: bool = False) -> list[str]:
    rows = []
    for name, field in block.model_fields.items():
        here, annotation = f"{path}{name}", field.annotation
        inner = _block(annotation)
        if inner is None or (inner in OVERRIDES and not top and path != "training."):
            cells = [f"`{here}`", _kind(annotation), _default(field), field.description or ""]
            rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
        else:
            below = f"{here}.{OWN_KEY[name]}." if name in OWN_KEY else f"{here}."
            rows += _rows(inner, below)
    return rows


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
        return f"{{{'name' if arguments[0] == Name else 'key'}: {_kind(arguments[1])}}}"
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return "block"
    return _kind(arguments[0])  # Annotated


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "" if field.default_factory else "required"
    return f"`{json.dumps(field.default)}`"
