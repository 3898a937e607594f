"""The embedded engine: a sample with every feature, and everything that it must refuse."""

from __future__ import annotations

import html.parser
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
import yaml

from formulafit.formula import latex, parse
from formulafit.formula.functions import FUNCTIONS
from formulafit.language.known import find
from formulafit.paper import embedded, fonts
from formulafit.paper.embedded import pandoc
from formulafit.paper.embedded.pdf import compile_pdf
from formulafit.paper.errors import RenderError
from formulafit.paper.markup import escape
from formulafit.paper.render import render

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
TITLE = "How Well Does a Network Fit a Formula?"
REFERENCES = (
    "See Section 2, Figure 1, Table 1, Equation 1, Listing 1 and Appendix A, "
    "in short 1 and Figure 1, Figure 2."
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Give a report folder: the project's templates with the sample and its bibliography."""
    folder = tmp_path_factory.mktemp("report")
    ignore = shutil.ignore_patterns("*.qmd", "*.bib")
    shutil.copytree(ROOT / "report", folder, ignore=ignore, dirs_exist_ok=True)
    for name in ("sample.qmd", "references.bib"):
        shutil.copyfile(SAMPLES / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    rows = {f"formula_{i}": i / 4 for i in range(3)}
    (folder / "numbers.json").write_text(json.dumps({"count": 10, "rows": rows}))
    (folder / "code.py").write_text("def f(x):\n    return 'a' # comment\n" * 40)
    for name in ("wave", "map"):
        shutil.copyfile(SAMPLES / f"{name}.svg", folder / f"{name}.svg")
    return folder


@pytest.fixture(scope="module")
def paper(report, results, tmp_path_factory):
    """Render the sample once; give the folder of paper.html and paper.pdf."""
    folder = tmp_path_factory.mktemp("paper")
    output = {"html": folder / "paper.html", "pdf": folder / "paper.pdf"}
    metadata = {"title": TITLE, "authors": [{"name": "A. Author"}, {"name": "B. Writer"}]}
    used = render(report / "sample.qmd", results, output, "embedded", metadata)
    assert used == "embedded"
    return folder


@pytest.fixture(scope="module")
def page(paper):
    return (paper / "paper.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pdf(paper):
    with pypdf.PdfReader(paper / "paper.pdf") as reader:
        yield reader


def squeeze(text):
    """Return `text` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def words(page):
    """Return the text of the HTML page, formulas left out."""
    body = page[page.index("<body") :]
    body = re.sub(r"<math.*?</math>", " ", body, flags=re.DOTALL)
    return squeeze(html.unescape(re.sub(r"<[^>]+>", "", body)))


@pytest.fixture(scope="module")
def pdf_words(pdf):
    return squeeze(" ".join(page.extract_text() for page in pdf.pages))


class Tags(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


# what the sample becomes


def test_title_authors_abstract_and_sections_come_in_order(words, pdf_words):
    order = [TITLE, "A. Author", "B. Writer", "Abstract", "Introduction", "Method", "Data"]
    order += ["Results", "Conclusion", "References", "The main code", "Every formula"]
    for text in (words, pdf_words):
        text = text[text.rindex("Contents") :] if "Contents" in text else text
        found = [text.find(part) for part in order[4:]]
        assert -1 not in found
        assert found == sorted(found)
    assert [words.index(part) for part in order[:4]] == sorted(words.index(p) for p in order[:4])
    assert [pdf_words.index(p) for p in order[:4]] == sorted(pdf_words.index(p) for p in order[:4])
    assert "config may replace" not in words + pdf_words


def test_cross_references_have_the_same_numbers_in_both(words, pdf_words):
    assert REFERENCES in words
    assert REFERENCES in pdf_words
    for text in (words, pdf_words):
        assert "Figure 2: Two pictures." in text
        assert "Figure 3: An implicit figure." in text
        assert "Table 1: Main results, in two decimals; compare Figure 1." in text
        assert "Table 2: A table in the short form." in text
        assert re.search(r"Listing 1: The network, with code and ", text)
        assert "In Appendix B.1, see B.1." in text
        assert "value with Equation 2." in text
        assert "?" not in text.replace(TITLE, "")


def test_sections_are_numbered_and_the_appendix_is_lettered(words, pdf_words):
    for text in (words, pdf_words):
        for heading in ("1 Introduction", "2 Method", "2.1 Data", "4 Conclusion"):
            assert heading in text
        assert re.search(r"A\s+The main code", text)
        assert re.search(r"B\s+Every formula\s+B\.1\s+The wave", text)
        assert "5 References" not in text


def test_citations_are_numbers_in_the_order_of_citation(words, pdf_words):
    for text in (words, pdf_words):
        assert "A perceptron [1] cannot do everything [1, 2], as [2] show." in text
        assert "[1] Frank Rosenblatt. The perceptron" in text
        assert "65(6):386–408, 1958. https://doi.org/10.1037/h0042519." in text
        assert "[2] Marvin Minsky and Seymour Papert. Perceptrons. MIT Press, 1969." in text


def test_code_is_run_and_its_values_are_shown(words, pdf_words):
    for text in (words, pdf_words):
        assert "We fit 10 formulas with a network of 512 hidden units." in text
        assert "a text with signs: a_b*c* #1 [y]! 3 > 2" in text
        assert "made by the embedded engine" in text
        assert 'for name in ("shown", "literally"): print(name)' in text
        assert "shown literally" in text
        assert "import json" not in text  # the set-up cell is not included
        for row in ("formula_0", "formula_2"):
            assert row in text


def test_tables_of_the_pdf_repeat_their_head_on_the_next_page(pdf):
    # of a table so wide each word of a head has a line
    words = [" ".join(page.extract_text().split()) for page in pdf.pages]
    heads = [text.count("column 0") or text.count("column column") for text in words]
    assert max(heads) == 1
    assert sum(heads) == 2


def test_the_page_loads_nothing(page):
    assert "<script" not in page
    loaded = re.findall(r"url\(([^)]*)\)", page)
    tags = Tags(page)
    for tag, attributes in tags.tags:
        if tag != "a":
            loaded += [
                attributes[name] for name in ("src", "href", "srcset", "data") if name in attributes
            ]
    assert len(loaded) >= 8  # four fonts, four pictures
    assert all(address.strip("'\"").startswith("data:") for address in loaded)
    assert "@import" not in page


def test_the_page_is_accessible(page):
    tags = Tags(page)
    assert tags.all("html") == [{"lang": "en"}]
    alternatives = [image["alt"] for image in tags.all("img")]
    assert alternatives == ["A damped wave and its fit", "Left", "Right", "A map"]
    assert len(tags.all("math")) > 10
    headings = [tag for tag, _ in tags.tags if tag in ("h1", "h2", "h3")]
    assert headings[0] == "h1"
    labels = [attributes["id"] for _, attributes in tags.tags if "id" in attributes]
    assert len(labels) == len(set(labels))
    targets = [a["href"][1:] for a in tags.all("a") if a.get("href", "").startswith("#")]
    assert set(targets) <= set(labels)


def test_wide_content_of_the_page_scrolls_in_its_own_box(page):
    assert page.count('<div class="scroll">') == len(Tags(page).all("table"))


def test_the_pdf_is_accessible_and_carries_no_date(pdf):
    assert pdf.metadata.title == TITLE
    assert pdf.metadata.author == "A. Author, B. Writer"
    assert pdf.metadata.creation_date_raw is None
    catalog = pdf.root_object
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_the_pdf_sets_text_in_the_times_of_matplotlib(pdf):
    used = pdf.pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in used}
    assert any("STIXGeneral-Regular" in name for name in names)
    assert not any("Libertinus" in name for name in names)  # what Typst would fall back on


def test_the_pdf_sets_formulas_in_stix_two_math(pdf):
    fonts = [page["/Resources"].get("/Font", {}).values() for page in pdf.pages]
    names = {str(font.get_object()["/BaseFont"]) for page in fonts for font in page}
    assert any("STIXTwoMath" in name for name in names)
    assert not any("NewCM" in name for name in names)


def test_the_same_sources_give_the_same_bytes(report, results, paper, tmp_path):
    """Also when a cell takes its time over what it prints."""
    shutil.copytree(report, tmp_path / "report")
    source = tmp_path / "report" / "sample.qmd"
    first = 'print("::: {#tbl-wide}")\n'
    assert source.read_text(encoding="utf-8").count(first) == 1
    slow = f"{first}import time\ntime.sleep(0.5)\n"
    source.write_text(source.read_text(encoding="utf-8").replace(first, slow), encoding="utf-8")
    output = {"html": tmp_path / "paper.html", "pdf": tmp_path / "paper.pdf"}
    metadata = {"title": TITLE, "authors": [{"name": "A. Author"}, {"name": "B. Writer"}]}
    render(source, results, output, "embedded", metadata)
    for path in output.values():
        assert path.read_bytes() == (paper / path.name).read_bytes()


@pytest.mark.parametrize(
    "title",
    ["Fit *2*x_1* &amp; \\alpha <b> $y$ [z] @key's -- a", "1. Fit", "= Fit", "- Fit", "+ / Fit"],
)
def test_title_and_authors_are_shown_literally(report, results, tmp_path, title):
    author = "A_B *C* #1"
    output = {"html": tmp_path / "paper.html", "pdf": tmp_path / "paper.pdf"}
    (tmp_path / "report").mkdir()
    shutil.copytree(report, tmp_path / "report", dirs_exist_ok=True)
    source = tmp_path / "report" / "plain.qmd"
    source.write_text("---\ntitle: none\n---\n\nText.\n")
    render(source, results, output, "embedded", {"title": title, "authors": [{"name": author}]})
    page = html.unescape(squeeze(output["html"].read_text(encoding="utf-8")))
    assert f'<h1 class="title">{title}</h1>' in page
    assert f"<title>{title}</title>" in page
    assert f'<span class="author">{author}</span>' in page
    with pypdf.PdfReader(output["pdf"]) as reader:
        assert (reader.metadata.title, reader.metadata.author) == (title, author)
        assert squeeze(title) in squeeze(reader.pages[0].extract_text())


AUTHORS = [
    {"name": "A_B *C*", "affiliation": "Institute #1, T_own", "email": "a_b@c-d.org"},
    {"name": "Dorothea Ellen Fairweather", "affiliation": None, "email": "d@e.org"},
    "Frederick Gordon Hollingsworth",
    {"name": "Isabella Johanna Kirkpatrick", "affiliation": "Institute of Long Names"},
]


@pytest.fixture(scope="module")
def front(report, results, tmp_path_factory):
    """Give the text of a page and a PDF with several authors, and a table with a long title."""
    folder = tmp_path_factory.mktemp("front")
    shutil.copytree(report, folder / "report")
    source = folder / "report" / "front.qmd"
    title = " ".join(["The damped wave of a pendulum"] * 5)
    row = r"$1.2\times 10^{-3}$ | $[1.1, 1.3]\times 10^{-3}$ | 0.9999 | 12 | boosted trees"
    source.write_text(
        "---\ntitle: none\n---\n\n| Formula | NRMSE | Range | $R^2$ | CPU s | Best baseline |\n"
        f"|:--|--:|--:|--:|--:|:--|\n| {title} | {row} |\n"
    )
    output = {"html": folder / "front.html", "pdf": folder / "front.pdf"}
    render(source, results, output, "embedded", {"title": "T", "authors": AUTHORS})
    sizes: list[tuple[str, float]] = []

    def note(text, matrix, own, font, size):
        sizes.append((text, size * abs(own[3])))

    with pypdf.PdfReader(output["pdf"]) as reader:
        text = reader.pages[0].extract_text(visitor_text=note)
        author = reader.metadata.author
    return squeeze(output["html"].read_text(encoding="utf-8")), text, author, sizes


def test_authors_stand_side_by_side_with_affiliation_and_address(front):
    page, text, author, _ = front
    assert (
        '<span class="author">A_B *C* <span class="affiliation">Institute #1, T_own</span>' in page
    )
    assert '<span class="email">a_b@c-d.org</span></span>' in page
    assert '<span class="author">Frederick Gordon Hollingsworth</span>' in page
    assert page.count('class="email"') == page.count('class="affiliation"') == 2
    assert '<meta name="author" content="A_B *C*">' in page
    lines = text.splitlines()
    names = ["A_B *C*", "Dorothea Ellen Fairweather", "Frederick Gordon Hollingsworth"]
    for words in (*names, "Isabella Johanna Kirkpatrick", "Institute #1, T_own", "a_b@c-d.org"):
        assert any(words in line for line in lines), words  # no name is broken over lines
    assert author == ", ".join([*names, "Isabella Johanna Kirkpatrick"])


def test_long_title_wraps_in_a_table_and_leaves_its_size(front):
    *_, sizes = front
    of_table = [size for text, size in sizes if "pendulum" in text or "boosted" in text]
    assert len(of_table) > 3
    assert min(of_table) == pytest.approx(9, abs=0.1)


@pytest.mark.parametrize("title", ["12. Fit", "= Fit", "== Fit", "- Fit", "+ Fit", "/ Fit: a"])
def test_cell_of_a_table_opens_no_list_and_no_heading(report, tmp_path, title):
    shutil.copytree(report, tmp_path, dirs_exist_ok=True)
    source = tmp_path / "cell.qmd"
    source.write_text(f"| A | B |\n|---|---|\n| {title} | b |\n")
    words = dict(find("en").lexicon.blocks)
    (tmp_path / "metadata.json").write_text(json.dumps({"words": words}))
    pandoc.to_typst(source.read_text(), source)
    assert f"[\\{title}]" in source.with_suffix(".typ").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "title",
    [
        *(
            "1. Wave",
            "1) Wave",
            "(1) Wave",
            "a. Wave",
            "iv) Wave",
            "(b) Wave",
            "(@) Wave",
            "#. Wave",
        ),
        *(
            "- Wave",
            "-",
            "+ Wave",
            "* Wave",
            ": Wave",
            "> Wave",
            "# Wave",
            "--- Wave",
            "A. Wave",
            "II. Wave",
            "A) Wave",
        ),
    ],
)
def test_title_is_a_paragraph_where_a_block_begins(title):
    command = [pandoc.executable(), "--from=markdown", "--to=html", "--wrap=none"]
    page = subprocess.run(
        command, input=escape(title), capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert html.unescape(page) == f"<p>{title}</p>\n"


# what it refuses: the Markdown


@pytest.fixture(scope="module")
def staged(report, results, tmp_path_factory):
    """Give a folder staged as `render` does it, for the steps after the cells."""
    folder = tmp_path_factory.mktemp("staged")
    shutil.copytree(report, folder, dirs_exist_ok=True)
    shutil.copytree(results, folder / "results")
    fonts.stage(folder / "fonts")
    shared = yaml.safe_load((folder / "_quarto.yml").read_text())
    metadata = {"title": "T", "lang": "en", "by-author": [], "bibliography": shared["bibliography"]}
    metadata |= {"words": dict(find("en").lexicon.blocks), "crossref": {"title-delim": ":"}}
    (folder / "metadata.json").write_text(json.dumps(metadata))
    return folder


def write(folder, markdown):
    source = folder / "wrong.qmd"
    source.write_text("---\n---\n\n" + markdown, encoding="utf-8")
    return source


PICTURE = '![caption](results/map.svg){#fig-a fig-alt="a map"}'
REFUSED = {
    "reference": ("see @fig-nowhere", "wrong.qmd, line 4: @fig-nowhere refers to nothing"),
    "citation": ("as [@nobody] says", "wrong.qmd, line 4: Citeproc: citation nobody not found"),
    "unnumbered": ("# A {#sec-a .unnumbered}\n\n@sec-a", "@sec-a refers to nothing"),
    "label": (f"{PICTURE}\n\n{PICTURE}", "the label #fig-a is given twice"),
    "TeX": (r"$\foo{x}$", r"wrong.qmd, line 4: Could not convert TeX math \foo"),
    "delimiters": (r"$\bigl(x\bigr)$", "write plain delimiters"),
    "bars": ("$|x|$", r"write \lvert … \rvert"),
    "display TeX": (
        "a\n\n$$\n\\foo{x}\n  + \\frac{1\n$$",
        r"wrong.qmd, line 7: Could not convert TeX math \foo{x} + \frac{1: unexpected",
    ),
    "no equation": ("see @eq-nowhere", "wrong.qmd, line 4: @eq-nowhere refers to nothing"),
    "equation and citation": (
        "$$ x $$ {#eq-a}\n\n[@eq-a; @minsky1969]",
        "line 6: @eq-a: equations and other things in one bracket",
    ),
    "equation": ("text {#eq-a}", "#eq-a does not stand behind a formula"),
    "picture": ('![a](results/no.svg){fig-alt="a"}', "Could not fetch resource results/no.svg"),
    "alt text": ("![](results/map.svg)", "results/map.svg has no fig-alt"),
    "two images": (
        '::: {#fig-a}\n![](results/map.svg){fig-alt="a"} ![](results/map.svg){fig-alt="b"}\n\n'
        "C.\n:::",
        "results/map.svg: Quarto drops the images after it",
    ),
    "caption": ("::: {#tbl-a}\n| a |\n|---|\n| 1 |\n:::", "#tbl-a has no caption"),
    "raw": ("a <b>c</b>", "raw html is not for both engines: <b>"),
    "mixed": (f"{PICTURE}\n\n[@fig-a; @minsky1969]", "cross references and citations in one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_shown_as_meant_is_an_error(staged, case):
    markdown, message = REFUSED[case]
    with pytest.raises(RenderError, match=re.escape(message)):
        pandoc.to_html(markdown, write(staged, markdown))


@pytest.mark.parametrize("markdown", ["a 𐎀 b", "$𐎀$", "`𐎀`"])
def test_a_character_without_glyph_is_an_error(staged, markdown):
    source = write(staged, markdown)
    pandoc.to_typst(markdown, source)
    with pytest.raises(RenderError, match=r'- wrong.qmd, line 4: .* `"𐎀"` could not be displayed'):
        compile_pdf(source.with_suffix(".typ"), source.with_suffix(".pdf"), staged / "fonts")


def test_formulas_reach_typst_in_forms_that_it_sets_well(staged):
    markdown = (
        r"$\operatorname{asin}{\left(x \right)}$, $\lvert x \rvert$, "
        r"$\begin{cases} 1 & x \\ 0 & y \end{cases}$"
    )
    source = write(staged, markdown)
    pandoc.to_typst(markdown, source)
    typst = source.with_suffix(".typ").read_text()
    assert 'op("asin") (x)' in typst
    assert "lr(|x|)" in typst
    assert re.search(r"cases\(.*1 & quad x", typst)


def test_every_function_of_formulas_is_set_in_both_formats(staged):
    """No warning of pandoc, an error here, and no sign without a glyph, an error of PDF/UA."""
    calls = [f"{name}({function.arguments})" for name, function in FUNCTIONS.items()]
    pieces = "where(0 <= x < 1 and not y == 1, sin(x)**2, where(x != 2 or y > 1, a, b % 2))"
    tex = [latex.write(parse(call, ["x", "y", "a", "b"]).tree) for call in [*calls, pieces]]
    markdown = "\n\n".join(f"$${each}$$" for each in tex)
    source = write(staged, markdown)
    pandoc.to_html(markdown, source)
    assert source.with_suffix(".html").read_text().count("<math") == len(tex)
    pandoc.to_typst(markdown, source)
    compile_pdf(source.with_suffix(".typ"), source.with_suffix(".pdf"), staged / "fonts")
    with pypdf.PdfReader(source.with_suffix(".pdf")) as reader:
        words = "".join(page.extract_text() for page in reader.pages)
    for word in ("atan2", "arsinh", "erfc", "mod", "otherwise", "Γ", "⌊", "⌉", "∧", "∨", "¬", "≠"):
        assert word in words, word


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\operatorname{AND}(x_1, \operatorname{NOT} x_2)", "AND(x1,NOT x2)"),
        (r"\operatorname{NOT} \operatorname{NOT} x = x", "NOT NOT x=x"),
        (r"x \operatorname{OR} y", "x OR y"),
        (r"2 \operatorname{asin}{\left(x \right)} e", "2 asin(x)e"),
        (r"\operatorname{XOR}^2 x + \operatorname{XOR} + y", "XOR2 x+XOR+y"),
        (r"e^{- 0.3 x} \sin{\left(4 x \right)} \cos y", "e−0.3x sin(4x) cos y"),
        (r"\frac{\sin 2 x}{\log_{10} x}", "sin 2xlog10 x"),
        (r"\alpha \max\left(x, y\right), \; \exp \beta", "α max(x,y), exp β"),
        (r"x \cdot \sin(x) \, \tan x", "x⋅sin(x) tan x"),
        (r"\begin{aligned} \sin x &= \min \{a, b\} \end{aligned}", "sin x=min{a,b}"),
    ],
)
def test_names_of_operators_have_the_spaces_that_tex_gives(staged, tex, shown):
    source = write(staged, f"${tex}$")
    pandoc.to_html(f"${tex}$", source)
    (formula,) = re.findall(r"<math.*?</math>", source.with_suffix(".html").read_text("utf-8"))
    formula = re.sub(r"<annotation.*?</annotation>", "", formula.replace("\u2061", ""))
    spaced = re.sub(r"<mspace[^>]*>", " ", formula)
    assert html.unescape(re.sub(r"<[^>]*>", "", spaced)).replace("\u2061", "") == shown


TEXT = "A sentence that fills the page. " * 12 + "\n\n"


def pages(staged, markdown):
    """Return the text of each page of a paper."""
    source = write(staged, markdown)
    pandoc.to_typst(markdown, source)
    compile_pdf(source.with_suffix(".typ"), source.with_suffix(".pdf"), staged / "fonts")
    with pypdf.PdfReader(source.with_suffix(".pdf")) as reader:
        return [squeeze(page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize("appendix", ["", "# Appendix {.appendix}\n\n"])
@pytest.mark.parametrize(
    "float",
    [
        "![Caption.](results/map.svg){#fig-a fig-alt=a width=13cm}",
        "::: {#tbl-a}\n| a | b |\n|:--|:--|\n" + "| 1 | 2 |\n" * 15 + "\nCaption.\n:::",
    ],
)
def test_text_fills_the_page_that_a_float_does_not_fit_on(staged, float, appendix):
    first, second, *_ = pages(staged, f"{appendix}{TEXT * 9}Before.\n\n{float}\n\nAfter.\n\n{TEXT}")
    assert "After." in first
    assert "Caption." not in first
    assert "Caption." in second[:120]  # on top


@pytest.mark.parametrize(
    ("cell", "rows", "stays"),
    [
        *[("1", 21, False), ("1", 22, True), (r"$\frac{1}{2}$", 11, True)],
        *[(r"$\begin{cases}1\\2\\3\end{cases}$", rows, rows > 7) for rows in (7, 8)],
    ],
)
def test_a_table_of_half_a_page_stays_in_the_text(staged, cell, rows, stays):
    table = "| a | b |\n|:--|:--|\n" + f"| {cell} | 2 |\n" * rows
    for given in (f"::: {{#tbl-a}}\n{table}\nCaption.\n:::", f"{table}\n: Caption. {{#tbl-a}}"):
        markdown = f"{given}\n\nText."
        source = write(staged, markdown)
        pandoc.to_typst(markdown, source)
        body = source.with_suffix(".typ").read_text(encoding="utf-8").rpartition("Caption")[0]
        assert ("#[#set figure(placement: none)" in body) == stays


def test_no_float_of_the_first_page_stands_above_the_title(staged):
    table = "::: {#tbl-a}\n| a | b |\n|:--|:--|\n| 1 | 2 |\n\nCaption.\n:::"
    (page,) = pages(staged, f"::: abstract\nShort.\n:::\n\n{table}\n\nAfter.")
    assert page.startswith("T Abstract Short. Table 1: Caption.")
    assert page.index("Caption.") < page.index("After.")  # it floats


def test_a_table_at_the_end_gets_no_page_of_its_own(staged):
    table = "::: {#tbl-a}\n| a | b |\n|:--|:--|\n| 1 | 2 |\n\nCaption.\n:::"
    (page,) = pages(staged, f"{TEXT}\n\nBefore.\n\n::: {{}}\n{table}\n:::")
    assert page.index("Before.") < page.index("Caption.")  # which on top would come first


def test_a_table_without_a_label_stands_in_the_text(staged):
    (page,) = pages(staged, "Before.\n\n| Head | b |\n|:--|:--|\n| 1 | 2 |\n\nAfter.")
    assert page.index("Before.") < page.index("Head") < page.index("After.")


LISTING = "::: {{#lst-{}}}\n```python\n{}```\n\nListed.\n:::\n\n"


def test_no_float_stands_among_the_lines_of_a_listing(staged):
    """Neither one that waits for room, nor one of the section behind it."""
    late, early = (
        f"![Picture {n}.](results/map.svg){{#fig-{n} fig-alt=a width=13cm}}" for n in "ab"
    )
    listing = LISTING.format("a", "line = 1\n" * 90)
    section = "# Second {.appendix .new-page}\n\nText.\n\n"
    found = pages(staged, f"{TEXT * 9}{late}\n\n{listing}{section}{early}\n\nAfter.")
    listed = [i for i, page in enumerate(found) if "line = 1" in page]
    assert len(listed) > 1
    assert all("Picture" not in found[i] for i in listed[1:])
    assert "Picture b." not in found[listed[0]]
    (last,) = (page for page in found if "Second" in page)
    assert last.index("Second") < last.index("Picture b.") < last.index("Text.")
    assert found.index(last) == listed[-1] + 1


def test_one_author_stands_in_the_middle(report, results, tmp_path):
    shutil.copytree(report, tmp_path / "report")
    (tmp_path / "report" / "one.qmd").write_text("---\ntitle: none\n---\n\nText.\n")
    output = {"html": tmp_path / "one.html", "pdf": tmp_path / "one.pdf"}
    name = "Ada Lovelace"
    render(tmp_path / "report" / "one.qmd", results, output, "embedded", {"authors": [name]})
    lefts = []

    def note(text, matrix, own, font, size):
        lefts.extend([own[4] + matrix[4]] if name in text else [])

    with pypdf.PdfReader(output["pdf"]) as reader:
        reader.pages[0].extract_text(visitor_text=note)
        width = float(reader.pages[0].mediabox.width)
    assert [left for left in lefts if width / 2 - 50 < left < width / 2 - 10]  # 50 pt or more wide


def test_a_long_table_breaks_over_pages(staged):
    table = "| Head | b |\n|:--|:--|\n" + "| row | 2 |\n" * 90
    markdown = f"{TEXT * 4}\n\n::: {{#tbl-a}}\n{table}\nCaption.\n:::\n\nAfter."
    found = pages(staged, markdown)
    assert "Caption." in found[0]  # behind the text, on the page where it stands
    assert sum(page.count("row") for page in found) == 90
    assert [page.count("Head") for page in found] == [1] * len(found)
    assert "After." in found[-1]


def test_names_of_operators_are_operators_in_typst(staged):
    markdown = r"$\operatorname{AND}(\operatorname{NOT} x) = \text{AND}$ $a \operatorname{atan2} b$"
    source = write(staged, markdown)
    pandoc.to_typst(markdown, source)
    typst = source.with_suffix(".typ").read_text(encoding="utf-8")
    assert r'$op("AND") \( op("NOT") x \) = upright("AND")$' in typst
    assert '$a op("atan2") b$' in typst


def test_both_engines_use_the_same_filters(staged):
    shared = yaml.safe_load((staged / "_quarto.yml").read_text(encoding="utf-8"))["filters"]
    names = [entry["path"] if isinstance(entry, dict) else entry for entry in shared]
    own = [flag.removeprefix("--lua-filter=") for flag in pandoc._SHARED if "lua-filter" in flag]
    assert [name for name in own if not name.startswith("embedded/")] == names
    assert "at" in shared[names.index("finish.lua")]  # after Quarto's own
    assert own.index("embedded/crossref.lua") < own.index("finish.lua")


def test_a_number_and_its_power_of_ten_stay_on_one_line(staged):
    markdown = r"$2.1\times 10^{-3}$, $[1.0, 3.0]\times 10^{4}$, $a \times 10^{n} + b$"
    source = write(staged, markdown)
    pandoc.to_typst(markdown, source)
    typst = source.with_suffix(".typ").read_text()
    assert len(re.findall(r"#box\[#math\.equation\([^;\n]*;\]", typst)) == 2
    pandoc.to_html(markdown, source)
    page = source.with_suffix(".html").read_text()
    assert len(re.findall(r'<span class="number"><math', page)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\nabstract: a\n---\n", "'abstract' in the header"),
        ("a\n\n`{python} 1 +\n1`", "x.qmd, line 3: inline code stands on one line"),
    ],
)
def test_a_source_for_one_engine_alone_is_an_error(staged, text, message):
    source = staged / "x.qmd"
    source.write_text(text)
    with pytest.raises(RenderError, match=re.escape(message)):
        embedded.render(source, os.environ, {"lang": "en", "words": {}})
