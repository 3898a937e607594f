"""The rooms of the package: what their entrances hold, and in which order they can be entered."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from formulafit import registry

PACKAGE = Path(__file__).resolve().parents[2] / "workflow" / "formulafit"
# Commands and what these rooms are themselves; to import such a room is to use it.
WITH_CODE = {"", "cli", "formula", "formula/notation", "paper/embedded", "paper/tables"}


def test_entrances_hold_no_code() -> None:
    """A re-export would make every module behind it one that a job depends on."""
    holding = set()
    for path in PACKAGE.rglob("__init__.py"):
        statements = ast.parse(path.read_text(encoding="utf-8")).body
        if len(statements) > 1:
            holding.add(path.parent.relative_to(PACKAGE).as_posix().replace(".", "", 1))
    assert holding == WITH_CODE


@pytest.mark.parametrize("method", registry.method_names())
def test_settings_of_a_method_are_imported_before_all_else(method: str) -> None:
    program = f"import formulafit.training.{method}.settings, formulafit.config.settings as s; "
    program += f"print({method!r} in s.Training.model_fields)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8")
    assert (run.stdout, run.stderr) == ("True\n", "")
