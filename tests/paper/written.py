"""A paper as Markdown, its cells and inline code run in this process, without a kernel."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path
from typing import Any
from unittest import mock

from formulafit.paper.embedded.source import Cell, read

REPORT = Path(__file__).parents[2] / "report"
INLINE = re.compile(r"`\{python\} ([^`\n]+)`")


def written(results: Path, language: str) -> str:
    """Return the paper of a results folder in a language, as pandoc gets it."""
    path = REPORT / f"paper.{language}.qmd"
    _, blocks = read(path.read_text(encoding="utf-8"), path.name)
    names: dict[str, Any] = {}
    environment = {
        "FORMULAFIT_RESULTS": str(results),
        "FORMULAFIT_LANGUAGE": language,
        "FORMULAFIT_ENGINE": "embedded",
    }
    with mock.patch.dict(os.environ, environment):
        return "\n\n".join(
            _printed(block.code, names)
            if isinstance(block, Cell)
            else block.source
            if block.literal
            else INLINE.sub(lambda match: _shown(match[1], names), block.source)
            for block in blocks
        )


def _printed(code: str, names: dict[str, Any]) -> str:
    printed, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complaints):
        exec(compile(code, "cell", "exec"), names)
    assert complaints.getvalue() == ""
    return printed.getvalue()


def _shown(code: str, names: dict[str, Any]) -> str:
    value = eval(code, names)
    assert isinstance(value, str | int) or hasattr(value, "_repr_markdown_"), code
    text = str(getattr(value, "data", value))
    assert text.strip(), f"{code} is empty, in whose place Quarto shows the code"
    return text
