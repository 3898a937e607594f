"""The choice of the engine, what both engines are given, and the call of Quarto."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import sys
from pathlib import Path

import pypdf
import pytest

from formulafit.paper import embedded, quarto
from formulafit.paper.errors import RenderError
from formulafit.paper.header import split_header
from formulafit.paper.render import render

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"

# Stands for the program: answers --version, records how it is called, writes the output file.
FAKE = f"""#!{sys.executable}
import json, os, sys
from pathlib import Path
if sys.argv[1:] == ["--version"]:
    print("VERSION")
    sys.exit()
source, form = Path(sys.argv[2]), sys.argv[4]
record = {{"arguments": sys.argv[1:], "source": source.read_text(), "files": sorted(
    str(path) for path in Path().rglob("*") if path.is_file()), "environment": dict(os.environ)}}
Path("RECORD", form + ".json").write_text(json.dumps(record))
print("\\x1b[33m" + SAID + "\\x1b[39m")
if "MAKES":
    source.with_suffix({{"html": ".html", "typst": ".pdf"}}[form]).write_text("made as " + form)
    for kind, text in TEXTS.items():
        source.with_suffix("." + kind).write_text(text)
sys.exit(CODE)
"""


@pytest.fixture
def real_python():
    return sys.executable


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Give a function that puts a fake Quarto on the PATH and returns where it records calls."""
    programs = tmp_path / "bin"
    programs.mkdir()
    record = tmp_path / "record"
    record.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))

    def install(version="1.9.38", said="Output created", makes="yes", code=0, texts=()):
        text = FAKE.replace("VERSION", version).replace("RECORD", str(record))
        text = text.replace("SAID", repr(said)).replace("MAKES", makes).replace("CODE", str(code))
        text = text.replace("TEXTS", repr(dict(texts)))
        (programs / "quarto").write_text(text)
        (programs / "quarto").chmod(0o755)
        return record

    return install


@pytest.fixture
def paper(tmp_path):
    """Give a source, results and where the output goes."""
    report = tmp_path / "report"
    report.mkdir()
    (report / "paper.qmd").write_text("---\ntitle: T\njupyter: python3\n---\nText é\n")
    (report / "paper.css").write_text("")
    (report / ".hidden").write_text("")
    results = tmp_path / "results"
    (results / "logic").mkdir(parents=True)
    (results / "logic" / "gates.svg").write_text("<svg/>")
    (results / "logic" / ".xor.host-1-2.svg").write_text("<sv")  # another job is writing it
    (results / "summary.csv").write_text("")
    output = {"html": tmp_path / "out" / "paper.html", "pdf": tmp_path / "out" / "paper.pdf"}
    return report / "paper.qmd", results, output


ENGLISH = {  # what both engines are told of the language, its words aside
    "lang": "en",
    "typst-lang": "en",
    "crossref": {"title-delim": ":"},
    "han": {"song": "Noto Serif SC", "hei": "Noto Sans SC", "body": False},
}


def test_quarto_is_called_once_a_format_in_a_folder_of_its_own(install, paper):
    record = install()
    source, results, output = paper
    metadata = {"title": "New: “T”", "authors": [{"name": "A. Author"}]}
    assert render(source, results, output, "auto", metadata) == "quarto"
    assert output["html"].read_text().endswith("made as html")
    assert output["pdf"].read_text() == "made as typst"
    for form in ("html", "typst"):
        call = json.loads((record / f"{form}.json").read_text())
        assert call["arguments"] == ["render", "paper.qmd", "--to", form]
        header, rest = split_header(call["source"], "paper.qmd")
        assert rest == "Text é\n"
        words, quartos = header.pop("words"), header.pop("language")
        assert header == {
            "title": "New: “T”",
            "author": ["A. Author"],
            **ENGLISH,
            "jupyter": "python3",
        }
        assert (words["abstract"], words["appendix"]) == ("Abstract", "Appendix")
        assert quartos["crossref-fig-title"] == quartos["crossref-fig-prefix"] == "Figure"
        assert (quartos["crossref-lst-title"], quartos["crossref-eq-prefix"]) == (
            "Listing",
            "Equation",
        )
        assert {"results/logic/gates.svg", "paper.css", "fonts/STIXGeneral.ttf"} <= set(
            call["files"]
        )
        assert not {".hidden", "results/summary.csv", "results/logic/.xor.host-1-2.svg"} & set(
            call["files"]
        )
        environment = call["environment"]
        assert environment["QUARTO_PYTHON"] == sys.executable
        assert environment["FORMULAFIT_RESULTS"] == str(results)
        assert environment["FORMULAFIT_ENGINE"] == "quarto"
        assert str(ROOT / "workflow") in environment["PYTHONPATH"].split(os.pathsep)
    assert source.read_text() == "---\ntitle: T\njupyter: python3\n---\nText é\n"
    assert sorted(path.name for path in source.parent.iterdir()) == [
        ".hidden",
        "paper.css",
        "paper.qmd",
    ]


