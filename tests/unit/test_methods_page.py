"""The method that docs/methods.md shows works as it stands there, in a copy of the package."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def formulafit(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command in a copy of the package that has the page's method."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    package = shutil.copytree(ROOT / "workflow/formulafit", folder / "formulafit", ignore=ignored)
    method = package / "training" / "readout"
    method.mkdir()
    (method / "__init__.py").touch()
    named = re.findall(r"`workflow/formulafit/training/readout/(\w+\.py)`", PAGE)
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for name, text in zip(named, code, strict=True):
        (method / name).write_text(text, encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "formulafit", *arguments],
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            check=False,
        )

    return run


def test_the_page_s_command_fits_a_wave(formulafit: Command, tmp_path: Path) -> None:
    (command,) = re.findall(r"```sh\nformulafit (.*?)\n```", PAGE)
    few = ("--points", "500", "--hidden", "64", "--replicates", "2", "--output", str(tmp_path))
    run = formulafit(*shlex.split(command), *few)
    assert run.returncode == 0, run.stderr
    document = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert document["settings"]["training"] == {"method": "readout", "readout": {"ridge": 1e-10}}
    for replicate in document["replicates"]:
        assert (replicate["status"], replicate["activation"]) == ("ok", "tanh")
        assert replicate["validation_rmse"] < 1e-3
        assert replicate["remark"] == "tanh, never trained"
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert all(each["metrics"]["nrmse"] < 1e-3 for each in metrics["replicates"])


def test_its_settings_are_checked(formulafit: Command) -> None:
    run = formulafit("fit", "x", "x=0:1", "--method", "readout", "--set", "training.readout.ridg=1")
    assert run.returncode == 2
    assert "training.readout.ridg: unknown key; did you mean ridge?" in run.stderr
    run = formulafit("fit", "x", "x=0:1", "--method", "redout")
    assert run.returncode == 2
    assert "adam" in run.stderr
    assert "readout" in run.stderr
