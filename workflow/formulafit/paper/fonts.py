"""The text font of the paper: STIX General, a Times, which comes with matplotlib (SIL OFL 1.1)."""

from __future__ import annotations

from pathlib import Path

import matplotlib
from fontTools import subset  # type: ignore[import-untyped]  # it has no annotations

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


def stage(folder: Path, web: bool = True) -> None:
    """Put the family into `folder`: TrueType for Typst, small WOFF files to embed in the HTML.

    Only this family: others beside it, such as LastResort, would hide that a character has no
    glyph.
    """
    folder.mkdir(parents=True, exist_ok=True)  # the maths font lies there
    for font in sorted((Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob(f"{FAMILY}*.ttf")):
        (folder / font.name).write_bytes(font.read_bytes())
    if not web:
        return
    # recalc_timestamp: the same bytes each time; FFTM is a note of the tool that made the font
    options = subset.Options(
        flavor="woff", hinting=False, layout_features=["kern", "liga"], recalc_timestamp=False
    )
    options.drop_tables += ["FFTM"]
    for face in _WEB_FACES:
        with subset.load_font(folder / f"{face}.ttf", options) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=_CHARACTERS)
            subsetter.subset(font)
            subset.save_font(font, folder / f"{face}.woff", options)
