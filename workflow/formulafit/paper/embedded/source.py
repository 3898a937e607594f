"""Read a .qmd file into its header, its text and its Python cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from formulafit.paper.errors import RenderError
from formulafit.paper.header import split_header

# what a cell may ask for, and what each option may be
OPTIONS: dict[str, tuple[object, ...]] = {
    "echo": (True, False),
    "eval": (True, False),
    "include": (True, False),
    "output": (True, False, "asis"),
}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_FLOAT_LABEL = re.compile(r"(fig|tbl|lst|eq|sec)-")


@dataclass(frozen=True)
class Text:
    """Markdown as it stands; `literal` inside a fenced block, where inline code is not run."""

    source: str
    line: int
    literal: bool = False


@dataclass(frozen=True)
class Cell:
    """A Python cell, its option lines included; `line` is that of its opening fence."""

    code: str
    line: int
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The code without the option lines."""
        lines = self.code.splitlines()
        return "\n".join(lines[_count_options(lines) :])

    @property
    def name(self) -> str:
        """How a message calls the cell."""
        label = self.options.get("label")
        return (
            f"the cell {label!r} (line {self.line})" if label else f"the cell of line {self.line}"
        )


def read(text: str, file: str) -> tuple[dict[str, Any], list[Text | Cell]]:
    """Split the source `text` of `file` into its YAML header and its blocks, in order.

    Raises
    ------
    RenderError
        A header that is not YAML, a fence that is not closed, an option that is not known.
    """
    header, rest = split_header(text, file)
    lines = text.splitlines()
    prose_from = position = len(lines) - len(rest.splitlines())
    blocks: list[Text | Cell] = []
    while position < len(lines):
        opening = _FENCE.match(lines[position])
        if not opening:
            position += 1
            continue
        end = _closing(lines, position, opening[1], file)
        if prose_from < position:
            blocks.append(Text("\n".join(lines[prose_from:position]), prose_from + 1))
        body = lines[position + 1 : end]
        if re.match(r"\{(\w+)", opening[2]):
            blocks.append(_cell(opening[2], body, position + 1, file))
        else:
            blocks.append(Text("\n".join(lines[position : end + 1]), position + 1, literal=True))
        prose_from = position = end + 1
    blocks.append(Text("\n".join(lines[prose_from:]), prose_from + 1))
    return header, blocks


def _closing(lines: list[str], opening: int, fence: str, file: str) -> int:
    """Return the index of the line that closes the fence opened in line `opening`."""
    for position in range(opening + 1, len(lines)):
        match = _FENCE.match(lines[position])
        if match and match[1].startswith(fence) and not match[2]:
            return position
    raise RenderError(f"{file}, line {opening + 1}: the block opened by {fence} is never closed")


def _cell(info: str, body: list[str], line: int, file: str) -> Cell:
    if info != "{python}":
        raise RenderError(
            f"{file}, line {line}: the cell {info} cannot be run; write {{python}}, with the "
            "options as '#| key: value' lines below it"
        )
    lines = body[: _count_options(body)]
    try:
        options = yaml.safe_load("\n".join(text[2:].strip() for text in lines)) or {}
    except yaml.YAMLError as error:
        raise RenderError(
            f"{file}, line {line}: the cell's options are not YAML: {error}"
        ) from error
    for key, value in options.items():
        _check_option(key, value, f"{file}, line {line}")
    return Cell("\n".join(body), line, options)


def _count_options(lines: list[str]) -> int:
    """Return how many lines at the top of a cell are options."""
    return next((i for i, text in enumerate(lines) if not text.startswith("#|")), len(lines))


def _check_option(key: str, value: object, place: str) -> None:
    if key == "label":
        if _FLOAT_LABEL.match(str(value)):
            raise RenderError(
                f"{place}: the label {value} of a cell; give figures, tables and listings their "
                f"label and caption with a Div, '::: {{#{value}}}'"
            )
    elif key not in OPTIONS:
        raise RenderError(
            f"{place}: unknown cell option {key!r}; known are label, {', '.join(sorted(OPTIONS))}"
        )
    elif value not in OPTIONS[key]:
        allowed = ", ".join(str(choice).lower() for choice in OPTIONS[key])
        raise RenderError(f"{place}: {key}: {value} is not one of {allowed}")
