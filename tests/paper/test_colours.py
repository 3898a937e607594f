"""The colours of the page, light and dark: text is to be read by WCAG 2.2, level AA."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPORT = Path(__file__).parents[2] / "report"
CSS = re.sub(r"/\*.*?\*/", "", (REPORT / "paper.css").read_text(encoding="utf-8"), flags=re.DOTALL)
DARK = "@media screen and (prefers-color-scheme: dark)"
TEXT = ["ink", "soft", "link", "keyword", "name", "string", "number", "comment", "error"]


def scheme(css: str) -> dict[str, str]:
    """Return the colours of the first :root of `css`, by name."""
    (found,) = re.findall(r":root\s*{(.*?)}", css, re.DOTALL)[:1]
    return dict(re.findall(r"--([\w-]+):\s*(#\w+)", found))


def luminance(colour: str) -> float:
    """Return the relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.478, abs=1e-3)  # the known near miss


@pytest.mark.parametrize("css", [CSS, CSS[CSS.index(DARK) :]], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(css):
    colours = scheme(css)
    for ground in ("page", "code"):
        for name in TEXT:
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_dark_changes_every_colour_and_never_on_paper():
    dark = CSS[CSS.index(DARK) :]
    assert scheme(dark).keys() == scheme(CSS).keys()
    assert CSS.count("prefers-color-scheme") == CSS.count(DARK)
    rest = (
        CSS[CSS.index("}", CSS.index(":root")) : CSS.index(DARK)] + dark[dark.index("figure {") :]
    )
    assert not re.search(r"#[0-9a-f]{3,6}\b", rest)  # no colour that would stay as it is
