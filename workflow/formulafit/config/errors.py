"""Mistakes in a config, told so that a person can mend them: place, value, mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError

from formulafit.config.model import ConfigFile
from formulafit.config.settings import Block, Data, TrainingData
from formulafit.config.values import KEY_IN_WORDS, shown

Problem: TypeAlias = tuple[str, str]  # the path of the key; what is wrong with it, and the mend

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


class ConfigError(ValueError):
    """A config that cannot be used. The message has one line a problem.

    Parameters
    ----------
    source : str
        Where the config came from, such as ``config/config.yaml``.
    problems : sequence of (path, message)
        What is wrong. An empty path stands for the file as a whole.
    """

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        lines = (": ".join(filter(None, (source, *problem))) for problem in self.problems)
        # one line each, also where a key or YAML's own message has line breaks in it
        super().__init__("\n".join(" ".join(line.split()) for line in lines))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint "; did you mean …?" with the known word nearest to `word`, or nothing."""
    folded = {each.lower(): each for each in known}
    close = difflib.get_close_matches(str(word).lower(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""


def translate(error: ValidationError) -> list[Problem]:
    """Put pydantic's findings into our words."""
    return [_translate(each) for each in error.errors(include_url=False)]


def _translate(error: Any) -> Problem:
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
        return path, _unknown(steps)
    if kind == "missing":
        return path, "is missing"
    if kind == "invalid_key" or (is_key and kind == "string_type"):
        parent = path if is_key else dotted(steps[:-1])
        return parent, f"the key {shown(value if is_key else steps[-1])} is not text; {QUOTE}"
    if is_key:
        return path, f"{shown(value)} cannot be a key; use {KEY_IN_WORDS}"
    if kind in ("too_short", "too_long", "list_type") and _is_range(steps):
        return path, f"{shown(value)} is not a range; write [low, high]"
    if kind == "too_short":
        return path, "is empty; at least one is needed"
    if kind == "string_pattern_mismatch":
        return path, f"{shown(value)} cannot be a key; use {KEY_IN_WORDS}"
    if kind == "string_too_short":
        return path, "is empty; write something, or leave the key out"
    if kind == "finite_number":
        return path, f"{shown(value)} is not finite; write a number such as 1.5"
    if kind == "literal_error":
        expected = context["expected"].replace("'", "")
        return path, f"{shown(value)} is not known; write {expected}"
    if kind in LIMITS:
        limit, words = LIMITS[kind]
        return path, f"{shown(value)} is out of range; it has to be {words} {context[limit]:g}"
    expected = KINDS.get(kind.split("_")[0])
    if expected:
        return path, f"{shown(value)} is not {expected}{_mend(value, expected)}"
    return path, f"{shown(value)}: {error['msg']}"


QUOTE = "YAML reads yes, no, on, off as true and false, and 1 as a number: put it in quotes"


def _mend(value: Any, expected: str) -> str:
    if value is None:
        return "; write one, or leave the key out"
    if expected == "text":
        return f'; put it in quotes, "{value}"' if not isinstance(value, dict | list) else ""
    if expected in ("a number", "a whole number"):
        if isinstance(value, bool):
            return " (YAML reads yes, no, on, off as true and false)"
        if isinstance(value, float) and value.is_integer():
            return f"; write {int(value)}"
        if isinstance(value, str) and _reads_as_number(value):
            return "; write it without quotes, and with digits and a point alone"
    if expected == "a list":
        return f"; write [{value}]" if isinstance(value, int | float | str) else ""
    return ""


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def dotted(steps: Sequence[str | int]) -> str:
    """Return a path such as ``predict.damped_wave[0].x``."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def _is_range(steps: Sequence[str | int]) -> bool:
    return len(steps) > 1 and steps[-2] in ("inputs", "train_box")


def _unknown(steps: Sequence[str | int]) -> str:
    """Say that a key is unknown, and which one may have been meant."""
    key, block = str(steps[-1]), _block_at(steps[:-1])
    if block is TrainingData and key in Data.model_fields:
        return (
            "a variation shares the points and the test set of its formula; set it in the formula's"
            " data or at the top level"
        )
    known = list(block.model_fields)
    hint = nearest(key, known)
    if not hint:
        places = [path for path in _places(ConfigFile) if path.split(".")[-1] == key]
        hint = (
            f"; it belongs in {places[0].rpartition('.')[0] or 'the top level'}" if places else ""
        )
    return f"unknown key{hint or '; the keys here are ' + ', '.join(known)}"


def _block_at(steps: Sequence[str | int]) -> type[Block]:
    """Return the model which stands at a path of the config."""
    place: Any = ConfigFile
    for step in steps:
        if isinstance(place, type) and issubclass(place, BaseModel):
            place = place.model_fields[str(step)].annotation
        else:  # the values of dict[Key, Block]
            place = get_args(place)[-1]
    block: type[Block] = place
    return block


def _places(block: type[Block], path: str = "") -> list[str]:
    """Return the paths of all settings that stand in one place: not those below a key of a dict."""
    found = []
    for name, field in block.model_fields.items():
        here = f"{path}.{name}".lstrip(".")
        found.append(here)
        if isinstance(field.annotation, type) and issubclass(field.annotation, Block):
            found += _places(field.annotation, here)
    return found
