"""The error of a paper that cannot be rendered."""

from __future__ import annotations

import re


class RenderError(RuntimeError):
    """The paper cannot be rendered; the message says where, why, and what mends it."""


def plain(text: str) -> str:
    """Return a program's output without the codes that colour it on a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def last_lines(text: str, count: int = 15) -> str:
    """Return the last `count` lines of a program's output, indented to stand under a message."""
    lines = [line.rstrip() for line in plain(text).strip().splitlines()]
    return "\n".join(f"  {line}" for line in lines[-count:])
