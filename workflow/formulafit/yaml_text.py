"""YAML as a person writes it: what fits on a line stands on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 96  # columns


def to_yaml(content: Mapping[str, Any]) -> str:
    """Return mappings, lists and plain values as YAML, keys in their order, in ASCII.

    The top level is a block; what is below a key stands on its line where that has room.
    """
    return "".join(f"{line}\n" for key, value in content.items() for line in _entry(key, value, ""))


def _entry(key: str, value: Any, indent: str) -> list[str]:
    """Return the lines of a key of a mapping."""
    line = f"{indent}{_flow(key)}: {_flow(value)}"
    if len(line) <= WIDTH or not value or not isinstance(value, Mapping | list):
        return [line]
    if isinstance(value, Mapping):
        below = (_entry(name, each, f"{indent}  ") for name, each in value.items())
        return [f"{indent}{_flow(key)}:", *(line for lines in below for line in lines)]
    return [f"{indent}{_flow(key)}:", *(f"{indent}  - {_flow(each)}" for each in value)]


def _flow(value: Any) -> str:
    """Return a value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10**9)
    return text.removesuffix("\n").removesuffix("\n...")
