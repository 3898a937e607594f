"""Counts and lists in Chinese.

Nothing stands between Han and Latin letters or digits: the typesetter makes that room.
"""

from __future__ import annotations

from collections.abc import Sequence

from formulafit.language.joining import join

_SPELLED = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def spell(n: int) -> str:
    """Return a count as it stands before a measure word, in words up to twelve."""
    return _SPELLED[n] if n < len(_SPELLED) else f"{n:,}"


def counted(n: int, noun: str) -> str:
    """Return e.g. ``三个公式``; `noun` begins with its measure word."""
    return f"{spell(n)}{noun}"


def listing(items: Sequence[str], last: str = "和") -> str:
    """Return ``甲``, ``甲和乙`` or ``甲、乙和丙``."""
    return join(items, "、", last)


def sentences(*parts: str) -> str:
    """Return sentences one after the other."""
    return "".join(parts)
