"""A second language is one package and one .qmd: a toy one leaves no word of English behind."""

from __future__ import annotations

import html
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdf
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from formulafit import language as languages
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.logic import GatesDocument, XorDocument
from formulafit.figures import architecture, formulas, logic, outside, studies, style
from formulafit.files import read_json
from formulafit.language.known import find
from formulafit.language.model import Language
from formulafit.language.titles import in_language
from formulafit.paper import quarto
from formulafit.registry import method_names, picture_names

ROOT = Path(__file__).parents[2]
TOY = Path(__file__).parent / "toy.py"
BUILT = """
import sys
from pathlib import Path
from formulafit.paper.render import render

engine = sys.argv[1]
report, results, output = map(Path, sys.argv[2:])
made = {kind: output / f"paper.{kind}" for kind in ("html", "pdf")}
metadata = {"title": "T", "authors": ["A. Student"]}
render(report / "paper.bg.qmd", results, made, engine, metadata, "bg")
"""
# what a page shows that is no prose: code, formulas, alternative texts' TeX, the bibliography
NO_PROSE = [
    r"(?s)<(head|style|script|math|pre|code|annotation)\b.*?</\1>",
    r'(?s)<div id="refs".*?(?=<h1)',
]
# names of functions and of programs; inputs and the machine are names of their own
NAMES = {"FALSE", "TRUE", "AND", "OR", "NOT", "NAND", "NOR", "XOR", "XNOR", "IMPLY", "NIMPLY"}


@pytest.fixture(scope="module")
def toy() -> dict[str, Any]:
    return runpy.run_path(str(TOY))


@pytest.fixture(scope="module")
def package(toy: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the package that has the toy language."""
    folder = tmp_path_factory.mktemp("package") / "formulafit"
    shutil.copytree(
        ROOT / "workflow/formulafit", folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    toy["write"](folder / "language/en", folder / "language/bg")
    return folder


@pytest.fixture(scope="module")
def language(package: Path) -> Iterator[Language]:
    """Return the toy language, as this process has it for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "__path__", [*languages.__path__, str(package / "language")])
        found: Language = import_module("formulafit.language.bg.language").LANGUAGE
        yield found
        for name in [name for name in sys.modules if name.startswith("formulafit.language.bg")]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def results(tiny_run: Path, language: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the finished run with pictures in the toy language, and no others."""
    folder = tmp_path_factory.mktemp("toy") / "results"
    shutil.copytree(tiny_run, folder, ignore=shutil.ignore_patterns("*.svg", "report"))
    draw_all(folder, language)
    return folder


def draw_all(folder: Path, language: Language) -> None:
    lexicon = language.lexicon
    summary = read_json(folder / "summary.json")
    files, words = ResultsFolder(folder), lexicon.pictures
    logic.gates(GatesDocument.read(files.gates), words, folder / "logic" / "gates.bg.svg")
    logic.xor(XorDocument.read(files.xor), words, folder / "logic" / "xor.bg.svg")
    architecture.network([512], "relu", None, lexicon, folder / "logic" / "network.bg.svg")
    for entry in summary["config"]["formulas"]:
        own = folder / "formulas" / entry["formula"]
        formulas.draw_pictures(
            own, lexicon, {each: own / f"{each}.bg.svg" for each in picture_names()}
        )
    keys = [entry["formula"] for entry in summary["config"]["formulas"]]
    outside.draw_outside(folder, keys, lexicon, folder / "formulas" / "outside.bg.svg")
    for study in summary["config"]["studies"]:
        path = folder / "studies" / f"{study['study']}.bg.svg"
        studies.draw_study(study["study"], study["members"], folder, lexicon, path, "bg")


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param(
            "quarto",
            marks=pytest.mark.skipif(quarto.find() is None, reason="no Quarto on this machine"),
        ),
    ],
)
def paper(
    request: pytest.FixtureRequest, results: Path, package: Path, toy: dict[str, Any]
) -> Path:
    """Render the paper in the toy language, by a copy of the package that has it."""
    folder = package.parent / request.param
    report = folder / "report"
    shutil.copytree(ROOT / "report", report)
    english = (report / "paper.en.qmd").read_text(encoding="utf-8")
    (report / "paper.bg.qmd").write_text(toy["prose"](english), encoding="utf-8")
    (report / "paper.en.qmd").unlink()
    subprocess.run(
        [sys.executable, "-c", BUILT, request.param, str(report), str(results), str(folder)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
    )
    return folder


def names(results: Path) -> set[str]:
    """Return the words of what people named, of software and of the machine."""
    summary = read_json(results / "summary.json")
    config = summary["config"]
    members = [member for study in config["studies"] for member in study["members"]]
    titled = [*config["formulas"], *config["studies"], *members]
    told = [in_language(each["title"], "bg") for each in titled]
    told += [member["variation"] for member in members]
    told += [*summary["versions"], *map(str, summary["versions"].values())]
    told += [str(summary["machine"][name]) for name in ("processor", "system")]
    found = set(re.findall(r"[A-Za-z]{2,}", " ".join(told)))
    inside_sentences = {name.lower() for name in found}
    own = {"Student", "embedded", "quarto", *method_names()}
    return NAMES | own | found | inside_sentences


def english(text: str, known: set[str]) -> set[str]:
    """Return the words in English letters, of two and more, that are no names."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - known


def test_no_english_is_left_in_the_page(paper: Path, results: Path) -> None:
    page = (paper / "paper.html").read_text(encoding="utf-8")
    alternative = " ".join(re.findall(r'alt="([^"]*)"', page))
    for pattern in NO_PROSE:
        page = re.sub(pattern, " ", page)
    shown = html.unescape(re.sub(r"(?s)<[^>]+>", " ", page))
    assert len(shown) > 20000
    assert english(shown, names(results)) == set()
    assert len(alternative) > 1000
    assert english(html.unescape(alternative), names(results)) == set()


def test_the_pdf_has_the_words_of_the_language(paper: Path, language: Language) -> None:
    with pypdf.PdfReader(paper / "paper.pdf") as reader:
        text = "".join(sheet.extract_text() for sheet in reader.pages)
    words, english_words = language.lexicon.blocks, find("en").lexicon.blocks
    for word in ("abstract", "appendix", "fig", "tbl", "lst", "eq", "sec"):
        assert words[word] in text, word
        assert not re.search(rf"{english_words[word]}\s\d", text), word


def test_no_english_is_left_in_the_pictures(
    results: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, set[str]] = {}

    def look(figure: Figure, path: Any) -> None:
        texts = [text.get_text() for text in figure.findobj(Text)]
        seen[str(path)] = {re.sub(r"\$[^$]*\$", " ", text) for text in texts}

    monkeypatch.setattr(style, "save", look)
    draw_all(results, language)
    assert len(seen) == 3 + len(picture_names()) * 3 + 2 + 1
    for path, texts in seen.items():
        assert english(" ".join(texts), names(results)) == set(), path
