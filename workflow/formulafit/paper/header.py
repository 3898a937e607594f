"""The YAML header of a .qmd file."""

from __future__ import annotations

from typing import Any

import yaml

from formulafit.paper.errors import RenderError


def split_header(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Split the source `text` of `file` into its header, which may be absent, and the rest.

    Raises
    ------
    RenderError
        A header that is not closed or not a YAML mapping.
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return {}, text
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == "---"), None)
    if end is None:
        raise RenderError(f"{file}: the header that begins in line 1 has no closing ---")
    try:
        header = yaml.safe_load("".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        raise RenderError(f"{file}: the header is not YAML: {error}") from error
    if not isinstance(header, dict):
        raise RenderError(f"{file}: the header is not a list of 'key: value' lines")
    return header, "".join(lines[end + 1 :])