def test_affiliation_and_address_of_an_author_reach_quarto(install, paper):
    record = install()
    about = {"name": "A_B", "affiliation": "I. of *T*", "email": "a@b.org"}
    render(*paper, "quarto", {"title": "T", "authors": [about, {"name": "C", "email": None}]})
    header, _ = split_header(json.loads((record / "html.json").read_text())["source"], "paper.qmd")
    shown = {"name": r"A\_B", "affiliation": r"I. of \*T\*", "email": r"a\@b.org"}
    assert header["author"] == [shown, "C"]


def test_without_authors_the_header_names_none(install, paper):
    record = install()
    render(*paper, "quarto", {"title": "T", "authors": []})
    header, _ = split_header(json.loads((record / "html.json").read_text())["source"], "paper.qmd")
    assert "author" not in header


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ({"code": 3, "said": "no such thing"}, "cannot make the HTML, code 3.*\n  no such thing$"),
        ({"makes": ""}, "cannot make the HTML, code 0"),
        (
            {"said": "WARNING (a.lua:1) Unable to resolve crossref @fig-x"},
            "- Unable to resolve crossref @fig-x",
        ),
        ({"said": "[WARNING] Citeproc: citation x not found"}, "- Citeproc: citation x not found"),
        ({"said": "[WARNING] Could not convert TeX math y"}, "- Could not convert TeX math y"),
        ({"said": "[WARNING] Could not fetch resource z"}, "- Could not fetch resource z"),
    ],
)
def test_a_quarto_that_fails_is_an_error_and_leaves_the_old_files(
    install, paper, behaviour, message
):
    install(**behaviour)
    source, results, output = paper
    output["html"].parent.mkdir()
    output["html"].write_text("old")
    with pytest.raises(RenderError, match=message) as error:
        render(source, results, output, "auto")
    assert "\x1b" not in str(error.value)
    assert [path.name for path in output["html"].parent.iterdir()] == ["paper.html"]
    assert output["html"].read_text() == "old"


LEFT = {
    "html": "<p>More. <code>{python} md(&quot;&quot;)</code></p>",
    "typ": 'More. `{python} md("")`',
}


@pytest.mark.parametrize("kind", LEFT)
def test_code_that_quarto_shows_in_place_of_its_value_is_an_error(install, paper, kind):
    install(texts={kind: LEFT[kind]})
    form = {"html": "HTML", "typ": "PDF"}[kind]
    message = f"Quarto shows code in the {form}, not its value:\n- {{python}} md("
    with pytest.raises(RenderError) as error:
        render(*paper, "quarto")
    assert str(error.value).startswith(message)


def test_code_that_is_shown_on_purpose_is_none(install, paper):
    literal = {
        "html": "<pre><code>`{python} x`</code></pre> and <style>a { }</style>",
        "typ": "````markdown\n```{python}\n`{python} x`\n```\n````\n",
    }
    install(texts=literal)
    assert render(*paper, "quarto") == "quarto"


TEX = r"""[WARNING] Could not convert TeX math
  \foo{x}
    + \frac{1
  , rendering as TeX:

      ^
  unexpected control sequence \foo
  expecting whitespace"""
UNSEEN = 'PDF/UA-1 error: the text `"阻"` could not be displayed with font `"STIXGeneral"`'
GLYPH = f"ERROR: error: {UNSEEN}\n    ┌─ paper.typ:342:0"


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        (
            TEX.replace("\n\n", "\n  \n"),
            0,
            "The paper cannot be made as it is written, says Quarto:\n"
            r"- paper.qmd, line 8: Could not convert TeX math \foo{x} + \frac{1: "
            r"unexpected control sequence \foo",
        ),
        (
            GLYPH,
            1,
            f"Typst, called by Quarto, cannot make the PDF:\n- paper.qmd, line 5: {UNSEEN}",
        ),
    ],
)
def test_what_is_wrong_in_the_source_is_told_with_its_line(install, paper, said, code, message):
    install(said=said, code=code)
    formula = r"\foo{x}", r"+ \frac{1"
    lines = ["---", "title: T", "---", "", "Text 阻", "", "$$", *formula, "$$", ""]
    paper[0].write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RenderError) as error:
        render(*paper, "quarto")
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "```{python}\n#| include: false\nx = 1\n\nx / 0\n```",
            "paper.qmd: the cell of line 5 raises ZeroDivisionError: division by zero",
        ),
        ("Text\n`{python} y`", "paper.qmd, line 6: `{python} y` raises NameError: name 'y'"),
    ],
)
def test_code_that_raises_under_quarto_is_told_with_its_line(
    real_python, install, paper, monkeypatch, body, message
):
    install(code=1, said="NameError: no line")
    monkeypatch.setattr(sys, "executable", real_python)
    paper[0].write_text(f"---\ntitle: T\n---\n\n{body}\n", encoding="utf-8")
    with pytest.raises(RenderError) as error:
        render(*paper, "quarto")
    assert str(error.value).startswith(message)
    assert "embedded" not in str(error.value)


