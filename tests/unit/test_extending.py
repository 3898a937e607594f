"""What docs/extending.md and docs/methods.md add works as it stands there."""

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
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENDING, METHODS = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("extending", "methods")
)
# A file that a page names, and the next listing.
SHOWN = re.compile(r"`workflow/(formulafit/\w+/[\w/]+\.py)`[^`]*```python\n(.*?)```", re.DOTALL)
FEW = ("--points", "500", "--hidden", "64")

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def formulafit(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command in a copy of the package that has the files which the pages show."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "workflow" / "formulafit", folder / "formulafit", ignore=ignored)
    shown = SHOWN.findall(EXTENDING) + SHOWN.findall(METHODS)
    assert len(shown) == (EXTENDING + METHODS).count("```python")
    for name, code in shown:
        path = folder / name
        assert not path.exists()
        if not path.parent.exists():
            path.parent.mkdir()
            (path.parent / "__init__.py").touch()
        path.write_text(code, encoding="utf-8")

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


def fitted(formulafit: Command, page: str, folder: Path, *more: str) -> dict[str, Any]:
    """Run the command that a page shows, on few points; return the content of fit.json."""
    (command,) = re.findall(r"```sh\nformulafit (.*?)\n```", page)
    run = formulafit(*shlex.split(command), *FEW, *more, "--output", str(folder))
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize(
    ("settings", "bound"),
    [
        (("training.auto.effort=0.3",), 1e-5),
        (("training.method=adam", "training.adam.learning_rate=0.01"), 0.1),
    ],
)
def test_the_activation_of_the_page_is_trained_by_both_methods(
    formulafit: Command, tmp_path: Path, settings: tuple[str, ...], bound: float
) -> None:
    more = [word for setting in settings for word in ("--set", setting)]
    document = fitted(formulafit, EXTENDING, tmp_path, *more)
    (replicate,) = document["replicates"]
    assert (replicate["status"], replicate["activation"]) == ("ok", "softplus")
    assert replicate["validation_rmse"] < bound
    printed = formulafit("predict", str(tmp_path), "x=0.5").stdout
    (predicted,) = re.findall(r"prediction\s+(\S+)", printed)
    assert float(predicted) == pytest.approx(0.9975, abs=1e-4 + 2 * bound)  # sin(3/2)


def test_the_method_of_the_page_fits_a_wave(formulafit: Command, tmp_path: Path) -> None:
    document = fitted(formulafit, METHODS, tmp_path, "--replicates", "2")
    assert document["settings"]["training"] == {"method": "readout", "readout": {"ridge": 1e-10}}
    for replicate in document["replicates"]:
        assert (replicate["status"], replicate["activation"]) == ("ok", "tanh")
        assert replicate["validation_rmse"] < 1e-3
        assert replicate["remark"] == "tanh, never trained"
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert all(each["metrics"]["nrmse"] < 1e-3 for each in metrics["replicates"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--method", "readout", "--set", "training.readout.ridg=1"),
            "training.readout.ridg: unknown key; did you mean ridge?",
        ),
        (("--method", "redout"), '"redout" is not known; write adam, auto, readout or torch'),
        (("--activation", "plus"), '"plus" is not known; write auto, gauss, gelu, relu, sigmoid'),
    ],
)
def test_the_config_knows_what_was_added(
    formulafit: Command, options: tuple[str, ...], told: str
) -> None:
    run = formulafit("fit", "x", "x=0:1", *options)
    assert run.returncode == 2
    assert told in run.stderr
