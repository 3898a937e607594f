"""Chinese in pictures: a font for what STIX has no glyph for, also beside formulas."""

from __future__ import annotations

from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib._mathtext import StixFonts
from matplotlib.mathtext import MathTextParser

from formulafit.han import SONG, fonts, is_han


class _StixAndHan(StixFonts):
    """The fonts of text with a formula in it, of which Matplotlib has no other fallback."""

    def _get_glyph(self, fontname: str, font_class: str, sym: str) -> Any:
        if len(sym) == 1 and is_han(sym):
            return font_manager.get_font(fonts()[SONG]), ord(sym), False
        return super()._get_glyph(fontname, font_class, sym)


@cache
def families() -> list[str]:
    """Make the font known to Matplotlib, and return its family; nothing where it is lacking."""
    if not fonts():
        return []
    font_manager.fontManager.addfont(fonts()[SONG])
    # private, and the one place where Matplotlib takes a class of fonts
    MathTextParser._font_type_mapping["stix"] = _StixAndHan  # type: ignore[attr-defined]
    return [SONG]
