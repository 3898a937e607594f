"""What tests of several folders share: tools that may be lacking, and one small finished run."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TINY = Path("tests/workflow/tiny.yaml")

Snakemake = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return a program's path; without it the test is skipped, in CI it fails."""

    def find(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            lacking = f"{program} is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{lacking}, and .ci/run should have done so")
            pytest.skip(lacking)
        return path

    return find


@pytest.fixture(scope="session")
def snakemake() -> Snakemake:
    """Return a function that calls Snakemake in a folder; what it says is all in ``stdout``.

    Its keyword arguments are environment variables.
    """
    # What is on the path of the tests is not for the jobs: each folder has a formulafit of its own.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def call(
        folder: Path, *words: str | Path, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "snakemake", *map(str, words)]
        return subprocess.run(
            command,
            cwd=folder,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return call


def made(folder: str, names: list[str]) -> set[str]:
    """Return what is no part of the project, as ``.gitignore`` does."""
    patterns = [".*", "__pycache__", "*.egg-info"]
    if Path(folder) == ROOT:
        patterns += ["results", "results-*", "build"]
    return {name for name in names for pattern in patterns if fnmatch.fnmatch(name, pattern)}


@pytest.fixture(scope="session")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what would be in a fresh clone; not to be changed."""
    target = tmp_path_factory.mktemp("copy") / "formulafit"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode:  # not a clone: an unpacked archive
        return Path(shutil.copytree(ROOT, target, ignore=made))
    for name in listed.stdout.split("\0"):
        if name and ((ROOT / name).is_file() or (ROOT / name).is_symlink()):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
    return target


@pytest.fixture(scope="session")
def tiny_project(
    clean_copy: Path, snakemake: Snakemake, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a copy of the project with a finished run of ``tiny.yaml``; not to be changed."""
    folder = tmp_path_factory.mktemp("tiny") / "formulafit"
    shutil.copytree(clean_copy, folder)
    run = snakemake(folder, "--cores", "4", "--configfile", TINY)
    (folder / "screen.txt").write_text(run.stdout, encoding="utf-8")
    assert run.returncode == 0, run.stdout
    return folder


@pytest.fixture(scope="session")
def tiny_run(tiny_project: Path) -> Path:
    """Return the results of ``tiny.yaml``; not to be changed."""
    return tiny_project / "results"
