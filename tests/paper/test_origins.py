"""Where figures and tables say that they come from."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from formulafit.language.known import find
from formulafit.paper import origins
from formulafit.paper.origins import Command

EN = find("en")
COMMAND = Command(("snakemake", "--cores", "1", "--configfile", "my configs/a.yaml"), "fits_{}")
FLOATS = {  # as each engine writes them
    "embedded": '<figure id="LABEL" class="tbl">\n<table></table></figure>\n<p>Text.</p>',
    "quarto": '<div id="LABEL" class="quarto-float"><figure class="quarto-float-tbl">'
    "<table></table></figure>\n</div>\n<p>Text.</p>",
}


def told(write: Any, label: str, language: str = "en", engine: str = "embedded") -> str:
    results = write.formula("wave", variations=write.OVERFITTING).paper().results
    results.language = language
    page = FLOATS[engine].replace("LABEL", label)
    return origins.told(page, results, find(language).lexicon.words, COMMAND)


@pytest.mark.parametrize("engine", FLOATS)
@pytest.mark.parametrize(
    ("label", "language", "files", "forced"),
    [
        ("tbl-gates", "en", ["logic/gates.json"], "results/small/logic/gates.json"),
        ("fig-xor", "zh", ["logic/xor.zh.svg"], "results/small/logic/xor.zh.svg"),
        ("tbl-baselines", "en", ["formulas/*/evaluation.json"], "fits_evaluate"),
        (
            "tbl-main",
            "en",
            ["summary.json", "formulas/*/evaluation.json"],
            "results/small/summary.json fits_evaluate",
        ),
        ("fig-outside", "zh", ["formulas/outside.zh.svg"], "results/small/formulas/outside.zh.svg"),
        (
            "tbl-resources",
            "en",
            [
                *(f"benchmarks/{rule}/*.tsv" for rule in ("data", "fit", "evaluate")),
                *(f"benchmarks/{rule}*.tsv" for rule in ("gates", "xor", "summary")),
            ],
            "fits_data fits_fit fits_evaluate fits_gates fits_xor fits_summary",
        ),
        (
            "fig-formula-wave-fit",
            "en",
            ["formulas/wave/fit.svg"],
            "results/small/formulas/wave/fit.svg",
        ),
        (
            "fig-study-overfitting",
            "zh",
            ["studies/overfitting.zh.svg"],
            "results/small/studies/overfitting.zh.svg",
        ),
    ],
)
def test_files_and_command(
    write: Any, engine: str, label: str, language: str, files: list[str], forced: str
) -> None:
    page = told(write, label, language, engine)
    _, _, after = page.partition("</figure>")
    assert after.startswith('\n<details class="origin"><summary>')
    named = re.findall("<code>(results/[^<]*)</code>", after.partition("<pre>")[0])
    assert named == [f"results/small/{file}" for file in files]
    [command] = re.findall("<pre><code>(.*)</code></pre>", after)
    expected = "snakemake --cores 1 --configfile 'my configs/a.yaml' --forcerun " + forced
    assert html.unescape(command) == expected
    assert shlex.split(expected)[4] == "my configs/a.yaml"


@pytest.mark.parametrize("label", ["tbl-steps", "tbl-of-a-reader", "fig-formula-other-fit"])
def test_what_no_file_is_known_of_tells_none(write: Any, label: str) -> None:
    assert told(write, label) == FLOATS["embedded"].replace("LABEL", label)


def test_paper_without_results_is_left_as_it_is(tmp_path: Path) -> None:
    page = FLOATS["embedded"].replace("LABEL", "tbl-gates")
    assert origins.told(page, origins.Results(tmp_path), EN.lexicon.words, COMMAND) == page


def test_the_list_has_each_figure_and_table_once(write: Any) -> None:
    results = write.formula("wave").formula("sum", about=write.SUM).paper().results
    lines = origins.listing(results, EN).splitlines()[2:]
    labels = re.findall(r"@([\w-]+)", "\n".join(lines))
    assert len(labels) == len(set(labels))
    assert {"tbl-gates", "fig-xor", "tbl-formula-sum", "fig-formula-wave-fit"} <= set(labels)
    [logic] = [line for line in lines if "@tbl-xor " in line]
    assert logic == "| @tbl-xor @tbl-trained | `logic/xor.json` | `xor` |"
