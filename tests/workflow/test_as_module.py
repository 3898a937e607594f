"""The workflow as a module of another one, which hands a part of its config over."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Snakemake = Callable[..., subprocess.CompletedProcess[str]]
Jobs = Callable[..., dict[str, int]]

OUTER = 'configfile: "config/config.yaml"\n'
CONFIG = """samples: [a, b]
formulafit:
  replicates: 010
  data: {points: 1e3, noise: 1e-2}
  network: {hidden: [8]}
  training: {method: adam, adam: {max_epochs: 1}}
  formulas:
    wave: {expression: sin(3*x), inputs: {x: [0, 2]}}
  predict: {wave: [{x: 0.5}]}
  report: {engine: embedded, fail_on: []}
"""
ONE_FORMULA = {
    **dict.fromkeys(("data", "fit", "evaluate", "formula_figures", "summary", "paper", "check"), 1),
    **dict.fromkeys(("gates", "xor", "logic_figures", "outside_figure"), 1),
}


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    """Return the folder of another workflow, which has a `modules.py` of its own."""
    folder = tmp_path / "another workflow"
    (folder / "config").mkdir(parents=True)
    (folder / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "modules.py").write_text("OWN = 1\n", encoding="utf-8")
    return folder


def module(project: Path, *lines: str, name: str = "formulafit", use: str = "") -> str:
    """Return the statements that make the workflow a module."""
    block = "".join(f"    {line}\n" for line in lines)
    file = f'    snakefile: "{project}/workflow/Snakefile"\n'
    return f"module {name}:\n{file}{block}\nuse rule * from {name}{use}\n"


def write(outer: Path, *parts: str) -> None:
    (outer / "Snakefile").write_text("\n\n".join(parts), encoding="utf-8")


HANDED = 'config: config["formulafit"]'


def test_module_as_the_readme_shows_it(clean_copy: Path, outer: Path, snakemake: Snakemake) -> None:
    """The part of the outer config is read as a config of its own is: 010 is ten."""
    readme = (clean_copy / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```snakemake\n")[1].split("```")[0]
    assert "/path/to/formulafit/" in shown
    shown = shown.replace("/path/to/formulafit", str(clean_copy))
    write(outer, "import modules\nassert modules.OWN", shown)
    run = snakemake(outer, "--dry-run")
    assert run.returncode == 0, run.stdout
    assert "Fitting wave, variation base: 10 replicates\n" in run.stdout
    assert "Sampling wave: 1000 points, uniform\n" in run.stdout
    assert "Gathering all fits in fits/results/summary.csv\n" in run.stdout
    counts = {rule: int(n) for rule, n in re.findall(r"^fit_(\w+) +(\d+)$", run.stdout, re.M)}
    assert counts == ONE_FORMULA


@pytest.mark.parametrize("snakefile", ["Snakefile", "workflow/Snakefile"])
def test_module_alone_makes_the_paper(
    clean_copy: Path, outer: Path, snakemake: Snakemake, snakefile: str
) -> None:
    used = module(clean_copy, HANDED, use=" as fit_*").replace("workflow/Snakefile", snakefile)
    write(outer, OUTER, used)
    run = snakemake(outer, "--dry-run")
    assert re.search(r"^fit_all +1$", run.stdout, re.M), run.stdout


def test_two_modules(clean_copy: Path, outer: Path, jobs: Jobs) -> None:
    config = (
        CONFIG
        + "other: {results: its own, formulas: {line: {expression: 2*t, inputs: {t: [0, 1]}}}}\n"
    )
    (outer / "config/config.yaml").write_text(config.replace("its own", "own"), encoding="utf-8")
    target = (
        "rule all:\n    input:\n"
        '        "a/results/formulas/wave/evaluation.json",\n'
        '        "b/own/formulas/line/evaluation.json",\n'
    )
    first = module(clean_copy, HANDED, 'prefix: "a"', use=" as a_*")
    handed = 'config: config["other"]'
    second = module(clean_copy, handed, 'prefix: "b/"', name="other", use=" as b_*")
    write(outer, OUTER, target, first, second)
    assert jobs(outer) == {
        f"{which}_{rule}": 1 for which in "ab" for rule in ("data", "fit", "evaluate")
    }


@pytest.mark.parametrize(
    ("head", "lines", "words", "message"),
    [
        (
            OUTER,
            ["config: config"],
            [],
            'config/config.yaml: has no formulas at its top; write config: config["formulafit"] in '
            "the block of module formulafit, and the formulas below formulafit",
        ),
        (
            OUTER,
            [],
            [],
            'config/config.yaml: has no formulas at its top; write config: config["formulafit"] in '
            "the block of module formulafit, and the formulas below formulafit",
        ),
        (
            OUTER,
            [HANDED],
            ["--config", "formulafit={sed: 3, replicates: 2}"],
            "--config: formulafit.sed: unknown key; did you mean seed?",
        ),
        (
            OUTER,
            [HANDED],
            ["--configfile", "other.yaml"],
            "other.yaml: line 3: formulafit.formulas.wave.inputs.x: [2, 0] is reversed; write "
            "[0, 2]",
        ),
        (
            OUTER + 'config["formulafit"]["seed"] = -1\n',
            [HANDED],
            [],
            "the config of module formulafit: seed: -1 is out of range; it has to be at least 0",
        ),
        (
            OUTER,
            ['config: {**config["formulafit"], "results": "/tmp/results"}', 'prefix: "fits"'],
            [],
            "module formulafit: an absolute folder, results: /tmp/results, takes no prefix; leave "
            "one of them out",
        ),
        (
            OUTER,
            [HANDED, 'replace_prefix: {"results/": "fits/"}'],
            [],
            'module formulafit: replace_prefix does not reach its results; write prefix: "fits/"',
        ),
    ],
    ids=["whole", "none", "words", "file", "changed", "absolute", "replaced"],
)
def test_what_cannot_be_is_told_in_one_line(
    clean_copy: Path,
    outer: Path,
    snakemake: Snakemake,
    head: str,
    lines: list[str],
    words: list[str],
    message: str,
) -> None:
    (outer / "other.yaml").write_text(
        "formulafit:\n  formulas:\n    wave: {inputs: {x: [2, 0]}}\n", encoding="utf-8"
    )
    write(outer, head, module(clean_copy, *lines))
    run = snakemake(outer, "--dry-run", *words)
    assert run.returncode == 1
    told = [line for line in run.stdout.splitlines() if not line.startswith("Config file ")]
    assert told == [message]


def test_another_copy_of_the_package_is_refused(
    clean_copy: Path, outer: Path, snakemake: Snakemake
) -> None:
    (outer / "formulafit").mkdir()
    (outer / "formulafit/__init__.py").touch()
    write(outer, "import formulafit", OUTER, module(clean_copy, HANDED))
    run = snakemake(outer, "--dry-run")
    assert run.returncode == 1
    assert run.stdout.rstrip() == (
        f"The package formulafit was imported from {outer}/formulafit before, not from "
        f"{clean_copy}/workflow. Use one copy of the workflow, and import no other in a Snakefile."
    )


def test_run_of_a_module_below_the_other_workflow(
    clean_copy: Path, outer: Path, snakemake: Snakemake
) -> None:
    """From formulas to the paper; the prefix is not for the files of the workflow itself."""
    project = Path(shutil.copytree(clean_copy, outer / "formulafit"))
    write(outer, OUTER, module(project, HANDED, 'prefix: "fits/"'))
    (outer / "config/config.yaml").write_text(CONFIG.replace("010", "1"), encoding="utf-8")
    run = snakemake(outer, "--cores", "2")
    assert run.returncode == 0, run.stdout
    assert not (outer / "results").exists()
    assert not (project / "results").exists()
    results = outer / "fits/results"
    assert (results / "report/paper.pdf").read_bytes().startswith(b"%PDF")
    page = html.unescape(re.sub(r"<[^>]+>", "", (results / "report/paper.html").read_text("utf-8")))
    assert "formulafit predict fits/results/formulas/wave/base" in page
    assert (results / "logs/fit/wave.base.log").is_file()
    assert "Nothing to be done" in snakemake(outer, "--dry-run").stdout
