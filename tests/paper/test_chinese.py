"""The Chinese paper beside the English one of the same results: same content, all of it Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import Any, NamedTuple

import pytest
from tests.paper.small import ALL
from tests.paper.written import written

from formulafit.files import read_json
from formulafit.language import known

HAN = "\u4e00-\u9fff，。；：、（）“”"
CODE = re.compile(r"^(`{3,})(?P<head>.*)\n(?P<code>(?s:.*?))^\1$", re.MULTILINE)
REFERENCE = re.compile(r"@([A-Za-z][\w-]*\w)")
PICTURE = re.compile(r'!\[\]\((?P<file>[^)]*)\)\{fig-alt="(?P<alt>[^"]*)"[^}]*\}')
# what is the same in every language
NO_WORDS = [
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"\$[^$\n]*\$"),
    re.compile(r"`[^`\n]*`"),
    re.compile(r"\[-?@[^\]]*\]"),  # references and citations
    re.compile(r"\[[−\d][^\]]*\]"),  # intervals
]
LABEL = re.compile(r" ?\{[#.][^{}\n]*\}$|\]\{\.side\}|^:::.*", re.MULTILINE)
# gates, activations, methods, measures, software; and a setting that is not there any more
NAMES = """
AND OR NOT NAND NOR XOR XNOR TRUE FALSE ReLU tanh Sigmoid sigmoid adam auto MSE RMSE NRMSE MAE CPU
PyTorch python torch Budget budget
"""


class Papers(NamedTuple):
    """A paper in English and in Chinese of the same results, and what the results name."""

    english: str
    chinese: str
    names: set[str]


@pytest.fixture(scope="module", params=ALL, ids=lambda case: case.__name__)
def papers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, writer: Any
) -> Papers:
    case: Callable[[Any], None] = request.param
    write = writer(tmp_path_factory.mktemp("results"))
    case(write)
    write.paper()
    english, chinese = (written(write.folder, language) for language in ("en", "zh"))
    config = read_json(write.folder / "summary.json")["config"]
    named = [*config["formulas"], *config["studies"], *chain(*write.studies.values())]
    titles = [each["title"] for each in named] + [row["variation"] for row in write.rows]
    return Papers(english, chinese, set(re.findall(r"[A-Za-z]+", " ".join(titles))))


def sections(paper: str) -> list[str]:
    """Return the sections without code, each with its heading."""
    return re.split(r"^(?=#+ )", CODE.sub("", paper), flags=re.MULTILINE)


def lines(paper: str) -> list[str]:
    """Return lines of prose, headings, captions, alternative texts and cells of tables.

    A letter stands for what is the same in every language.
    """
    text = LABEL.sub("", PICTURE.sub(r"\g<alt>\n\n", CODE.sub("", paper)))
    for pattern in NO_WORDS:
        text = pattern.sub("X", text)
    parts = (line.split("|") if line.startswith("|") else [line] for line in text.splitlines())
    marks = re.compile(r"^(#+|-) ")
    return [marks.sub("", cell.strip()) for cells in parts for cell in cells if cell.strip()]


def test_a_paper_is_taken_apart_into_lines() -> None:
    paper = (
        "## 标题 {#sec-x}\n\n- 见[@fig-x]。\n\n::: {#fig-x}\n"
        '![](a.svg){fig-alt="图示"}\n\n图$x$。\n:::\n\n| 甲 | `b` |\n```python\nx\n```\n'
    )
    assert lines(paper) == ["标题", "见X。", "图示", "图X。", "甲", "X"]


def test_the_papers_have_the_same_sections_and_floats(papers: Papers) -> None:
    english, chinese = (
        re.findall(r"^(#+|:::) .*?(\{[^{}]*\})$", paper, re.MULTILINE) for paper in papers[:2]
    )
    assert len(english) > 40
    assert english == chinese


def test_sections_have_the_same_references_and_citations(papers: Papers) -> None:
    english, chinese = ([Counter(REFERENCE.findall(s)) for s in sections(p)] for p in papers[:2])
    assert sum(map(len, english)) > 60
    assert english == chinese


def test_sections_have_the_same_numbers(papers: Papers) -> None:
    """Whatever their order in a sentence; those of alternative texts as well."""

    def numbers(section: str) -> Counter[str]:
        bare = re.sub(r"\{#[^{}\n]*\}|@[\w-]+|\]\([^)\s]*\)", "", section)
        return Counter(re.findall(r"\d+(?:[.,]\d+)*", bare))

    english, chinese = (list(map(numbers, sections(paper))) for paper in papers[:2])
    assert sum(map(len, english)) > 100
    assert english == chinese


def test_the_papers_have_the_same_equations(papers: Papers) -> None:
    english, chinese = (re.findall(r"(?s)\$\$.*?\$\$", paper) for paper in papers[:2])
    assert len(english) > 7
    assert english == chinese


def test_the_papers_have_the_same_code(papers: Papers) -> None:
    english, chinese = ([m["code"] for m in CODE.finditer(paper)] for paper in papers[:2])
    assert len(english) > 7
    assert english == chinese


def test_pictures_are_those_of_the_language(papers: Papers) -> None:
    english, chinese = ([m["file"] for m in PICTURE.finditer(paper)] for paper in papers[:2])
    assert len(english) > 3
    assert [name.replace(".svg", ".zh.svg") for name in english] == chinese


def test_tables_have_the_same_shape(papers: Papers) -> None:
    english, chinese = (
        [re.sub(r"[^|:-]", "", line) for line in re.findall(r"^\| ?:?-.*", paper, re.MULTILINE)]
        for paper in papers[:2]
    )
    assert len(english) > 10
    assert english == chinese
    rows = [len(re.findall(r"^\|", paper, re.MULTILINE)) for paper in papers[:2]]
    assert rows[0] == rows[1]


def test_no_english_is_left(papers: Papers) -> None:
    """Outside tables a name may stand alone, not three words in a row."""
    told = lines(papers.chinese)
    assert len(re.findall(f"[{HAN}]", "".join(told))) > 5000
    sentence = re.compile(r"(?:\b[A-Za-z]{2,}[\s,;:.]+){2,}[A-Za-z]{2,}")
    assert [line for line in told if sentence.search(line)] == []
    alone = [line for line in told if re.fullmatch(r"[A-Za-z -]+", line)]
    words = {word for line in alone for word in re.findall(r"[A-Za-z]{2,}", line)}
    assert words - papers.names <= set(NAMES.split())


def test_signs_are_full_width(papers: Papers) -> None:
    """In every line with Chinese words; a point or a comma may stand within a number."""
    told = [line for line in lines(papers.chinese) if re.search(f"[{HAN}]", line)]
    half = re.compile(r"[,.:](?!\d)|(?<!\d)[,.:]|[;!?()]")
    assert [line for line in told if half.search(line)] == []


def test_no_room_is_made_by_hand(papers: Papers) -> None:
    """Beside Han the typesetter makes it."""
    room = re.compile(f"[{HAN}] +|\\s[{HAN}]")
    assert [line for line in lines(papers.chinese) if room.search(line)] == []


def test_words_alone_are_chinese_too() -> None:
    """Those of pictures and of the page's scripts, of which a paper's text has none."""
    chinese = known.find("zh")
    told = [*chinese.lexicon.pictures.values(), *chinese.page.values()]
    text = [re.sub(r"\{\w+\}|\(w₁, w₂, b\)", "1", word) for word in told]
    assert [word for word in text if re.search(f"[{HAN}] |\\s[{HAN}]", word)] == []
    assert [word for word in text if re.search(r"[,;:!?()]|\.(?!\d)", word)] == []
    assert [word for word in text if not re.search(f"[{HAN}]", word)] == []
