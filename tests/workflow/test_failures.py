"""Fits that go wrong, expectations that are missed, jobs that crash: what is shown, and the end."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Snakemake = Callable[..., subprocess.CompletedProcess[str]]

TINY = Path("tests/workflow/tiny.yaml")


@pytest.mark.parametrize(
    ("fail_on", "complaint"),
    [
        ("[failed]", "wave, variation steep, replicate 1 diverged: "),
        ("[expect]", "plane, variation base: median NRMSE "),
    ],
)
def test_run_ends_as_the_config_asks(
    project: Path, snakemake: Snakemake, fail_on: str, complaint: str
) -> None:
    config = (project / TINY).read_text(encoding="utf-8")
    assert "fail_on: []" in config
    (project / TINY).write_text(config.replace("fail_on: []", f"fail_on: {fail_on}"))
    papers = [project / "results/report" / name for name in ("paper.html", "paper.pdf")]
    before = [path.read_bytes() for path in papers]
    run = snakemake(project, "--cores", "1", "--configfile", TINY)
    assert run.returncode == 1
    assert run.stdout.count(complaint) == 1, run.stdout
    assert "Traceback" not in run.stdout
    assert [path.read_bytes() for path in papers] == before


def test_lost_fit_is_in_the_table(tiny_project: Path) -> None:
    screen = (tiny_project / "screen.txt").read_text(encoding="utf-8")
    assert "diverged" in screen[screen.index("Test NRMSE") :]
    fit = json.loads((tiny_project / "results/formulas/wave/steep/fit.json").read_text())
    (replicate,) = fit["replicates"]
    assert replicate["cause"]
    assert replicate["train_rmse"] is None


CRASH = {
    "exception": ("raise RuntimeError('no more of this')", "RuntimeError: no more of this"),
    "kill": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
}


@pytest.mark.parametrize("crash", CRASH)
@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
def test_crash_shows_the_log(
    project: Path, tmp_path: Path, snakemake: Snakemake, crash: str, elsewhere: bool
) -> None:
    code, shown = CRASH[crash]
    module = project / "workflow/formulafit/logic/documents.py"
    lines = "\n\ndef gates_document():\n    print('a last word')\n    " + code + "\n"
    module.write_text(module.read_text(encoding="utf-8") + lines, encoding="utf-8")
    folder, words = project, []
    if elsewhere:
        folder, words = tmp_path / "elsewhere", ["--snakefile", project / "Snakefile"]
        folder.mkdir()
    target = "results/logic/gates.json"
    run = snakemake(folder, target, "--cores", "1", *words, "--configfile", project / TINY)
    assert run.returncode == 1
    assert shown in run.stdout, run.stdout
    assert "a last word" in run.stdout
    assert "results/logs/gates.log" in run.stdout
    assert "a last word" in (folder / "results/logs/gates.log").read_text(encoding="utf-8")
    assert not (folder / target).exists()
