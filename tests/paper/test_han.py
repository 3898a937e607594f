"""Chinese: the fonts in pictures and pages, and whole papers by each engine."""

from __future__ import annotations

import base64
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont

from formulafit import han
from formulafit.figures.style import drawing, label_panel
from formulafit.files import read_json, write_json
from formulafit.paper import quarto
from formulafit.paper.fonts import with_chinese
from formulafit.paper.render import render

SOURCE = Path(__file__).parents[2] / "report" / "paper.zh.qmd"
SAMPLES = Path(__file__).parent / "samples"
PAGE = "<html><head></head><body>{}</body></html>"


def faces(page: str) -> dict[str, bytes]:
    """Return the fonts that are put into a page, by their families."""
    form = r'font-family: "(Paper \w+)"; src: url\("data:font/woff;base64,([^"]+)"\)'
    return {family: base64.b64decode(data) for family, data in re.findall(form, page)}


def test_pictures_have_characters_as_outlines_also_beside_formulas(tmp_path: Path) -> None:
    path = tmp_path / "han.svg"
    with drawing(path) as figure:
        axes = figure.subplots()
        axes.set_xlabel("输入 x")
        axes.set_ylabel("单位 $10^{5}$")
        label_panel(axes, "a", "网络")
    shown = set(re.findall(r'xlink:href="#([\w-]+)"', path.read_text(encoding="utf-8")))
    drawn = {glyph for glyph in shown if glyph.startswith("NotoSerifSC")}
    assert len(drawn) == len(set("输入单位网络"))
    assert "<text" not in path.read_text(encoding="utf-8")


def test_a_page_has_the_signs_that_it_shows_and_no_others() -> None:
    text = "感知机“NRMSE”&#x6CE2; <script type='application/json'>\\u5c42</script>"
    made = with_chinese(PAGE.format(text), more="误差 error")
    assert made == with_chinese(PAGE.format(text), more="误差 error")
    assert faces(made).keys() == {"Paper Song", "Paper Hei"}
    for data in faces(made).values():
        with TTFont(io.BytesIO(data)) as font:
            assert set(map(chr, font.getBestCmap())) == set("感知机波层误差“”")
    assert made.replace(made[made.index("<style>") : made.index("</head>")], "") == PAGE.format(
        text
    )


def test_a_page_without_chinese_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    english = PAGE.format("“curly” – 1 × 2… <img src='data:image/png;base64,AAAA'>")
    assert with_chinese(english, more="Speed") == english
    monkeypatch.setattr(han, "fonts", dict)
    assert with_chinese(PAGE.format("感")) == PAGE.format("感")


@pytest.fixture(scope="module")
def results(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the finished run with a Chinese title, and a picture for each of its own."""
    folder = tmp_path_factory.mktemp("han") / "results"
    shutil.copytree(tiny_run, folder, ignore=shutil.ignore_patterns("*.svg", "report"))
    for picture in tiny_run.rglob("*.svg"):
        target = folder / picture.relative_to(tiny_run).with_suffix(".zh.svg")
        shutil.copyfile(SAMPLES / "map.svg", target)
    summary = read_json(folder / "summary.json")
    summary["config"]["formulas"][0]["title"] = {"en": "Wave", "zh": "阻尼波"}
    write_json(folder / "summary.json", summary)
    return folder


@pytest.mark.parametrize(
    "engine",
    [
        "embedded",
        pytest.param(
            "quarto",
            marks=pytest.mark.skipif(quarto.find() is None, reason="no Quarto on this machine"),
        ),
    ],
)
def test_paper(results: Path, engine: Any, tmp_path: Path) -> None:
    """The typography of Chinese, by each engine; and the same bytes twice."""
    made = []
    for run in ("first", "second"):
        output: Any = {kind: tmp_path / run / f"paper.zh.{kind}" for kind in ("html", "pdf")}
        render(SOURCE, results, output, engine, {"title": "拟合公式"}, "zh")
        made.append([path.read_bytes() for path in output.values()])
    assert made[0] == made[1]
    page = made[0][0].decode()
    assert '<html lang="zh-Hans">' in page
    assert faces(page).keys() == {"Paper Song", "Paper Hei"}
    assert "阻尼波" in page
    text = re.sub(r"(?s)<(style|script|math).*?</\1>|<[^>]+>", "", page)
    assert re.search(r"图\xa01\s+把逻辑门看作半平面", text)
    assert re.search(r"其中\u2005.*?\u2005是权重", text, re.DOTALL)
    assert "Max Tegmark" in text
    assert not re.search(r"[和～]", text[text.rindex("参考文献") :][:4000])
    assert re.search(r'<div class="continued">\s*<p>其中\u2005', page)
    assert re.search(r"</math>\s*。</span>", page)
    with pypdf.PdfReader(output["pdf"]) as reader:
        assert reader.root_object["/Lang"] == "zh-CN"
        first = "".join(reader.pages[0].extract_text().split())
        fonts = {
            str(font.get_object()["/BaseFont"]).split("+")[-1].removesuffix("-Identity-H")
            for sheet in reader.pages
            for font in sheet["/Resources"]["/Font"].values()
        }
    assert first.startswith("拟合公式")
    assert "摘要单个感知机能计算AND、OR和NOT" in first
    assert "关键词：感知机；" in first
    assert {name for name in fonts if name.startswith("Noto")} == {
        *("NotoSerifSC-Regular", "NotoSansSC-Regular")
    }
