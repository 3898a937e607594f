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
SHOWN = re.compile(r"`workflow/(formulafit/[\w/]+\.py)`[^`]*```python\n(.*?)```", re.DOTALL)
# The files that it adds an entry to, and what stands after the last one there.
AFTER_ENTRIES = {
    "formulafit/metrics.py": "\n    def of(",
    "formulafit/language/en/metrics.py": "}",
    "formulafit/language/en/pages.py": "}",
}
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
        if name in AFTER_ENTRIES:
            text = path.read_text(encoding="utf-8")
            end = text.rindex(AFTER_ENTRIES[name])
            path.write_text(text[:end] + code + text[end:], encoding="utf-8")
            continue
        assert not path.exists()
        if not path.parent.exists():
            path.parent.mkdir()
            (path.parent / "__init__.py").touch()
        path.write_text(code, encoding="utf-8")

    def run(*arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
        what = ["-c", program] if program else ["-m", "formulafit"]
        return subprocess.run(
            [sys.executable, *what, *arguments],
            capture_output=True,
            encoding="utf-8",
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
            check=False,
        )

    return run


def fitted(formulafit: Command, page: str, folder: Path, *more: str) -> dict[str, Any]:
    """Run the command that a page shows, on few points; return the content of fit.json."""
    (command,) = re.findall(r"```sh\nformulafit (.*?)\n```", page)
    run = formulafit(*shlex.split(command), *FEW, *more, "--output", str(folder))
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    return {**document, "printed": run.stdout}


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
    assert replicate["choice"].get("loop", "layer by layer") == "layer by layer"
    printed = formulafit("predict", str(tmp_path), "x=0.5").stdout
    (predicted,) = re.findall(r"prediction\s+(\S+)", printed)
    assert float(predicted) == pytest.approx(0.9975, abs=1e-4 + 2 * bound)  # sin(3/2)


def test_the_method_of_the_page_fits_a_wave(formulafit: Command, tmp_path: Path) -> None:
    document = fitted(formulafit, METHODS, tmp_path, "--replicates", "2")
    assert document["settings"]["training"] == {"method": "readout", "readout": {"ridge": 1e-10}}
    for replicate in document["replicates"]:
        assert (replicate["status"], replicate["activation"]) == ("ok", "tanh")
        assert replicate["validation_rmse"] < 1e-3
        told = f"replicate {replicate['replicate']}: tanh, never trained\n"
        assert told in document["printed"]
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert all(each["metrics"]["nrmse"] < 1e-3 for each in metrics["replicates"])


def test_the_metric_of_the_page_is_measured_shown_and_written(
    formulafit: Command, tmp_path: Path
) -> None:
    quick = ("--points", "100", "--hidden", "8", "--set", "training.auto.effort=0.05")
    run = formulafit("fit", "sin(x)", "x=0:3", *quick, "--output", str(tmp_path))
    assert run.returncode == 0, run.stderr
    written = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    biases = [each["metrics"]["bias"] for each in written["replicates"]]
    rmse = [each["metrics"]["rmse"] for each in written["replicates"]]
    assert all(0 < abs(bias) < error for bias, error in zip(biases, rmse, strict=True))
    (line,) = (line for line in run.stdout.splitlines() if line.startswith("  bias "))
    assert line.split()[1:] == [f"{bias:.3g}" for bias in biases]
    program = "from formulafit.documents.summary import COLUMNS; print(*COLUMNS)"
    assert "test_bias" in formulafit(program=program).stdout.split()


PAGE = """
import sys
from pathlib import Path
from tests.unit.test_figures_formulas import make
from formulafit.figures.formulas import draw_pictures
from formulafit.language.known import find
from formulafit.paper.pages import figures

folder = make(Path(sys.argv[1]))
draw_pictures(folder, find("en").lexicon, {"residuals": folder / "residuals.svg"})
words = find("en").pictures["residuals"]
said = (words.caption, words.alt, words.seen)
print(figures()[-1], words.title, *(each(None, "") for each in said), sep="\\n")
"""


def test_the_picture_of_the_page_is_drawn_and_stands_at_its_end(
    formulafit: Command, tmp_path: Path
) -> None:
    run = formulafit(str(tmp_path), program=PAGE)
    assert run.stdout.splitlines() == [
        "('residuals',)",
        "errors over true values",
        "the error of each test point over its true value",
        "Scatter of the test errors over the true values.",
        "",
    ], run.stderr
    assert (tmp_path / "residuals.svg").read_text(encoding="utf-8").count("<use ") > 50


LANGUAGE = """
from formulafit.language import known

print(known.codes())
for code in ("en", "fr"):
    language = known.find(code)
    words = known.lexicon(code)
    print(language.tag, words.columns("formula", "range:", "nrmse:"), words.blocks["tbl"])
"""


def test_the_language_of_the_page_is_found_with_its_own_words(formulafit: Command) -> None:
    run = formulafit(program=LANGUAGE)
    assert run.stdout.splitlines() == [
        "('en', 'fr', 'zh')",
        "en ['Formula', 'Range:', 'NRMSE:'] Table",
        "fr ['Formule', 'Étendue:', 'NRMSE:'] Tableau",
    ], run.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--method", "readout", "--set", "training.readout.ridg=1"),
            "training.readout.ridg: unknown key; did you mean ridge?",
        ),
        (("--method", "redout"), '"redout" is not known; did you mean readout?'),
        (("--activation", "plus"), '"plus" is not known; did you mean softplus?'),
    ],
)
def test_the_config_knows_what_was_added(
    formulafit: Command, options: tuple[str, ...], told: str
) -> None:
    run = formulafit("fit", "x", "x=0:1", *options)
    assert run.returncode == 2
    assert told in run.stderr
