"""Copies of the finished run that a test may change, and what Snakemake would do in them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Jobs = Callable[..., dict[str, int]]


@pytest.fixture
def project(tiny_project: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished run of ``tiny.yaml``, to be changed at will."""
    return Path(shutil.copytree(tiny_project, tmp_path / "formulafit"))


@pytest.fixture(scope="session")
def methods_project(
    clean_copy: Path,
    snakemake: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a copy with a finished run of ``methods.yaml``; not to be changed.

    Every job's log tells what it imported.
    """
    folder = tmp_path_factory.mktemp("methods") / "formulafit"
    shutil.copytree(clean_copy, folder)
    words = ("--cores", "4", "--configfile", "tests/workflow/methods.yaml")
    run = snakemake(folder, *words, PYTHONVERBOSE="1")
    assert run.returncode == 0, run.stdout[-5000:]
    return folder


@pytest.fixture
def jobs(snakemake: Callable[..., subprocess.CompletedProcess[str]]) -> Jobs:
    """Return a function that tells how many jobs of each rule Snakemake would run."""

    def count(folder: Path, *words: str | Path) -> dict[str, int]:
        run = snakemake(folder, "--dry-run", "--quiet", "rules", *words)
        assert run.returncode == 0, run.stdout
        found = {rule: int(n) for rule, n in re.findall(r"^(\w+) +(\d+)$", run.stdout, re.M)}
        assert found or "Nothing to be done" in run.stdout, run.stdout
        assert found.pop("total", 0) == sum(found.values())
        found.pop("all", None)
        return found

    return count
