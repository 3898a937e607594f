"""The paper of a small run: whole, with the numbers of its summary, and closed in itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import pypdf
import pytest

from formulafit.config.loading import load
from formulafit.metrics import registered

ROOT = Path(__file__).parents[2]
TITLES = {"wave": "A damped wave", "plane": "plane", "growth": "growth"}  # of tiny.yaml
SECTIONS = [
    "Abstract",
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


class Page(HTMLParser):
    """An HTML page: its visible text, its tags with their attributes, the rows of its tables."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.prose: list[str] = []  # what stands in no table
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._hidden = 0
        self._cell: list[str] | None = None
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("style", "script", "annotation"):
            self._hidden += 1
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "annotation"):
            self._hidden -= 1
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(squeezed("".join(self._cell)))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)
            if self._cell is None:
                self.prose.append(data)
            else:
                self._cell.append(data)

    def values(self, attribute: str) -> Iterator[tuple[str, str]]:
        """Yield the tags that have an attribute, with its value."""
        for tag, attributes in self.tags:
            if attribute in attributes:
                yield tag, attributes[attribute] or ""


def squeezed(text: str) -> str:
    """Return text without white space, its minus signs plain."""
    return re.sub(r"\s", "", text).replace("−", "-")


def written(value: float) -> str:
    """Return an error as the paper writes it, in `squeezed` form; not by the paper's own code."""
    exponent = int(f"{value:.1e}".split("e")[1])
    if exponent in (-1, 0, 1):
        return f"{value:.{max(1 - exponent, 0)}f}"
    return f"{value / 10.0**exponent:.1f}×10{exponent}"


