"""What may go wrong on a cluster does; after what the manual says, the results are the same."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FAULTS = (
    *("results/summary.csv", "--configfile", "tests/cluster/faults.yaml"),
    *("--group-components", "formulas=1"),  # both formulas at the same time
)
SAVED = 6  # seconds in which a controller has saved that jobs run; killed before, it drains nodes
DATA_IS_THERE = re.compile(r"^Finished jobid: \d+ \(Rule: data\)$", re.MULTILINE)


@pytest.fixture
def running(
    slurm: Any, project: Path, start: Callable[..., Any]
) -> tuple[Any, list[tuple[str, str]]]:
    """Start a run; return it and its two jobs with their nodes, each in the midst of its work."""
    head = start(*FAULTS)

    def amid() -> bool:
        assert head.process.poll() is None, head.text()
        logs = project.glob(".snakemake/slurm_logs/**/*.log")
        return sum(bool(DATA_IS_THERE.search(log.read_text())) for log in logs) == 2

    slurm.wait_until(amid, 120, "jobs in the midst of their work")
    jobs = slurm.jobs("running")
    assert sorted(jobs.values()) == ["n1", "n2"]
    return head, list(jobs.items())


def states(slurm: Any, job: str) -> list[str]:
    """Return how a job ended, each time that it did."""
    return [ended["JobState"] for ended in slurm.record() if ended["JobId"] == job]


def test_node_drained_job_over_its_time_and_node_lost(
    slurm: Any, running: Any, project: Path, undisturbed: Path, assert_same_results: Any
) -> None:
    head, [(hung, drained), (job, lost)] = running
    slurm.ask("scontrol", "update", f"nodename={drained}", "state=drain", "reason=test")
    try:
        slurm.signal_all(signal.SIGSTOP, hung)
        slurm.ask("scontrol", "update", f"jobid={hung}", "endtime=now")
        slurm.power_off(lost, job)
        slurm.wait_until(lambda: job in slurm.jobs("pending"), 60, "lost job in the queue again")
        slurm.wait_until(lambda: hung not in slurm.jobs("running"), 60, "end of the hung job")
        slurm.again(lost)
        assert head.wait() == 0, head.text()
    finally:
        slurm.ask("scontrol", "update", f"nodename={drained}", "state=resume")
    assert states(slurm, job) == ["NODE_FAIL", "COMPLETED"]  # by SLURM itself
    assert states(slurm, hung) == ["TIMEOUT"]  # Snakemake has sent another, with more time
    given = {ended["JobId"]: int(ended["TimeLimit"]) for ended in slurm.record()}
    assert max(given.values()) > given[job]
    assert_same_results(project / "results", undisturbed)


def test_job_cancelled_and_controller_down_for_40_seconds(
    slurm: Any, running: Any, project: Path, undisturbed: Path, assert_same_results: Any
) -> None:
    head, [(cancelled, _), _] = running
    slurm.ask("scancel", cancelled)
    slurm.wait_until(lambda: states(slurm, cancelled), 30, "end of the cancelled job")
    time.sleep(SAVED)
    slurm.kill("slurmctld")
    try:
        time.sleep(40)
    finally:
        slurm.again("slurmctld")
    assert head.wait() == 0, head.text()
    # Killed at once, the controller may not have saved that: it then sees the job end once more.
    assert states(slurm, cancelled)[0] == "CANCELLED"
    assert "SLURM does not tell how the jobs are" in head.text()
    assert_same_results(project / "results", undisturbed)


def test_snakemake_killed_and_recovered(
    slurm: Any, running: Any, project: Path, undisturbed: Path, assert_same_results: Any
) -> None:
    head, jobs = running
    words = " ".join([*FAULTS, "--slurm-init-seconds-before-status-checks=5"])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    def call() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "cluster-recover", f"ARGS={words}"],
            cwd=project,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    refused = call()
    assert refused.returncode == 2  # make's own
    assert f"as process {head.process.pid}" in refused.stdout
    assert slurm.jobs("running") == dict(jobs)

    head.process.kill()
    head.process.wait(10)
    assert slurm.jobs("running") == dict(jobs)  # the jobs know nothing of it
    recovered = call()
    assert recovered.returncode == 0, recovered.stdout
    assert [states(slurm, job) for job, _ in jobs] == [["CANCELLED"], ["CANCELLED"]]
    assert_same_results(project / "results", undisturbed)
