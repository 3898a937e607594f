"""What results rest on: versions, machine, commit."""

from __future__ import annotations

import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from formulafit import __version__
from formulafit.machine import commit, machine, versions


def test_versions_and_machine() -> None:
    found = versions()
    assert found["python"] == platform.python_version()
    assert found["formulafit"] == __version__
    for package in ("torch", "numpy", "scikit-learn"):
        assert found[package] == version(package)
    described = machine()
    assert described.host == platform.node()
    assert described.processor
    assert isinstance(described.cores, int)
    assert described.cores >= 1
    assert isinstance(described.memory_gb, float)
    assert 0.1 < described.memory_gb < 1e5


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder that looks like the project, in no repository."""
    folder = tmp_path / "a project"
    (folder / "workflow").mkdir(parents=True)
    (folder / "workflow" / "Snakefile").write_text("rule all:\n")
    return folder


def git(folder: Path, *words: str) -> str:
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    command = ["git", *person, "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_commit_of_a_checkout(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert commit(project) is None
    git(project, "init", "-q")
    assert commit(project) is None  # nothing is checked in
    git(project, "add", ".")
    git(project, "commit", "-qm", "first")
    short = git(project, "rev-parse", "--short", "HEAD")
    assert commit(project) == short
    (project / "results").mkdir()
    (project / "results" / "summary.csv").write_text("formula\n")
    assert commit(project) == short  # what is not checked in is no change
    (project / "workflow" / "Snakefile").write_text("rule other:\n")
    assert commit(project) == f"{short}-dirty"
    git(project, "commit", "-qam", "second")
    git(project, "tag", "-am", "a release", "v1.2")
    monkeypatch.setenv("GIT_DIR", "/nowhere")  # as a hook of Git sets it
    assert commit(project) == "v1.2"


def test_commit_of_another_project_around_it_is_not_told(project: Path) -> None:
    git(project.parent, "init", "-q")
    (project.parent / "notes").write_text("of somebody")
    git(project.parent, "add", "notes")
    git(project.parent, "commit", "-qm", "notes")
    assert commit(project) is None


def test_commit_without_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", str(project))
    assert commit(project) is None
