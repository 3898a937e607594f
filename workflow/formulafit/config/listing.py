"""A config as one text: what was written down, as it was understood."""

from __future__ import annotations

from typing import Any

from formulafit.config.block import Block
from formulafit.config.inputs import InputBlock
from formulafit.config.model import ConfigFile
from formulafit.yaml_text import to_yaml

_WORDS = ("title", "report")  # which change no number


def listing(file: ConfigFile) -> str:
    """Return a config as YAML: all that decides numbers, and was written down.

    Files and the command line are one, numbers are worked out, what was left out, or says how the
    paper looks, is left out.
    """
    return to_yaml(_plain(file))


def _plain(value: Any) -> Any:
    """Return a value as YAML holds it; of blocks the keys that were written down."""
    if isinstance(value, InputBlock) and value.scale == "linear":
        return _plain(value.range)  # also where a person wrote a block
    if isinstance(value, Block):
        names = (name for name in type(value).model_fields if name not in _WORDS)
        return {n: _plain(getattr(value, n)) for n in names if n in value.model_fields_set}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        return float(value)  # also of one that still knows how it was written
    if isinstance(value, str) and "\n" in value:
        return " ".join(value.split())  # an expression over several lines
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    return value
