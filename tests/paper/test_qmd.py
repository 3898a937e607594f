"""The paper's source: no number by hand, every citation and reference known, every cell Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.paper.written import INLINE, written

import formulafit
from formulafit.config.settings import Settings, setting_paths
from formulafit.language import known
from formulafit.paper import markup
from formulafit.paper.embedded.source import Cell, Text, read

REPORT = Path(__file__).parents[2] / "report"
CODES = known.codes()
SOURCES = {code: (REPORT / f"paper.{code}.qmd").read_text(encoding="utf-8") for code in CODES}
HEADERS, BLOCKS = (
    {code: read(SOURCES[code], f"paper.{code}.qmd")[part] for code in CODES} for part in (0, 1)
)
each_language = pytest.mark.parametrize("language", CODES)

# Numerals that prose may contain. Empty: small numbers are words, all others come from the results.
ALLOWED: frozenset[str] = frozenset()

# What the sentences of the language name: the outputs of gates, the limits of a missed formula, the
# rows and the kernels of the Gaussian process, one unit, quantiles.
NAMED = {"0", "1", "0.9", "0.001", "2,000", "5", "2", "3", "95", "99"}

NOT_PROSE = [
    re.compile(r"\$\$.*?\$\$", re.DOTALL),  # displayed equations
    re.compile(r"\$[^$\n]*\$"),  # equations in the text
    re.compile(r"`[^`\n]*`"),  # code in the text, inline Python with it
    re.compile(r"\{[#.][^}\n]*\}"),  # labels and classes
    re.compile(r"-?@[A-Za-z][\w:-]*"),  # citations and references
    re.compile(r"^#+ .*$", re.MULTILINE),  # headings
]


def prose(text: str) -> str:
    """Return what is left of Markdown without code, equations, labels, citations, headings."""
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    return text


def numerals(text: str) -> list[str]:
    return [found for found in re.findall(r"\d+(?:[.,]\d+)*", prose(text)) if found not in ALLOWED]


def cells(language: str) -> list[Cell]:
    return [block for block in BLOCKS[language] if isinstance(block, Cell)]


def texts(language: str) -> list[Text]:
    return [block for block in BLOCKS[language] if isinstance(block, Text) and not block.literal]


def strings(code: str) -> Iterator[str]:
    """Yield the text that a cell may print: its string constants, the fixed parts of f-strings."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_numeral_test_sees_numerals() -> None:
    text = "## 3 gates\n\nThe error of 0.01 [@rosenblatt1958], $x_1 = 2$, `{python} f(3)`, 512."
    assert numerals(text) == ["0.01", "512"]


@each_language
def test_no_numeral_is_written_by_hand(language: str) -> None:
    found = {block.line: found for block in texts(language) if (found := numerals(block.source))}
    assert found == {}, "write a small number as a word, read a measured one from the results"


@each_language
def test_no_numeral_is_hidden_in_the_prose_of_a_cell(language: str) -> None:
    found = {
        (cell.line, text): hidden
        for cell in cells(language)
        for text in strings(cell.code)
        if " " in text.strip() and (hidden := numerals(text))
    }
    assert found == {}


@each_language
def test_no_numeral_is_hidden_in_the_sentences_of_the_language(language: str) -> None:
    found = {
        (path.name, text): set(hidden)
        for path in (Path(formulafit.__file__).parent / "language" / language).glob("*.py")
        for text in said(path.read_text(encoding="utf-8"))
        if re.search("[ \u4e00-\u9fff]", text.strip()) and (hidden := numerals(text))
    }
    assert len({name for name, _ in found}) > 2
    assert set().union(*found.values()) <= NAMED


def said(code: str) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    nodes = list(ast.walk(ast.parse(code)))
    alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone:
            yield node.value


@each_language
def test_bibliography_and_citations_are_the_same_set(language: str) -> None:
    bibliography = (REPORT / "references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", bibliography, re.MULTILINE)
    assert len(keys) == len(set(keys))
    code = [cell.code for cell in cells(language)]
    everything = "\n".join([*(block.source for block in texts(language)), *code])
    cited = {key for key in re.findall(r"@([A-Za-z][\w-]*)", everything) if not is_label(key)}
    # what the package writes for the paper, where a decorator has an @ as well
    package = Path(formulafit.__file__).parent
    for path in (package / "language" / language).glob("*.py"):
        cited |= set(re.findall(r"\[@(\w+)\]", path.read_text(encoding="utf-8")))
    assert cited == set(keys)


