"""An error of a config: one line a problem, with its place, the value and the mend."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

from pydantic_core import PydanticCustomError

from formulafit.config.invisible import escaped
from formulafit.suggestions import did_you_mean

ConfigProblem: TypeAlias = tuple[
    str, str
]  # the path of the key; what is wrong with it, and the mend


class Origin(Protocol):
    """Several files, say: each key's path is from one of them."""

    def located(self, path: str) -> str:
        """Return a key's path behind where it is from: ``config/config.yaml: line 12: seed``."""


class ConfigError(ValueError):
    """A config that cannot be used. The message has one line a problem.

    Parameters
    ----------
    source : str or Origin
        Where the config came from, such as ``config/config.yaml``.
    problems : sequence of (path, message)
        What is wrong. An empty path stands for the file as a whole.
    """

    def __init__(self, source: str | Origin, problems: Iterable[ConfigProblem]) -> None:
        self.problems = list(problems)
        lines = (f"{located(source, path)}: {message}" for path, message in self.problems)
        # one line each, also where a key or YAML's own message has line breaks in it
        super().__init__("\n".join(" ".join(line.split()) for line in lines))


def located(source: str | Origin, path: str) -> str:
    """Return a key's path behind where it is from; an empty path stands for the whole."""
    if isinstance(source, str):
        return f"{source}: {path}" if path else source
    return source.located(path)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint "; did you mean …?" with the known word nearest to `word`, or nothing."""
    return did_you_mean(word, known, before="; ")


def problem(message: str, at: str = "") -> PydanticCustomError:
    """Return an error for pydantic to collect; `at` is the key below, where it is not this one."""
    return PydanticCustomError("formulafit", "{message}", {"message": message, "at": at})


def shown(value: Any) -> str:
    """Return a value as YAML would hold it on one line, shortened; what cannot be seen escaped."""
    if isinstance(value, float) and not math.isfinite(value):
        return re.sub("inf|nan", r".\g<0>", str(value))
    text = escaped(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else text[:57] + "..."
