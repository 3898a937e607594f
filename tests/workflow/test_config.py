"""The config on its way into the workflow: what replaces what, and how a bad one ends."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
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
        **dict.fromkeys(("formula_figures", "outside_figure", "summary", "paper", "check"), 1),
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
            LINE + "report: {title: 𐎀 波, engine: embedded}\n",
            'report.title: "𐎀 波" has 𐎀, for which ',
        ),
        (LINE + "seed: [1\n", "this is not YAML"),
        ("- formulas\n", "is not a block of keys"),
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
    ("option", "content", "message"),
    [
        ("--configfile ", b"", "other.yaml: is empty; it needs formulas"),
        ("--configfile ", b"\x89PNG\r", "other.yaml: line 1: is not UTF-8 text (byte 0); save the"),
        (
            "--configfile ",
            LINE.encode() + b"seed: [1\n",
            "other.yaml: line 3, column 1: this is not",
        ),
        ("--configfile ", b"- formulas\n", 'other.yaml: ["formulas"] is not a block of keys;'),
        ("--configfile ", None, "other.yaml: cannot be read: No such file or directory"),
        ("--configfile=", None, "other.yaml: cannot be read: No such file or directory"),
        ("--configfiles ", None, "other.yaml: cannot be read: No such file or directory"),
        ("--configfile ", "folder", "other.yaml: cannot be read: Is a directory"),
    ],
    ids=["empty", "binary", "broken", "list", "missing", "equals", "plural", "folder"],
)
def test_what_cannot_be_a_config_is_told_before_snakemake_reads_it(
    clean_copy: Path,
    tmp_path: Path,
    snakemake: Snakemake,
    option: str,
    content: bytes | str | None,
    message: str,
) -> None:
    path = tmp_path / "other.yaml"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    words = f"{option}{path}".split(" ")
    run = snakemake(clean_copy, "--cores", "1", "--nolock", *words)
    assert run.returncode == 1
    _, said = run.stdout.rstrip().split("\n")  # the first line names the profile
    assert message in said


def test_target_behind_the_config_is_told_from_a_config(
    clean_copy: Path, snakemake: Snakemake
) -> None:
    words = ("--configfile", "tests/workflow/tiny.yaml", "results/logic/gates.json")
    run = snakemake(clean_copy, "--cores", "1", "--nolock", *words)
    assert run.returncode == 1
    assert run.stdout.rstrip().endswith(
        "results/logic/gates.json: cannot be read: No such file or directory; what is to be made"
        " stands before --configfile, which takes all that follows"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(clean_copy: Path, tmp_path: Path, snakemake: Snakemake) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(LINE, encoding="utf-8")
    path.chmod(0)
    run = snakemake(clean_copy, "--cores", "1", "--nolock", "--configfile", path)
    assert run.stdout.rstrip().endswith("other.yaml: cannot be read: Permission denied")


def examples() -> list[str]:
    readme = (Path(__file__).parents[2] / "config/README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- examples: begin -->\n")[1].split("<!-- examples: end -->")[0]
    return [line.strip() for line in block.splitlines()]


@pytest.mark.parametrize("example", examples())
def test_settings_on_the_command_line_as_the_manual_has_them(
    clean_copy: Path, snakemake: Snakemake, example: str
) -> None:
    program, *words = shlex.split(example)
    assert program == "snakemake"
    assert "--config" in words
    run = snakemake(clean_copy, "--dry-run", "--nolock", *words)
    assert run.returncode == 0, run.stdout


def test_settings_on_the_command_line_are_laid_over_the_files(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake
) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(LINE + "data: {points: 300, sampling: sobol}\n", encoding="utf-8")
    run = snakemake(
        clean_copy,
        *("-n", "--nolock", "--configfile", path),
        *("--config", "data={points: 5e2}", "replicates=4", "results=elsewhere"),
    )
    assert "Sampling line: 500 points, sobol\n" in run.stdout, run.stdout
    assert "Fitting line, variation base: 4 replicates\n" in run.stdout
    assert "Gathering all fits in elsewhere/summary.csv" in run.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["data={points: five}"], '--config: data.points: "five" is not a whole number'),
        (["data={pionts: 5}"], "--config: data.pionts: unknown key; did you mean points?"),
        (["data={points:500}"], "put a space behind the colon, as in points: 500"),
        (["data={points: [1"], "--config: data: this is not YAML: "),
        (["seed="], "--config: seed: null is not a whole number; write one, or leave the key out"),
        (["seed=2", "nothing"], "--config: nothing sets nothing; write key=value"),
        (
            ["formulas.line.data.points=5"],
            "write --config 'formulas={line: {data: {points: 5}}}'",
        ),
        (  # what the file has, and only --config makes wrong
            ["data={points: 20}"],
            "line.yaml: line 2: data.test_fraction: 0.01 of the 20 points of line leaves",
        ),
    ],
)
def test_bad_setting_on_the_command_line(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake, words: list[str], message: str
) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(LINE + "data: {test_fraction: 0.01}\n", encoding="utf-8")
    run = snakemake(clean_copy, "-n", "--nolock", "--configfile", path, "--config", *words)
    assert run.returncode == 1
    assert run.stdout.count(message) == 1, run.stdout
    assert "Traceback" not in run.stdout


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("formulas/wav/base/fit.json", "there is no formula wav; did you mean wave?"),
        ("formulas/wav/fit.svg", "there is no formula wav; did you mean wave?"),
        ("formulas/q/data.json", "there is no formula q; known are wave, plane, growth"),
        ("formulas/wave/step/fit.json", "wave has no variation step; did you mean steep?"),
        ("formulas/plane/width_8/fit.json", "plane has no variation width_8; known are base"),
        ("studies/widht.svg", "there is no study widht; did you mean width?"),
    ],
)
def test_target_with_an_unknown_name(
    clean_copy: Path, snakemake: Snakemake, target: str, message: str
) -> None:
    config = "tests/workflow/tiny.yaml"
    words = (f"results/{target}", "--cores", "1", "--nolock", "--configfile", config)
    run = snakemake(clean_copy, *words)
    assert run.returncode == 1
    assert run.stdout.count(f"{config}: {message}\n") == 1, run.stdout
    assert not re.search(r"Traceback|KeyError|Exception", run.stdout)


@pytest.mark.parametrize(
    ("target", "nearest"),
    [
        ("results/foo.pdf", "results/report/paper.pdf"),
        ("./results/logic/sumary.csv", "results/summary.csv"),
        ("results/formulas/plane/fit.json", "results/formulas/plane/base/fit.json"),
        ("results/studies/width.pdf", "results/report/paper.pdf"),
        ("pape", "paper"),
        ("README.md", "results/"),
    ],
)
def test_target_that_no_rule_makes(
    clean_copy: Path, snakemake: Snakemake, target: str, nearest: str
) -> None:
    words = (target, "--dry-run", "--nolock", "--configfile", "tests/workflow/tiny.yaml")
    run = snakemake(clean_copy, *words)
    assert run.returncode == 1
    _, said = run.stdout.rstrip().split("\n")  # the first line names the profile
    assert said.startswith(f"No rule makes {target}; did you mean {nearest}")


def test_make_report_gives_the_config_to_both(clean_copy: Path, tool: Callable[[str], str]) -> None:
    def planned(*words: str) -> list[list[str]]:
        command = [tool("make"), "--no-print-directory", "--dry-run", "report", *words]
        said = subprocess.run(
            command, cwd=clean_copy, capture_output=True, encoding="utf-8", check=True
        ).stdout
        return [shlex.split(line) for line in said.splitlines()][-2:]

    run, where = planned("CONFIG=my configs/it's 公式.yaml")
    assert run[-2:] == ["--configfile", "my configs/it's 公式.yaml"]
    assert where[1:] == ["tools/where.py", "my configs/it's 公式.yaml"]
    run, where = planned()
    assert "--configfile" not in run
    assert where[1:] == ["tools/where.py", "config/config.yaml"]


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


def test_a_job_does_not_probe_the_formulas_again(project: Path, snakemake: Snakemake) -> None:
    module = project / "workflow/formulafit/config/domain.py"
    text = module.read_text(encoding="utf-8")
    assert text.count("    problems, warnings = [], []\n") == 1
    text = text.replace("    problems, warnings = [], []\n", "    raise SystemExit('probed')\n")
    module.write_text(text, encoding="utf-8")
    words = ("--configfile", "tests/workflow/tiny.yaml", "--cores", "1", "--nolock", "--force")
    planned = snakemake(project, *words, "--dry-run")
    assert planned.returncode == 1
    assert "probed" in planned.stdout
    one = ("--target-jobs", "data:formula=wave", "--allowed-rules", "data")  # as an executor does
    job = snakemake(project, *words, *one, "--mode", "remote", "--snakefile", "Snakefile")
    assert job.returncode == 0, job.stdout
    assert "1 of 1 steps (100%) done" in job.stdout


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (["--config", "seed=3", "--config", "data={points: 500}"], "seed=3 'data={points: 500}'"),
        (["-C", "seed=3", "--config", "replicates=2"], "seed=3 replicates=2"),
        (["--configfile", "a.yaml", "--configfiles", "b.yaml"], "a.yaml b.yaml"),
    ],
)
def test_an_option_given_twice_is_not_dropped_in_silence(
    clean_copy: Path, snakemake: Snakemake, words: list[str], mend: str
) -> None:
    run = snakemake(clean_copy, "-n", "--nolock", *words)
    assert run.returncode == 1
    option = "--configfile" if "file" in words[0] else "--config"
    assert run.stdout.rstrip().endswith(
        f"{option} is there twice; write it once, with all behind it: {option} {mend}"
    )
