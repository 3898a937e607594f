"""When Snakemake looks for jobs to start, and which it starts first."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Snakemake = Callable[..., subprocess.CompletedProcess[str]]

FORMULAS = [f"f{i}" for i in range(6)]


@pytest.fixture
def run(clean_copy: Path, snakemake: Snakemake, tmp_path: Path) -> Callable[..., str]:
    """Return a function that draws the points of six formulas, and returns what is told of it."""
    config = tmp_path / "config.yaml"
    entries = [f"  {key}: {{expression: x, inputs: {{x: [0, 1]}}}}\n" for key in FORMULAS]
    config.write_text("formulas:\n" + "".join(entries), encoding="utf-8")
    targets = [f"results/formulas/{key}/data.json" for key in FORMULAS]

    def call(*words: str) -> str:
        asked = ("--directory", tmp_path, "--configfile", config, "--cores", "1", "--verbose")
        done = snakemake(clean_copy, *asked, *words, "--", *targets)
        assert done.returncode == 0, done.stdout
        assert all((tmp_path / target).is_file() for target in targets)
        return done.stdout

    return call


def test_snakemake_looks_for_jobs_when_one_ends(run: Callable[..., str]) -> None:
    told = run()
    assert "Submitting maximum 100 job(s) over 1.0 second(s)" in told  # what is lifted
    assert len(re.findall("^Ready jobs: ", told, re.M)) == len(FORMULAS)


def test_a_rate_that_was_asked_for_is_kept(run: Callable[..., str]) -> None:
    told = run("--max-jobs-per-timespan", "2/2s")
    assert "Job rate limit reached, waiting for free slots." in told


def test_fits_start_before_what_needs_their_results(tiny_project: Path) -> None:
    screen = (tiny_project / "screen.txt").read_text(encoding="utf-8")
    rounds = screen.split("Select jobs to execute...")  # what is chosen at once is in any order

    def with_job(begins: str) -> list[int]:
        return [i for i, told in enumerate(rounds) if f": {begins} " in told]

    assert max(with_job("Sampling")) < min(with_job("Fitting"))
    assert max(with_job("Fitting")) <= min(with_job("Evaluating"))
