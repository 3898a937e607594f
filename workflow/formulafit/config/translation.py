"""Mistakes in a config that pydantic finds, told so that a person can mend them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from formulafit.config import mends
from formulafit.config.errors import ConfigProblem, shown
from formulafit.config.values import KEY_IN_WORDS

KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "text",
    "list": "a list",
    "dict": "a block of keys",
    "model": "a block of keys",
}
LIMITS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def translate(error: ValidationError) -> list[ConfigProblem]:
    """Put pydantic's findings into our words."""
    return [_translate(each) for each in error.errors(include_url=False)]


def _translate(error: Any) -> ConfigProblem:
    kind, value, steps = error["type"], error["input"], list(error["loc"])
    context = error.get("ctx", {})
    is_key = bool(steps) and steps[-1] == "[key]"
    if is_key:
        steps = steps[:-2]
    path = dotted(steps)
    if kind == "formulafit":
        at = context["at"]
        return (f"{path}.{at}" if at else path), context["message"]
    if kind == "extra_forbidden":
        return path, mends.unknown(steps, value)
    if kind == "missing":
        return path, f"is missing{mends.below(steps)}"
    if kind == "invalid_key" or (is_key and kind == "string_type"):
        parent = steps if is_key else steps[:-1]
        return dotted(parent), mends.bad_key(value if is_key else steps[-1], parent)
    if is_key:
        instead = mends.key_instead(value, steps)
        return path, f"{shown(value)} cannot be a key; use {KEY_IN_WORDS}{instead}"
    if kind in ("too_short", "too_long", "list_type") and _is_range(steps):
        if value is None:
            return path, f"is empty; write [low, high], as in {steps[-1]}: [0, 6]"
        return path, f"{shown(value)} is not a range; {mends.range_of(value)}"
    if kind == "string_too_short" or (kind == "too_short" and isinstance(value, str)):
        return path, "is empty; write something, or leave the key out"
    if kind == "too_short":
        return path, f"is empty; at least one is needed{mends.example(steps)}"
    if kind == "string_pattern_mismatch":
        instead = mends.key_instead(value, steps)
        return path, f"{shown(value)} cannot be a key; use {KEY_IN_WORDS}{instead}"
    if kind == "finite_number":
        return path, f"{shown(value)} is not finite; write a number such as 1.5"
    if kind == "literal_error":
        expected = context["expected"].replace("'", "")
        meant = mends.word_instead(value, re.split(", | or ", expected))
        write = f"{meant} Write" if meant else "; write"
        return path, f"{shown(value)} is not known{write} {expected}"
    if kind in LIMITS:
        limit, words = LIMITS[kind]
        return path, f"{shown(value)} is out of range; it has to be {words} {context[limit]:g}"
    expected = KINDS.get(kind.split("_")[0])
    if expected and value is None and mends.is_required(steps):
        return path, f"is empty{mends.example(steps) or '; write one'}"
    if expected:
        return path, f"{shown(value)} is not {expected}{mends.of_kind(value, expected, steps)}"
    return path, f"{shown(value)}: {error['msg']}"


def dotted(steps: Sequence[str | int]) -> str:
    """Return a path such as ``predict.damped_wave[0].x``."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _is_range(steps: Sequence[str | int]) -> bool:
    return len(steps) > 1 and steps[-2] in ("inputs", "train_box")
