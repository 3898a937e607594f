"""Lists in a sentence, the same way in every language."""

from __future__ import annotations

from collections.abc import Sequence


def join(items: Sequence[str], between: str, last: str) -> str:
    """Return the items with `between` between them, and `last` before the last one."""
    return last.join(filter(None, (between.join(items[:-1]), *items[-1:])))
