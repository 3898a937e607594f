"""The blocks that a config is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Block(BaseModel):
    """A block of the config: unknown keys and values of another kind are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _own_keys(cls, value: Any) -> Any:
        """Read a key with nothing below it (or all of it a comment) as an empty block."""
        return without_extensions({} if value is None else value)


def without_extensions(value: Any) -> Any:
    """Leave out the keys that begin with x-, which hold YAML's anchors, as in Docker Compose."""
    if not isinstance(value, dict):
        return value
    return {key: each for key, each in value.items() if not str(key).startswith("x-")}


B = TypeVar("B", bound=Block)


def nested(block: type[B], description: str) -> Any:
    """Return the field of a block within a block; what is not written down is its default."""
    factory: Callable[[], B] = block
    return Field(default_factory=factory, description=description)
