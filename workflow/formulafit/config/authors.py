"""The authors of the paper: names, or blocks in the form that Quarto has for them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from formulafit.config.block import Block
from formulafit.config.errors import problem, shown
from formulafit.config.values import Text

NAME = ("given", "dropping-particle", "non-dropping-particle", "family")  # of Quarto's names
PLACE = ("department", "name", "city", "region", "state", "country")  # of an affiliation's keys


def one_text(value: Any) -> Any:
    """Read Quarto's forms of an affiliation, a block and a list, as one text."""
    if isinstance(value, dict) and "name" in value and value.keys() <= {*PLACE}:
        return ", ".join(str(value[key]) for key in PLACE if value.get(key))
    if isinstance(value, list) and value:
        texts = [one_text(each) for each in value]
        return "; ".join(texts) if all(isinstance(each, str) for each in texts) else value
    return value


def one_name(value: Any) -> Any:
    """Read Quarto's form of a name, a block of its parts, as one text."""
    if not isinstance(value, dict):
        return value
    text = value.get("literal") or " ".join(str(value[key]) for key in NAME if value.get(key))
    if not text or not value.keys() <= {*NAME, "literal"}:
        raise problem(
            f"{shown(value)} is not a name; write text, or {{given: Ada, family: Lovelace}}"
        )
    return text


def address(text: str) -> str:
    """Check an e-mail address."""
    name, _, host = text.partition("@")
    if not (name and host) or len(text.split()) != 1:
        raise problem(f"{shown(text)} is not an e-mail address; write one such as name@example.org")
    return text


class Author(Block):
    """An author; the keys are Quarto's."""

    model_config = ConfigDict(
        json_schema_extra=lambda schema: schema["properties"].update(
            affiliations=schema["properties"]["affiliation"]
        )
    )

    name: Annotated[
        Text, BeforeValidator(one_name), WithJsonSchema({"type": ["string", "object"]})
    ] = Field(description="Name of an author: text, or a block of `given` and `family`.")
    affiliation: Annotated[
        Text | None,
        BeforeValidator(one_text),
        WithJsonSchema({"type": ["string", "object", "array", "null"]}),
    ] = Field(None, description="Where they work: text, or a list of texts; `affiliations` too.")
    email: Annotated[Text, AfterValidator(address)] | None = Field(
        None, description="Their e-mail address."
    )

    @model_validator(mode="before")
    @classmethod
    def _forms(cls, value: Any) -> Any:
        """Read a name alone as an author, and `affiliations` as `affiliation`."""
        if not isinstance(value, dict):
            return {"name": value} if isinstance(value, str) else value
        if "affiliations" in value and "affiliation" not in value:
            value = {"affiliation" if k == "affiliations" else k: v for k, v in value.items()}
        return value


def listed(value: Any) -> Any:
    """Read one author alone, and none, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str | dict) else value


def _one_or_many(schema: dict[str, Any]) -> None:
    one = [{"type": "string"}, schema.pop("items")]
    del schema["type"]
    schema["anyOf"] = [*one, {"type": "array", "items": {"anyOf": one}}]


Authors = Annotated[list[Author], BeforeValidator(listed), Field(json_schema_extra=_one_or_many)]
