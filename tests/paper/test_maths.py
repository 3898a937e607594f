"""The maths font of the paper, and the MathML that is set in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from formulafit.paper.embedded import pandoc

REPORT = Path(__file__).parents[2] / "report"
FONT = REPORT / "fonts" / "STIXTwoMath-Regular.ttf"


@pytest.fixture(scope="module")
def font():
    with TTFont(FONT) as font:
        yield font


def test_the_font_has_what_formulas_are_set_with(font):
    """Italic letters, Latin and Greek, bold ones, signs; brackets and roots grow by MATH."""
    known = font.getBestCmap()
    italic = [*range(0x1D44E, 0x1D455), *range(0x1D456, 0x1D468), ord("ℎ")]
    greek, bold = range(0x1D6FC, 0x1D715), range(0x1D41A, 0x1D434)
    signs = map(ord, "0123456789+−=()[]⋅√∑∫⌊⌋⌈⌉∧∨¬≠≤≥ˆ⊤ΓΔℒ")
    assert {*italic, *greek, *bold, *signs} <= known.keys()
    variants = font["MATH"].table.MathVariants
    growing = variants.VertGlyphCoverage.glyphs
    assert {known[ord(sign)] for sign in "()[]{}|‖√⌊⌉"} <= set(growing)
    assert "ssty" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_font_names_its_licence(font):
    assert font["name"].getDebugName(1) == "STIX Two Math"  # what the Typst template asks for
    assert "SIL Open Font License, Version 1.1" in font["name"].getDebugName(13)
    licence = (FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert font["name"].getDebugName(0) in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    web = FONT.with_suffix(".woff2")
    assert web.read_bytes()[:4] == b"wOF2"
    assert web.stat().st_size < 150_000  # it goes into each page


def test_the_page_and_the_pdf_name_the_font():
    css = (REPORT / "paper.css").read_text(encoding="utf-8")
    assert 'font-family: Maths; src: url("fonts/STIXTwoMath-Regular.woff2")' in css
    assert re.search(r"^math \{ font-family: Maths,", css, re.MULTILINE)
    assert '"STIX Two Math"' in (REPORT / "typst-template.typ").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tex", "markup"),
    [
        (r"\mathbf{w}", "<mi>𝐰</mi>"),
        (r"\mathbf{Ab}", "<mi>𝐀</mi><mi>𝐛</mi>"),
        (r"\boldsymbol{w}", '<mi mathvariant="bold-italic">𝒘</mi>'),
        (r"\hat{y}", '<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>'),
        (r"\bar x", '<mover accent="true"><mi>x</mi><mo stretchy="false">¯</mo></mover>'),
        (r"\widehat{xy}", '<mo accent="true">\u0302</mo>'),  # grows
    ],
)
def test_letters_and_accents_are_those_of_tex(tex, markup):
    command = [pandoc.executable(), "--from=markdown", "--to=html5", "--mathml"]
    result = subprocess.run(
        [*command, f"--lua-filter={REPORT / 'finish.lua'}"],
        input=f"${tex} < 1$",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert markup in result.stdout
    assert f'<annotation encoding="application/x-tex">{tex} &lt; 1</annotation>' in result.stdout
