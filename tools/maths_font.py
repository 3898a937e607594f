"""Make the maths font of the paper, report/fonts/, from the STIX Two Math of the STIX project.

    python -m pip install ziamath brotli
    python tools/maths_font.py

ziamath carries the font whole (1.5 MB); brotli packs WOFF2. Two subsets are made: a TrueType file
for the PDF, with every letter of mathematics, and a WOFF2 file that goes into each HTML page, with
the letters that papers of this kind have. Both keep the table MATH, from which a browser and Typst
take brackets that grow, and the thinner forms of indices. The same font gives the same bytes.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fontTools import subset

FOLDER = Path(__file__).resolve().parents[1] / "report" / "fonts"
NAME = "STIXTwoMath-Regular"

# What TeX's names stand for besides letters: signs, accents, arrows, operators, parts of brackets
SIGNS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x131, 0x237),  # dotless i and j, under accents
    *(0x2C6, 0x2C7, *range(0x2D8, 0x2DD)),  # accents that stand alone, as MathML has them
    *range(0x300, 0x30D),
    0x20D7,
    *range(0x391, 0x3D7),
    *(0x3F0, 0x3F1, 0x3F5),
    *range(0x2010, 0x2045),
    0x2057,
    *range(0x2061, 0x2065),
    *range(0x2100, 0x2150),
    *range(0x2190, 0x21D6),
    *range(0x2200, 0x22F2),
    *range(0x2308, 0x230C),
    *range(0x239B, 0x23B4),
    *range(0x23DC, 0x23E2),
    *(0x25A1, 0x25B3, 0x25CB, 0x25CF),
    *range(0x27E6, 0x27F0),
    *range(0x27F5, 0x2800),
    *range(0x2A00, 0x2A07),
    *(0x2A7D, 0x2A7E),
]
LETTERS = range(0x1D400, 0x1D800)  # every alphabet
# italic, bold, bold italic, double-struck; Latin and Greek
COMMON_LETTERS = [*range(0x1D400, 0x1D49C), *range(0x1D538, 0x1D56C), *range(0x1D6A4, 0x1D756)]


def main() -> None:
    """Write both files."""
    ziamath = find_spec("ziamath")
    if ziamath is None or ziamath.origin is None:
        raise SystemExit("The font is in ziamath: python -m pip install ziamath brotli")
    whole = Path(ziamath.origin).parent / "fonts" / f"{NAME}.ttf"
    FOLDER.mkdir(exist_ok=True)
    for target, characters in (
        (FOLDER / f"{NAME}.ttf", [*SIGNS, *LETTERS]),
        (FOLDER / f"{NAME}.woff2", [*SIGNS, *COMMON_LETTERS]),
    ):
        save(whole, target, characters)
        print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


def save(whole: Path, target: Path, characters: list[int]) -> None:
    """Write the subset of a font that has these characters and what MATH makes of them."""
    options = subset.Options(
        flavor="woff2" if target.suffix == ".woff2" else None,
        hinting=False,
        layout_features=["ccmp", "dtls", "ssty"],
        name_IDs=[*range(7), 13, 14],  # 13 and 14 name the licence
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["DSIG"]  # the signature of the whole font
    with subset.load_font(whole, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        subset.save_font(font, target, options)


if __name__ == "__main__":
    main()