@pytest.fixture(scope="module")
def page(tiny_run: Path) -> Page:
    return Page((tiny_run / "report" / "paper.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def html(page: Page) -> str:
    return " ".join("".join(page.text).split())


@pytest.fixture(scope="module")
def pdf(tiny_run: Path) -> str:
    reader = pypdf.PdfReader(tiny_run / "report" / "paper.pdf")
    return "\n".join(sheet.extract_text() for sheet in reader.pages)


@pytest.fixture(scope="module")
def summary(tiny_run: Path) -> pd.DataFrame:
    return pd.read_csv(tiny_run / "summary.csv")


@pytest.fixture(scope="module")
def evaluation(tiny_run: Path) -> Callable[[str], dict[str, Any]]:
    def read(formula: str) -> dict[str, Any]:
        path = tiny_run / "formulas" / formula / "evaluation.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    return read


def test_title_authors_and_sections(page: Page, html: str, pdf: str) -> None:
    headings = [tag for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert len(headings) > 20
    for text in (squeezed(html), squeezed(pdf)):
        places = [text.find(squeezed(word)) for word in ["A small paper", "A. Student"]]
        assert places == sorted(places)
        assert min(places) >= 0
        missing = [section for section in SECTIONS if squeezed(section) not in text]
        assert missing == []


def test_main_table_has_the_numbers_of_the_summary(
    page: Page, pdf: str, summary: pd.DataFrame
) -> None:
    base = summary[summary["variation"] == "base"]
    for formula, rows in base.groupby("formula"):
        title = squeezed(TITLES[str(formula)])
        error = written(median(rows["test_nrmse"]))
        printed = next(row for row in page.rows if row and row[0] == title and len(row) >= 7)
        assert printed[1] == error
        assert f"{title}{error}" in squeezed(pdf)
        seconds = rows["fit_cpu_seconds"].median()
        if seconds < 0.01:
            assert printed[4] == "<0.01"
        else:
            assert float(printed[4]) == pytest.approx(seconds, abs=0.06)


def test_best_baseline_and_expectations(
    page: Page, evaluation: Callable[[str], dict[str, Any]]
) -> None:
    head = next(row for row in page.rows if "Bestbaseline" in row)
    for formula, mark in (("wave", "met"), ("plane", "notmet")):
        about = evaluation(formula)
        errors = {name: b["metrics"]["nrmse"] for name, b in about["baselines"].items()}
        best = min(errors, key=errors.__getitem__)
        title = squeezed(TITLES[formula])
        row = next(row for row in page.rows if row and row[0] == title and len(row) == len(head))
        words = best.replace("_", " ").replace("gaussian", "Gaussian")
        assert row[5:7] == [squeezed(words), written(errors[best])]
        assert row[head.index("Expected")] == mark


def test_every_setting_has_a_value(page: Page) -> None:
    keys = re.compile(r"(data|network|training)\.[a-z_.]+")
    settings = {row[1]: row[2] for row in page.rows if len(row) == 3 and keys.fullmatch(row[1])}
    assert {"data.points", "training.adam.learning_rate", "training.auto.effort"} <= set(settings)
    assert [key for key, value in settings.items() if value in ("", "–")] == []
    prose = "".join(page.prose)
    assert "trained on" in prose
    assert re.findall(r".{30}\s–.{30}", prose, re.DOTALL) == []  # nor does a sentence lack one


def test_the_formula_by_the_default_method_is_told_whole(
    html: str, pdf: str, evaluation: Callable[[str], dict[str, Any]]
) -> None:
    (replicate,) = evaluation("growth")["variations"]["base"]["replicates"]
    errors = replicate["metrics"]
    for text in (squeezed(html), squeezed(pdf)):
        assert "byauto.Thehiddenlayercamefrom" in text
        assert "targetsspan12powersoften" in text
        for name in ("relative_error_median", "relative_error_99"):
            assert written(errors[name]) in text


def test_every_replicate_of_every_formula_is_printed(page: Page, summary: pd.DataFrame) -> None:
    printed = {row[3] for row in page.rows if len(row) == len(registered()) + 2}
    base = summary[summary["variation"] == "base"]
    assert {written(error) for error in base["test_nrmse"]} <= printed


def test_studies_with_what_diverged(html: str, page: Page, summary: pd.DataFrame) -> None:
    assert "Model variations" in html
    assert re.search(r"variation steep, replicate 1 diverged: ", html)
    cells = {cell for row in page.rows for cell in row}
    for variation in ("width_8", "width_64"):
        errors = summary.loc[summary["variation"] == variation, "test_nrmse"]
        assert written(median(errors)) in cells


def test_predictions(page: Page, evaluation: Callable[[str], dict[str, Any]]) -> None:
    inside, outside = evaluation("wave")["predictions"]
    rows = [row for row in page.rows if len(row) == 6 and row[1].startswith("x=")]
    assert [row[1] for row in rows] == ["x=0.5", "x=9"]
    assert [row[5] for row in rows] == ["yes", "no"]
    assert float(rows[0][3]) == pytest.approx(inside["predicted"], rel=1e-4)
    assert float(rows[1][2]) == pytest.approx(outside["true"], rel=1e-4)


def test_references_are_resolved(page: Page, html: str, pdf: str) -> None:
    for text in (html, pdf):
        assert "??" not in text
        assert not re.search(r"@(fig|tbl|sec|eq|lst)-", text)
        assert not re.search(r"\[@?\w+\d{4}", text), "a citation without its number"
        for kind in ("Figure", "Table", "Equation", "Listing", "Section", "Appendix"):
            assert re.search(rf"{kind}\s(\d|[A-Z]\b)", text), kind
    ids = {value for _, value in page.values("id")}
    anchors = {value[1:] for _, value in page.values("href") if value.startswith("#")}
    assert anchors
    assert anchors <= ids


def test_bibliography_is_printed_in_the_order_of_citation(html: str, pdf: str) -> None:
    for text in (html, pdf):
        references = squeezed(text[text.rindex("References") :])
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", references)]
        assert numbers[:3] == [1, 2, 3]
        assert "[1]BioinformaticsTutorial,part5:ModelProgramming." in references
        assert "AnIntroductiontoComputationalGeom" in references  # no capital is lost
        assert "Proceedingsofthe27thInternationalConferenceonMachineLearning" in references
        assert "Rosenblatt" in references


def test_nothing_is_loaded_from_outside(tiny_run: Path, page: Page) -> None:
    assert all(value.startswith("data:") for _, value in page.values("src"))
    assert [
        attributes for tag, attributes in page.tags if tag == "script" and "src" in attributes
    ] == []
    links = [a for tag, a in page.tags if tag == "link" and a.get("rel") == "stylesheet"]
    assert links == []
    source = (tiny_run / "report" / "paper.html").read_text(encoding="utf-8")
    assert re.findall(r"""(?:url\(|@import)\s*["']?(?!data:)\w""", source) == []


def test_the_policy_of_the_page_allows_its_own_scripts_alone(tiny_run: Path, page: Page) -> None:
    policies = [a for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    (policy,) = [str(attributes["content"]) for attributes in policies]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    source = (tiny_run / "report" / "paper.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", source, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    allowed = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    assert re.findall(r"'sha256-[^']*'", policy) == allowed
    assert "unsafe-eval" not in policy
    assert source.count('data-live="formula"') == 3  # tiny.yaml's formulas, each with a place


def test_every_picture_says_what_it_shows(page: Page) -> None:
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    formulas, studies, logic = 3, 2, 3
    assert len(pictures) == 4 * formulas + studies + logic + 1  # what lies outside the box
    for attributes in pictures:
        assert len(attributes.get("alt") or "") > 30


def test_pdf_is_readable_by_machines(tiny_run: Path, pdf: str) -> None:
    reader = pypdf.PdfReader(tiny_run / "report" / "paper.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "A small paper"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged, with alternative texts
    for sign in ("\ufffd", "\u25a1", "\x00"):
        assert sign not in pdf
    assert "def learn(table: Table) -> Learning:" in pdf


def test_the_paper_says_how_it_was_made(tiny_run: Path, html: str) -> None:
    document = json.loads((tiny_run / "summary.json").read_text(encoding="utf-8"))
    assert "The engine embedded rendered this document" in html
    assert document["versions"]["torch"] in html
    assert document["machine"]["host"] not in html.split()
    assert f"seed of the config, {document['config']['seed']}" in html


def test_the_default_paper_stays_small_enough_to_send(tiny_run: Path) -> None:
    """As large as this paper if all its pictures were as the heaviest here, and more by a quarter.

    The default paper has more points and longer curves; pictures with dots and maps are rasterised,
    so that they grow little with the rows.
    """
    plan = load(ROOT / "config" / "config.yaml")

    def sizes(*patterns: str) -> list[int]:
        return [path.stat().st_size for each in patterns for path in tiny_run.glob(each)]

    here = sum(sizes("formulas/*/*.svg", "studies/*.svg", "logic/*.svg"))
    formula = max(sum(sizes(f"formulas/{key}/*.svg")) for key in TITLES)
    pictures = len(plan.formulas) * formula + len(plan.studies()) * max(sizes("studies/*.svg"))
    pictures = 1.25 * (pictures + sum(sizes("logic/*.svg")))
    page, pdf = sizes("report/paper.html", "report/paper.pdf")
    base64 = 4 / 3  # in which the page holds its pictures
    assert page + base64 * (pictures - here) < 8e6
    assert pdf * pictures / here < 5e6
