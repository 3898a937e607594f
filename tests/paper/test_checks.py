"""What of a config's paper is checked before anything is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from formulafit import han
from formulafit.config.errors import ConfigError
from formulafit.config.loading import check as check_config
from formulafit.config.resolved import Config
from formulafit.paper import quarto
from formulafit.paper.checks import CHINESE, KNOWN, check
from formulafit.paper.embedded import pdf
from formulafit.paper.embedded.pdf import without_glyph


def asked(
    formula: str | dict[str, str] | None = None,
    variation: str | None = None,
    studies: dict[str, Any] | None = None,
    **report: Any,
) -> Config:
    line = {"expression": "2*t", "inputs": {"t": [0, 1]}, "title": formula}
    variations = {"v": {"title": variation}}
    data = {"formulas": {"line": line}, "variations": variations, "report": report}
    return check_config(data | ({"studies": studies} if studies else {}))


@pytest.fixture
def no_quarto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarto, "find", lambda: None)


def test_signs_that_the_fonts_lack_are_told_with_their_place(no_quarto: None) -> None:
    plan = asked("𐎀𐎁 波 1", "ж α", title='"é" \\ 𐎂', authors=["A", "Ł 𐎃"], engine="embedded")
    with pytest.raises(ConfigError) as caught:
        check(plan)
    assert [path for path, _ in caught.value.problems] == [
        *("report.title", "formulas.line.title", "report.authors[1]")
    ]
    assert '"𐎀𐎁 波 1" has 𐎀, 𐎁, for which the paper\'s fonts have no' in str(caught.value)


def test_chinese_is_fine_in_every_paper(no_quarto: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "without_glyph", lambda *_, **__: pytest.fail("no font is opened"))
    title = {"en": "阻尼波", "zh": "阻尼波（一）"}
    check(asked(title, title="用《多层》感知机：拟合", authors=["李 Ł"], languages=["en", "zh"]))


def test_fonts_of_chinese_that_are_lacking_are_told(
    no_quarto: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(han, "fonts", dict)
    check(asked({"en": "Wave", "zh": "波"}, languages=["en"]))
    for languages, title, path in (
        (["en", "zh"], {"en": "Wave", "zh": "波"}, "report.languages[1]"),
        (["en"], "波", "formulas.line.title"),
    ):
        with pytest.raises(ConfigError, match="pip install pylopdf-fonts-zh-cn") as caught:
            check(asked(title, languages=languages, engine="embedded"))
        assert [place for place, _ in caught.value.problems] == [path]


def test_signs_of_chinese_that_are_not_looked_up_are_there() -> None:
    usual = {ord(sign) for sign in map(chr, range(0x10000)) if CHINESE.fullmatch(sign)}
    assert len(usual) > 20_000
    for path in han.fonts().values():
        with TTFont(path, lazy=True) as font:
            assert usual <= font.getBestCmap().keys()


def test_the_language_of_a_title_is_told(no_quarto: None) -> None:
    with pytest.raises(ConfigError) as caught:
        check(asked({"en": "\U00010380"}, engine="embedded"))
    assert [path for path, _ in caught.value.problems] == ["formulas.line.title.en"]


def test_titles_of_studies_and_of_their_members_are_checked(no_quarto: None) -> None:
    members = {"small": {"title": "𐎀", "network": {"hidden": [8]}}, "large": {}}
    plan = asked(studies={"width": {"title": "𐎁", "members": members}})
    with pytest.raises(ConfigError) as caught:
        check(plan)
    paths = [path for path, _ in caught.value.problems]
    assert sorted(paths) == ["studies.width.members.small.title", "studies.width.title"]


def test_signs_that_they_have_pass(no_quarto: None) -> None:
    check(asked("Damped wave", "ж α – ½ ≤", title="Ångström's “étude”", authors=["Łukasz Öz"]))


def test_signs_that_are_not_looked_up_are_there() -> None:
    known = "".join(sign for sign in map(chr, range(0x20, 0x2300)) if KNOWN.fullmatch(sign))
    assert len(known) > 300
    assert without_glyph(known) == set()
    assert without_glyph(known + "阻𐎀") == {"𐎀"}


def test_quarto_has_to_be_there_where_it_is_asked_for(
    no_quarto: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=r'report\.engine: "quarto" cannot be used here: '):
        check(asked(engine="quarto"))
    check(asked(engine="auto"))
    monkeypatch.setattr(quarto, "find", lambda: Path("quarto"))
    check(asked(engine="quarto"))


@pytest.mark.parametrize("engine", ["auto", "quarto"])
def test_quarto_takes_the_fonts_of_the_system_as_well(
    monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr(quarto, "find", lambda: Path("quarto"))
    here, nowhere = "𐎀", "𐎁"  # Ugaritic: in none of our fonts
    asked_fonts = []

    def of_the_system(text: str, *, system_fonts: bool) -> set[str]:
        asked_fonts.append(system_fonts)
        return set(text) & {nowhere}  # as if a font of the system had the other one

    monkeypatch.setattr(pdf, "without_glyph", of_the_system)
    check(asked(here, engine=engine))
    with pytest.raises(ConfigError, match=r"this machine have no glyph; .* install"):
        check(asked(f"{here}{nowhere}", engine=engine))
    assert asked_fonts == [True, True]
