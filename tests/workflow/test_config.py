"""The config on its way into the workflow: what replaces what, and how a bad one ends."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Snakemake = Callable[..., subprocess.CompletedProcess[str]]
Jobs = Callable[..., dict[str, int]]

LINE = "formulas: {line: {expression: 2*t, inputs: {t: [0, 1]}}}\n"


def test_default_config_is_planned(clean_copy: Path, snakemake: Snakemake) -> None:
    run = snakemake(clean_copy, "--dry-run", "--nolock")
    assert run.returncode == 0, run.stdout
    formulas = yaml.safe_load((clean_copy / "config/config.yaml").read_text(encoding="utf-8"))
    for key in formulas["formulas"]:
        assert f"Fitting {key}, variation base: " in run.stdout
    fits = re.findall(r"Fitting \w+, variation \w+: (\d+) replicate", run.stdout)
    assert len(fits) < sum(map(int, fits)) <= 100


def test_configfile_replaces_the_default(
    clean_copy: Path, tmp_path: Path, jobs: Jobs, snakemake: Snakemake
) -> None:
    (tmp_path / "line.yaml").write_text(LINE, encoding="utf-8")
    words = ("--nolock", "--configfile", tmp_path / "line.yaml")
    assert jobs(clean_copy, *words) == {
        **dict.fromkeys(("gates", "xor", "logic_figures", "data", "fit", "evaluate"), 1),
        **dict.fromkeys(("formula_figures", "summary", "paper", "check"), 1),
    }
    run = snakemake(clean_copy, "-n", *words, "--config", "replicates=5", "results=elsewhere")
    assert "Fitting line, variation base: 5 replicates\n" in run.stdout
    assert "Gathering all fits in elsewhere/summary.csv" in run.stdout


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("formulas: {}\n", "formulas: is empty; at least one is needed"),
        (LINE + "replicats: 2\n", "replicats: unknown key; did you mean replicates?"),
        (LINE.replace("[0, 1]", "[1, 0]"), "formulas.line.inputs.t: "),
        (LINE.replace("2*t", "9**9**9*t"), "formulas.line.expression: "),
        (LINE.replace("2*t", "log(t - 2)"), "formulas.line: is not a finite real number at t = "),
        (LINE.replace("line", "../line"), "formulas"),
        (
            LINE + "report: {title: 阻尼波, engine: embedded}\n",
            'report.title: "阻尼波" has 阻, 尼, 波, ',
        ),
        (LINE + "seed: [1\n", "not valid JSON or YAML"),
        ("- formulas\n", "keys at top level"),
    ],
)
def test_bad_config_ends_before_any_job(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake, config: str, message: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(config, encoding="utf-8")
    run = snakemake(clean_copy, "--cores", "1", "--nolock", "--configfile", path)
    assert run.returncode != 0
    assert run.stdout.count(message) == 1, run.stdout
    assert not re.search(r"Traceback|File \"|Job \d", run.stdout)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (LINE + "seed: [1\n", "config/config.yaml: line "),
        (LINE + LINE, "config/config.yaml: line "),
        ("", "config/config.yaml"),
        (None, "config/config.yaml"),
    ],
    ids=["broken", "twice", "empty", "missing"],
)
def test_bad_default_config(
    project: Path, snakemake: Snakemake, config: str | None, message: str
) -> None:
    path = project / "config/config.yaml"
    if config is None:
        path.unlink()
    else:
        path.write_text(config, encoding="utf-8")
    run = snakemake(project, "--cores", "1")
    assert run.returncode != 0
    assert message in run.stdout
    assert not re.search(r"Traceback|Job \d", run.stdout)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (LINE + "seed: [1\n", "other.yaml: line 3, column 1: this is not YAML"),
        ("", "other.yaml: is empty; it needs formulas"),
        (None, "other.yaml: cannot be read: No such file"),
        (LINE, ""),
    ],
    ids=["broken", "empty", "missing", "right"],
)
def test_make_report_checks_another_config_before_snakemake_reads_it(
    clean_copy: Path, tmp_path: Path, config: str | None, message: str
) -> None:
    path = tmp_path / "other.yaml"
    if config is not None:
        path.write_text(config, encoding="utf-8")
    command = [sys.executable, clean_copy / "tools" / "check.py", path]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == (1 if message else 0)
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_make_report_gives_the_config_to_both(clean_copy: Path, tool: Callable[[str], str]) -> None:
    def planned(*words: str) -> str:
        command = [tool("make"), "--dry-run", "report", *words]
        return subprocess.run(
            command, cwd=clean_copy, capture_output=True, encoding="utf-8", check=True
        ).stdout

    checked, run = re.findall(r"tools/check.py .*|snakemake --cores .*", planned("CONFIG=x.yaml"))
    assert checked == "tools/check.py x.yaml"
    assert "--configfile x.yaml" in run
    assert "check.py" not in planned()
    assert "--configfile" not in planned()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        # by YAML 1.1 these are [8, 7] and 90
        (
            ["formulas={line: {inputs: {t: [010, 7]}}}"],
            "inputs.t: [10, 7] is reversed; write [7, 10]",
        ),
        (["seed=1:30"], 'seed: "1:30" is not a whole number'),
        (["data={points: 5}"], "data.points: 5 is out of range; it has to be at least 10"),
        (["data={points: 10*10}", "sed=1"], "sed: unknown key; did you mean seed?"),
    ],
)
def test_words_of_config_are_read_as_the_files_are(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake, words: list[str], message: str
) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(LINE, encoding="utf-8")
    run = snakemake(clean_copy, "-n", "--nolock", "--configfile", path, "--config", *words)
    assert run.returncode == 1
    told = [line for line in run.stdout.splitlines() if ": " in line]
    assert [line for line in told if line.startswith("--config: ")] == told
    assert len(told) == 1
    assert message in told[0]


@pytest.mark.parametrize("words", [(), ("--config", "report={title: No}", "data={noise: 1/10}")])
def test_the_workflow_reads_yaml_1_2(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake, words: tuple[str, ...]
) -> None:
    path = tmp_path / "y.yaml"
    path.write_text(
        "x-base: &base {replicates: 010, title: No}\n"
        "formulas: {on: {<<: *base, expression: sin(n), inputs: {n: [0, 2*pi]}}}\n",
        encoding="utf-8",
    )
    run = snakemake(clean_copy, "-n", "--nolock", "--configfile", path, *words)
    assert run.returncode == 0, run.stdout
    assert "Fitting on, variation base: 10 replicates\n" in run.stdout


def test_warning_is_given_once(clean_copy: Path, tmp_path: Path, snakemake: Snakemake) -> None:
    path = tmp_path / "hole.yaml"
    hole = (
        "formulas:\n  hole: {expression: sin(t - 0.5)/(t - 0.5), inputs: {t: [0, 1], z: [0, 1]}}\n"
    )
    path.write_text(hole, encoding="utf-8")
    run = snakemake(clean_copy, "-n", "--nolock", "--configfile", path)
    assert run.returncode == 0
    for warning in ("formulas.hole: is undefined at t = 0.5", "formulas.hole.inputs: "):
        assert run.stdout.count(f"hole.yaml: line 2: {warning}") == 1, run.stdout
