"""An input of a formula: its range, and the scale on which it is drawn and seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, TypeAdapter, WithJsonSchema, model_validator

from formulafit.config.block import Block
from formulafit.config.errors import problem
from formulafit.config.values import Range


class InputBlock(Block):
    """An input whose points are not spread evenly over its range."""

    range: Range = Field(description="The lowest and the highest value.")
    scale: Literal["linear", "log"] = Field(
        "linear",
        description="`log` draws the input evenly in its logarithm, and shows that to the network.",
    )

    @model_validator(mode="after")
    def _logarithms_exist(self) -> Self:
        low, high = self.range
        if self.scale == "log" and low <= 0:
            begin = f"{high / 1e6:g}" if high > 0 else "1e-3"
            raise problem(
                f"[{low:g}, {high:g}] begins at {low:g}, which has no logarithm; begin above 0, as "
                f"at {begin}, or write scale: linear",
                "range",
            )
        return self


_RANGE: TypeAdapter[list[float]] = TypeAdapter(Range)


def checked_input(value: Any) -> InputBlock:
    """Check an input: a range, or a block with a range and a scale."""
    if isinstance(value, InputBlock):
        return value
    if isinstance(value, Mapping) and value.keys() & InputBlock.model_fields.keys():
        return InputBlock.model_validate(dict(value), strict=True)
    return InputBlock(range=_RANGE.validate_python(value, strict=True), scale="linear")


Input = Annotated[
    InputBlock,
    PlainValidator(checked_input),
    WithJsonSchema({"anyOf": [_RANGE.json_schema(), InputBlock.model_json_schema()]}),
]