@pytest.mark.parametrize("version", [None, "1.8.27", "0.9", ""])
def test_auto_without_a_usable_quarto_is_embedded(install, paper, monkeypatch, capsys, version):
    if version is not None:
        install(version=version)
    monkeypatch.setenv("PATH", os.environ["PATH"] if version is not None else "")
    monkeypatch.setattr(quarto.sys, "executable", "/nowhere/python")
    source, results, output = paper

    def make(staged, environment, metadata):
        assert environment["FORMULAFIT_ENGINE"] == "embedded"
        assert metadata.pop("words")["fig"] == "Figure"
        assert metadata == ENGLISH
        for kind in output:
            staged.with_suffix(f".{kind}").write_text(kind)
        return {kind: staged.with_suffix(f".{kind}") for kind in output}

    monkeypatch.setattr(embedded, "render", make)
    assert render(source, results, output, "auto") == "embedded"
    assert output["pdf"].read_text() == "pdf"
    said = capsys.readouterr().err
    assert ("1.9 or newer is needed" in said) == (version is not None)
    with pytest.raises(RenderError, match=r"report\.engine is quarto, but no Quarto 1\.9 or newer"):
        render(source, results, output, "quarto")


@pytest.mark.parametrize("version", ["1.9.0", "1.10.19", "2.0", "99.9.9"])
def test_newer_versions_are_usable(install, version):
    install(version=version)
    assert quarto.find() is not None


def test_the_minor_version_that_was_tried_is_installed():
    package = runpy.run_path(str(ROOT / "tools" / "try_quarto.py"))["PACKAGE"]
    (tried,) = re.findall(r"^quarto-cli==(\d+\.\d+)\.\*$", package)
    assert quarto._order(tried) >= quarto._order(quarto.OLDEST)


def test_a_quarto_beside_python_comes_before_one_on_the_path(install, tmp_path):
    install()
    beside = tmp_path / "venv" / "quarto"
    beside.parent.mkdir()
    shutil.copy(tmp_path / "bin" / "quarto", beside)
    assert quarto.find() == beside


@pytest.mark.skipif(quarto.find() is None, reason="no Quarto on this machine")
def test_quarto_makes_the_same_paper(tmp_path, capfd):
    report = tmp_path / "report"
    shutil.copytree(ROOT / "report", report, ignore=shutil.ignore_patterns("*.qmd", "*.bib"))
    for name in ("sample.qmd", "references.bib"):
        shutil.copyfile(SAMPLES / name, report / name)
    sample = (report / "sample.qmd").read_text(encoding="utf-8")
    loud = "import json\nimport sys\nprint('a message', file=sys.stderr)\n"
    (report / "sample.qmd").write_text(sample.replace("import json\n", loud), encoding="utf-8")
    results = tmp_path / "results"
    results.mkdir()
    (results / "numbers.json").write_text(json.dumps({"count": 10, "rows": {"a": 0.5}}))
    (results / "code.py").write_text("x = 1\n")
    for name in ("wave.svg", "map.svg"):
        shutil.copyfile(SAMPLES / name, results / name)
    output = {"html": tmp_path / "paper.html", "pdf": tmp_path / "paper.pdf"}
    assert render(report / "sample.qmd", results, output, "quarto", {"title": "T"}) == "quarto"
    with pypdf.PdfReader(output["pdf"]) as reader:
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        assert b"pdfuaid:part" in reader.root_object["/Metadata"].get_data()
    assert "See Section 2, Figure 1, Table 1, Equation 1, Listing 1 and Appendix A" in text
    assert "in short 1 and Figure 1, Figure 2." in text
    assert "A perceptron [1] cannot do everything [1, 2], as [2] show." in text
    assert "In Appendix B.1, see B.1." in text
    assert "made by the quarto engine" in text
    # tables that are long, and those without a label, stand where they are
    stand = ["unlabelled", "A wide and long table.", "for name in"]
    assert [text.index(words) for words in stand] == sorted(map(text.index, stand))
    page = output["html"].read_text(encoding="utf-8")
    assert page.count('<div class="scroll">') == len(re.findall("<table", page)) > 3
    assert re.search(r'<span class="equation-number">\(2\)</span></span></p>', page)
    assert "a message" not in page + text
    assert "a message" in capfd.readouterr().err
    assert "<script" not in page
    assert 'src="http' not in page
