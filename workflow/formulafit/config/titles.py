"""Languages by their codes, and titles that have a text in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import (
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from formulafit.config.block import without_extensions
from formulafit.config.errors import nearest, problem, shown
from formulafit.config.values import Text
from formulafit.language import known

OTHERWISE_CALLED = {  # languages, and what people write for their codes
    "en": "eng english en-us en-gb",
    "zh": "cn zho chi chinese mandarin zh-cn zh-hans zh-sg 中文 汉语",
}


def language(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Check the code of a language."""
    try:
        return check(value)
    except ValidationError:
        codes = known.codes()
        word = str(value).lower().replace("_", "-")
        meant = [code for code in codes if word in OTHERWISE_CALLED.get(code, "").split()]
        hint = f"; did you mean {meant[0]}?" if meant else nearest(word, codes)
        there_is = f"known are {', '.join(codes)}"
        raise problem(f"there is no language {shown(value)}{hint or '; ' + there_is}") from None


if TYPE_CHECKING:
    LanguageCode: TypeAlias = str
else:  # those that there are
    LanguageCode = Annotated[Literal[known.codes()], WrapValidator(language)]

_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_TEXTS: TypeAdapter[dict[str, str]] = TypeAdapter(
    Annotated[dict[LanguageCode, Text], Field(min_length=1)]
)


def title(value: Any) -> str | dict[str, str]:
    """Check a title: a text, or texts by languages."""
    if isinstance(value, Mapping):
        return _TEXTS.validate_python(without_extensions(dict(value)), strict=True)
    return _TEXT.validate_python(value, strict=True)


_TEXTS_SCHEMA = {
    "type": "object",
    "properties": {code: _TEXT.json_schema() for code in known.codes()},
    "additionalProperties": False,
    "minProperties": 1,
}
Title = Annotated[
    str | dict[LanguageCode, str],
    PlainValidator(title),
    WithJsonSchema({"anyOf": [_TEXT.json_schema(), _TEXTS_SCHEMA]}),
]
