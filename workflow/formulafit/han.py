"""The fonts of Chinese, Noto Serif SC (Song) and Noto Sans SC (Hei), and what is set in them.

They come with the package ``pylopdf-fonts-zh-cn`` (SIL OFL 1.1), in one weight, upright. So what is
bold or italic in Latin letters is Hei in Chinese ones, as Chinese books have it.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

SONG = "Noto Serif SC"
HEI = "Noto Sans SC"
PACKAGE = "pylopdf-fonts-zh-cn"
FIRST = "\u2e80"  # of the signs of East Asian writing; full-width punctuation is behind it as well


@cache
def fonts() -> dict[str, Path]:
    """Return the fonts' files by their families; none where they are not installed."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        return {}
    files = {SONG: "NotoSerifSC-Regular.otf", HEI: "NotoSansSC-Regular.otf"}
    return {family: Path(spec.origin).parent / name for family, name in files.items()}


def is_han(sign: str) -> bool:
    """Tell whether a sign is one of East Asian writing, which Latin fonts do not have."""
    return sign >= FIRST
