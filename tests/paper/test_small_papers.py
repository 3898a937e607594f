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

from formulafit.paper import quarto
from formulafit.paper.render import render

SOURCE = Path(__file__).parents[2] / "report" / "paper.en.qmd"


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
    write: Any, config: Callable[[Any], None], engine: Any, tmp_path: Path
) -> None:
    config(write)
    write.paper()
    write.pictures()
    output: Any = {kind: tmp_path / f"paper.{kind}" for kind in ("html", "pdf")}
    assert render(SOURCE, write.folder, output, engine, {"title": "T"}) == engine
    page = re.sub(r"(?s)<(style|pre|annotation).*?</\1>", "", output["html"].read_text("utf-8"))
    with pypdf.PdfReader(output["pdf"]) as reader:
        pdf = "\n".join(sheet.extract_text() for sheet in reader.pages)
    for text in (html.unescape(re.sub(r"<[^>]+>", "", page)), pdf):
        text = " ".join(text.split())
        assert "{python}" not in text
        assert "??" not in text
        assert "leaves less room between the points." in text
        assert "Every number in this paper is read from the result files" in text
        assert "How to reproduce" in text
        assert "each of one formula" not in text
        studied = "The config of this paper asks for no study of variations." not in text
        assert ("Each study varies one choice" in text) == studied
        assert ("are worth, where the config asks for them" in text) != studied
