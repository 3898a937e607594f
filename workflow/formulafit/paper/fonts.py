"""The text fonts of the paper: STIX General, a Times, which comes with matplotlib (SIL OFL 1.1).

Chinese is set in Noto's fonts (`formulafit.han`), of which a page has what it shows.
"""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path
from typing import Any

import matplotlib
from fontTools import subset  # it has no annotations

from formulafit import han

FAMILY = "STIXGeneral"
# Latin with its accents, Greek, dashes and quotes, arrows, the operators of running text
_CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x391, 0x3CA),
    *range(0x2010, 0x2034),
    *range(0x2190, 0x2195),
    *map(ord, "∈−∏∑√∞≈≠≤≥"),
]
_WEB_FACES = ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic")


# Signs of Chinese text that Latin fonts have as well, and have narrower.
_WIDE = set("·—‘’“”…")
_WEB_FAMILIES = {han.SONG: "Paper Song", han.HEI: "Paper Hei"}  # as paper.css calls them
_DATA = re.compile(r"data:[\w/+.-]+;base64,[\w+/=]+")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)


def stage(folder: Path, web: bool = True) -> None:
    """Put the families into `folder`: whole ones for Typst, small WOFF files to embed in the HTML.

    Only these families: others beside them, such as LastResort, would hide that a character has no
    glyph.
    """
    folder.mkdir(parents=True, exist_ok=True)  # the maths font lies there
    for font in sorted((Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob(f"{FAMILY}*.ttf")):
        (folder / font.name).write_bytes(font.read_bytes())
    for path in han.fonts().values():
        (folder / path.name).symlink_to(path)
    if web:
        for face in _WEB_FACES:
            characters = set(map(chr, _CHARACTERS))
            (folder / f"{face}.woff").write_bytes(_subset(folder / f"{face}.ttf", characters))


def with_chinese(page: str, more: str = "") -> str:
    """Return an HTML page with those signs of Chinese fonts that it shows, or that are in `more`.

    One without such signs, or where the fonts are not installed, stays as it is.
    """
    shown = set(html.unescape(_DATA.sub("", page))) | set(more)
    shown |= {chr(int(code, 16)) for code in _ESCAPED.findall(page)}
    wanted = {sign for sign in shown if han.is_han(sign)}
    if not wanted or not han.fonts():
        return page
    faces = "\n".join(
        f'@font-face {{ font-family: "{_WEB_FAMILIES[family]}"; src: url("data:font/woff;base64,'
        f'{base64.b64encode(_subset(path, wanted | shown & _WIDE)).decode()}") format("woff"); }}'
        for family, path in han.fonts().items()
    )
    return page.replace("</head>", f"<style>\n{faces}\n</style>\n</head>", 1)


def _subset(path: Path, characters: set[str]) -> bytes:
    """Return the part of a font that shows these characters, as WOFF; the same bytes each time."""
    # recalc_timestamp: no time of today; FFTM is a note of the tool that made the font
    options: Any = subset.Options(
        flavor="woff", hinting=False, layout_features=["kern", "liga"], recalc_timestamp=False
    )
    options.drop_tables += ["FFTM"]
    made = io.BytesIO()
    with subset.load_font(path, options, lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(characters)))
        subsetter.subset(font)
        subset.save_font(font, made, options)
    return made.getvalue()
