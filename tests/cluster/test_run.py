"""The workflow on two nodes of a real SLURM gives what it gives on one machine."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CONFIG = ("--configfile", "tests/workflow/tiny.yaml")


def test_cluster_gives_the_results_of_one_machine(
    slurm: Any,
    project: Path,
    start: Callable[..., Any],
    tiny_run: Path,
    assert_same_results: Callable[..., None],
) -> None:
    before = len(slurm.record())
    head = start(*CONFIG, "--slurm-keep-successful-logs")
    assert head.wait() == 0, head.text()
    results = project / "results"
    assert_same_results(results, tiny_run)
    for paper in ("paper.html", "paper.pdf"):
        assert (results / "report" / paper).stat().st_size > 10_000

    record = {job["JobId"]: job for job in slurm.record()[before:]}
    assert {job["JobState"] for job in record.values()} == {"COMPLETED"}
    assert {job["NodeList"] for job in record.values()} == {"n1", "n2"}
    assert len(record) == 3  # one for all formulas, the logic, the paper

    # Each rule's job was done inside one of these. It is told twice: by the Snakemake that runs
    # all of a SLURM job, and by the one that it starts for each rule's job.
    planned = {rule: int(n) for rule, n in re.findall(r"^(\w+) +(\d+)$", head.text(), re.M)}
    assert planned.pop("total") == sum(planned.values())
    assert {planned.pop("check"), planned.pop("all")} == {1}
    told: Counter[str] = Counter()
    for log in project.glob(".snakemake/slurm_logs/**/*.log"):
        assert log.stem in record
        told.update(re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)$", log.read_text(), re.M))
    assert told == {rule: 2 * n for rule, n in planned.items()}


def test_crashed_job_shows_its_log(project: Path, slurm: Any, start: Callable[..., Any]) -> None:
    module = project / "workflow/formulafit/logic/documents.py"
    crash = (
        "\n\ndef gates_document():\n    print('a last word')\n    raise RuntimeError('so it is')\n"
    )
    module.write_text(module.read_text(encoding="utf-8") + crash, encoding="utf-8")
    head = start("results/logic/gates.json", *CONFIG, "--retries", "0")
    assert head.wait() == 1
    shown = head.text()
    assert "a last word\nTraceback (most recent call last):" in shown, shown
    assert "RuntimeError: so it is" in shown
    assert "results/logs/gates.log" in shown
    assert not (project / "results/logic/gates.json").exists()


def test_controller_that_cannot_be_reached_is_told_at_once(
    slurm: Any, project: Path, start: Callable[..., Any]
) -> None:
    slurm.kill("slurmctld")
    try:
        began = time.monotonic()
        head = start(*CONFIG)
        assert head.wait(60) == 1
        assert time.monotonic() - began < 30
    finally:
        slurm.again("slurmctld")
    assert "SLURM's controller cannot be reached" in head.text(), head.text()
    assert "Nothing was submitted" in head.text()
    assert "Traceback" not in head.text()
    assert not (project / "results").exists()


def test_no_slurm_here_is_told_at_once(
    project: Path, start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    for program in ("bash", "sh", "which"):  # that Snakemake itself needs
        (tmp_path / "bin" / program).symlink_to(str(shutil.which(program)))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert start(*CONFIG, "-n").wait(60) == 0  # a plan can be made anywhere
    head = start(*CONFIG)
    assert head.wait(60) == 1
    assert "start on a login node" in head.text(), head.text()
    assert not (project / "results").exists()
