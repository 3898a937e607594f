"""A whole run of a small config, from a clean copy of the project."""

from __future__ import annotations

import csv
import html
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from formulafit.summary import COLUMNS

Snakemake = Callable[..., subprocess.CompletedProcess[str]]
Jobs = Callable[..., dict[str, int]]

TINY = "tests/workflow/tiny.yaml"
VARIATIONS = ("base", "width_8", "width_64", "steep")  # of the wave
FORMULAS = ("wave", "plane", "growth")
TIMES = ("fit_seconds", "fit_cpu_seconds")


def rows(results: Path) -> list[dict[str, str]]:
    with (results / "summary.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_file_is_there(tiny_run: Path) -> None:
    network = ["network.json", "network.safetensors"]
    fit = ["fit.json", "history.csv", *network]
    fit += [f"replay/{name}" for name in (*network, "replay.json")]
    formula = [
        *("data.json", "data.safetensors", "evaluation.json", "evaluation.safetensors"),
        *("errors.svg", "fit.svg", "learning.svg", "predicted.svg"),
    ]
    expected = {
        *("check.json", "summary.csv", "summary.json", "report/paper.html", "report/paper.pdf"),
        *(f"logic/{name}" for name in ("gates.json", "gates.svg", "network.svg")),
        *("logic/xor.json", "logic/xor.svg", "studies/learning_rate.svg", "studies/width.svg"),
        "formulas/outside.svg",
        *(f"formulas/{key}/{name}" for key in FORMULAS for name in formula),
        *(f"formulas/wave/{v}/{name}" for v in VARIATIONS for name in fit),
        *(f"formulas/{key}/base/{name}" for key in FORMULAS for name in fit),
    }
    found = {str(path.relative_to(tiny_run)) for path in tiny_run.rglob("*") if path.is_file()}
    kept = {path for path in found if path.split("/")[0] not in ("logs", "benchmarks")}
    assert kept == expected
    assert all((tiny_run / path).stat().st_size for path in expected)


def test_summary_has_a_row_a_fit(tiny_run: Path) -> None:
    table = rows(tiny_run)
    assert tuple(table[0]) == COLUMNS
    assert [(row["formula"], row["variation"], row["replicate"]) for row in table] == [
        *(("wave", variation, n) for variation in ("base", "width_8", "width_64") for n in "12"),
        ("wave", "steep", "1"),
        *(("plane", "base", n) for n in "12"),
        ("growth", "base", "1"),
    ]
    (lost,) = [row for row in table if row["status"] != "ok"]
    assert (lost["variation"], lost["status"], lost["test_nrmse"]) == ("steep", "diverged", "")
    summary = json.loads((tiny_run / "summary.json").read_text(encoding="utf-8"))
    assert [row["variation"] for row in summary["rows"]] == [row["variation"] for row in table]
    assert summary["config"]["title"] == "A small paper"


def test_what_a_person_sees(tiny_project: Path) -> None:
    screen = (tiny_project / "screen.txt").read_text(encoding="utf-8")
    assert "3 formulas, 10 fits" in screen
    assert "Fitting wave, variation base: 2 replicates\n" in screen
    assert "Fitting wave, variation steep: 1 replicate\n" in screen
    assert screen.index("3 formulas, 10 fits") < screen.index("Fitting wave")
    end = screen[screen.index("Test NRMSE") :]
    assert "wave " in end
    assert "plane " in end
    assert "growth: the targets span 12 powers of ten, from " in end
    assert "results/report/paper.html\nresults/report/paper.pdf\n" in end
    assert "Traceback" not in screen


def test_jobs_leave_log_and_benchmark(tiny_run: Path) -> None:
    log = (tiny_run / "logs/fit/wave.base.log").read_text(encoding="utf-8")
    assert "validation RMSE" in log
    assert (tiny_run / "logs/evaluate/plane.log").is_file()
    header, values = (tiny_run / "benchmarks/fit/wave.base.tsv").read_text().splitlines()
    used = dict(zip(header.split("\t"), values.split("\t"), strict=True))
    assert float(used["max_rss"]) < 1024


def test_nothing_is_left_to_do(tiny_project: Path, jobs: Jobs) -> None:
    assert jobs(tiny_project, "--configfile", TINY) == {}


def test_figures_and_tables_name_what_makes_them_again(
    tiny_project: Path, snakemake: Snakemake
) -> None:
    page = (tiny_project / "results/report/paper.html").read_text("utf-8")
    labels = set(re.findall(r'id="((?:fig|tbl)-[^"]+)"', page)) - {"tbl-steps"}
    told = re.findall(r'<details class="origin">.*?</details>', page, re.DOTALL)
    assert len(told) == len(labels) > 20
    text = "".join(told)
    for file in set(re.findall("<code>(results/[^<]*)</code>", text)):
        assert list(tiny_project.glob(file)), file
    commands = set(re.findall("<pre><code>(.*)</code></pre>", text))
    start = ["snakemake", "--cores", "1", "--configfile", TINY, "--forcerun"]
    split = [shlex.split(html.unescape(command)) for command in commands]
    assert all(words[:6] == start for words in split)
    targets = {target for words in split for target in words[6:]}
    run = snakemake(tiny_project, "-n", *start[1:], *sorted(targets), "--nolock")
    assert run.returncode == 0, run.stdout
    jobs = {rule: int(n) for rule, n in re.findall(r"^(\w+) +(\d+)$", run.stdout, re.M)}
    rules = {
        "gates",
        "xor",
        "logic_figures",
        "formula_figures",
        "study_figure",
        "outside_figure",
        "evaluate",
        "fit",
    }
    assert rules <= jobs.keys()


def test_nothing_half_written_is_left(tiny_run: Path) -> None:
    assert [path for path in tiny_run.rglob(".*") if path.is_file()] == []


def test_one_core_or_four_give_the_same_bits(
    project: Path, tiny_run: Path, snakemake: Snakemake
) -> None:
    tiny = (project / "tests/workflow/tiny.yaml").read_text(encoding="utf-8")
    (project / "alone.yaml").write_text(f"results: results-alone\n{tiny}", encoding="utf-8")
    words = ("results-alone/summary.csv", "--cores", "1", "--configfile", "alone.yaml")
    run = snakemake(project, *words)
    assert run.returncode == 0, run.stdout
    alone = project / "results-alone"
    weights = sorted(path.relative_to(alone) for path in alone.rglob("*.safetensors"))
    assert len(weights) == 2 * 6 + 2 * 3  # of fits and their replays; of formulas
    for path in weights:
        assert (alone / path).read_bytes() == (tiny_run / path).read_bytes(), path

    def timeless(results: Path) -> list[dict[str, str]]:
        return [{k: v for k, v in row.items() if k not in TIMES} for row in rows(results)]

    assert timeless(alone) == timeless(tiny_run)


def test_snakemakes_own_report(project: Path, snakemake: Snakemake) -> None:
    run = snakemake(project, "--report", "report.html", "--configfile", TINY)
    assert run.returncode == 0, run.stdout
    page = (project / "report.html").read_text(encoding="utf-8")
    for expected in ("Perceptrons", "Formulas", "Model variations", "learning curves"):
        assert expected in page
    assert '"language"' not in page


def test_snakemakes_own_report_in_two_languages(project: Path, snakemake: Snakemake) -> None:
    text = (project / TINY).read_text(encoding="utf-8")
    both = text.replace("  engine: embedded", "  languages: [en, zh]\n  engine: embedded")
    (project / TINY).write_text(both, encoding="utf-8")
    results = project / "results"
    papers = [results / "report" / f"paper.{kind}" for kind in ("html", "pdf")]
    for path in [*results.rglob("*.svg"), *papers]:
        shutil.copy(path, path.with_suffix(f".zh{path.suffix}"))  # as if they were made
    run = snakemake(project, "--report", "report.html", "--configfile", TINY)
    assert run.returncode == 0, run.stdout
    page = (project / "report.html").read_text(encoding="utf-8")
    for what in ('"what": "the paper, PDF"', '"figure": "gates"', '"figure": "width"'):
        for language in ("en", "zh"):
            assert f'{what}, "language": "{language}"' in page