def is_label(key: str) -> bool:
    return key.startswith(("fig-", "tbl-", "sec-", "eq-", "lst-"))


@each_language
def test_every_reference_has_its_label(language: str) -> None:
    code = "\n".join(cell.code for cell in cells(language))
    # labels that a cell makes of a key, such as tbl-study-{study.key}, are seen after rendering
    labels = re.findall(r"\{[^{}\n]*#([\w-]+)[ }]", SOURCES[language])
    labels += re.findall(r'"((?:fig|tbl|lst)-[\w-]+)"', code)
    assert len(labels) == len(set(labels))
    told = "\n".join([*(block.source for block in texts(language)), code])
    used = {key for key in re.findall(r"@([a-z]+-[\w-]+)(?![\w{-])", told) if is_label(key)}
    assert {key for key in used if not key.endswith("-")} <= set(labels)


@each_language
def test_cells_are_python(language: str) -> None:
    for cell in cells(language):
        ast.parse(cell.code, f"line {cell.line}")


@each_language
def test_inline_code_is_one_expression(language: str) -> None:
    found = [expression for block in texts(language) for expression in INLINE.findall(block.source)]
    assert found
    for expression in found:
        ast.parse(expression, mode="eval")


@each_language
def test_explanations_of_settings_name_settings_that_exist(language: str) -> None:
    about = import_module(f"formulafit.language.{language}.studies").ABOUT
    assert set(about) <= set(setting_paths(Settings))


def test_the_assignments_steps_and_sections_are_there() -> None:
    headings = re.findall(r"^# (.*?)(?: \{.*\})?$", SOURCES["en"], re.MULTILINE)
    assert headings == [
        "Introduction",
        "Background",
        "Model architecture",
        "Why a hidden layer",
        "Training",
        "Results",
        "Conclusion",
        "References",
        "The main code",
        "Every formula",
        "How to reproduce",
    ]
    for header in HEADERS.values():
        assert set(header) == {"title", "lang", "jupyter"}


def one_formula(write: Any) -> None:
    write.formula("main", [0.002])  # a key that other labels have as well


def everything(write: Any) -> None:
    points = [{"point": {"x": 9}, "true": None, "predicted": 1, "error": None, "inside": False}]
    passed = {"nrmse_max": 0.01, "nrmse": 0.002, "passed": True}
    write.formula(
        "wave", noise=0.1, variations=write.OVERFITTING, predictions=points, expect=passed
    )
    write.formula("sum", about=write.SUM, title="A_sum | of *two*", learning_rate=0.01)
    write.formula("flat", spread=0.0)
    write.formula("lost", [None, None])


def nothing_ends_well(write: Any) -> None:
    write.formula("wave", [None], predictions=[], variations={"x": {"errors": [None]}})


def one_method_of_its_own(write: Any) -> None:
    write.formula("wave", method="auto")  # no word on the settings of adam


def a_study_without_noise(write: Any) -> None:
    write.formula("wave", variations=write.OVERFITTING)


def another_method(write: Any) -> None:
    write.formula("wave", method="auto", variations={"plain": {"errors": [0.1], "method": "adam"}})


def many_formulas(write: Any) -> None:
    for i in range(40):
        write.formula(f"f{i}", about=write.SUM if i % 2 else write.WAVE)


@pytest.mark.parametrize(
    "config",
    [
        one_formula,
        one_method_of_its_own,
        a_study_without_noise,
        everything,
        nothing_ends_well,
        another_method,
        many_formulas,
    ],
)
@each_language
def test_the_source_prints_for_any_config(
    config: Callable[[Any], None], language: str, write: Any
) -> None:
    config(write)
    write.paper()
    markdown = written(write.folder, language)
    labels = re.findall(r"\{[^{}\n]*#((?:fig|tbl|sec|eq|lst)-[\w-]+)", markdown)
    assert len(labels) == len(set(labels))
    text, _, origins = markdown.partition(":::: {.origins}")
    references = set(re.findall(r"@((?:fig|tbl|sec|eq|lst)-[\w-]+)", text))
    assert references <= set(labels)
    listed = set(re.findall(r"@([\w-]+)", origins))  # the filter leaves out what is not there
    assert {label for label in labels if label[:3] in ("fig", "tbl")} - {"tbl-steps"} <= listed
    for word in ("None", "nan", "inf", "{python}", "<formulafit"):
        outside_code = re.sub(r"^(```+).*?^\1", "", markdown, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", outside_code), word
    for formula in write.formulas:
        assert markup.escape(formula["title"]) in markdown
