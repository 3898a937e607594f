"""Papers in which something is missing, rendered whole by each engine."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.paper.small import SMALL

from formulafit.language import known
from formulafit.paper import quarto
from formulafit.paper.render import render

REPORT = Path(__file__).parents[2] / "report"
# what every paper says; what it says without studies; what it says with some
SAYS = {
    "en": (
        {
            "leaves less room between the points.",
            "Every number in this paper is read from the result files",
            "How to reproduce",
        },
        {
            "The config of this paper asks for no study of variations.",
            "are worth, where the config asks for them",
        },
        {"Each study varies one choice"},
    ),
    "zh": (
        {
            "缩小了样本点之间的空隙。",
            "文中的每个数字都读自生成本文的工作流的结果文件。",
            "如何重现",
        },
        {"本文的配置文件没有要求对比变体。", "各种选择的价值（如果配置文件要求）"},
        {"每项对比实验只在一个公式上改变一种选择"},
    ),
}


def test_every_language_is_rendered() -> None:
    assert SAYS.keys() == set(known.codes())


@pytest.mark.parametrize("language", SAYS)
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
@pytest.mark.parametrize("config", SMALL)
def test_paper_is_whole(
    write: Any, config: Callable[[Any], None], engine: Any, language: str, tmp_path: Path
) -> None:
    config(write)
    write.paper()
    write.pictures(language)
    write.networks()
    output: Any = {kind: tmp_path / f"paper.{kind}" for kind in ("html", "pdf")}
    source = REPORT / f"paper.{language}.qmd"
    assert render(source, write.folder, output, engine, {"title": "T"}, language) == engine
    page = re.sub(
        r"(?s)<(style|script|pre|annotation)\b.*?</\1>", "", output["html"].read_text("utf-8")
    )
    with pypdf.PdfReader(output["pdf"]) as reader:
        # without page numbers, which stand within sentences that go on
        pdf = "\n".join(re.sub(r"\n\d+\s*$", "", sheet.extract_text()) for sheet in reader.pages)
    always, alone, studied = SAYS[language]
    assert (
        page.count('class="origin"') == len(re.findall('id="(?:fig|tbl)-', page)) - 1
    )  # the steps
    assert "formula_figures" in pdf
    for text in (html.unescape(re.sub(r"<[^>]+>", "", page)), pdf):
        assert "{python}" not in text
        assert "??" not in text
        assert "each of one formula" not in text
        bare = "".join(text.split())  # wherever lines are broken
        told = {words for words in {*always, *alone, *studied} if "".join(words.split()) in bare}
        assert told == always | (studied if write.studies else alone)
