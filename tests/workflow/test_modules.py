"""The files of code that a rule has as input: those that its jobs run, and hardly more."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from workflow.rules.formulafit_modules import module_files, run_by

COLUMN = "input-file(s)"  # of Snakemake's summary
SOURCES = {
    "scripts/job.py": "from begin import start\nimport shop.till\nfrom shop import shelf\n",
    "scripts/begin.py": "",
    "shop/__init__.py": "import shop.sign\n",
    "shop/sign.py": "",
    "shop/till.py": "def open():\n    try:\n        from shop.coins.penny import worth\n"
    "    except OSError:\n        import shop.nothing\n",
    "shop/nothing.py": "",
    "shop/shelf.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.unused\n"
    "else:\n    from . import label\n",
    "shop/label.py": "import begin\n",  # the script's folder is not its own
    "shop/unused.py": "import shop.till\n",
    "shop/coins/__init__.py": "",
    "shop/coins/penny.py": "from ..price import of as price_of\nfrom .metal import copper\n",
    "shop/coins/metal.py": "def broken(:\n",
    "shop/price.py": 'SHOWN = "coins/cent.py"\nNEVER = "coins/pound.py"\n',
    "shop/coins/cent.py": "import shop.unused\n",  # its text is read, it is not run
    "paper.qmd": "import shop.unused\n\n```{python}\n#| echo: false\nimport shop.label\n```\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return the folder of a package, beside scripts and a paper."""
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "shop"


def names(files: frozenset[Path], folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in files}


def test_imports_are_followed(shop: Path) -> None:
    found = run_by(shop.parent / "scripts/job.py", package=shop)
    expected = {
        *("scripts/job.py", "scripts/begin.py", "shop/__init__.py", "shop/sign.py"),
        *("shop/till.py", "shop/shelf.py", "shop/label.py", "shop/nothing.py"),
        *("shop/coins/__init__.py", "shop/coins/penny.py", "shop/coins/metal.py"),
        *("shop/price.py", "shop/coins/cent.py"),
    }
    assert names(found, shop.parent) == expected


def test_what_is_left_out_is_not_followed(shop: Path) -> None:
    left_out = frozenset({shop / "__init__.py", shop / "till.py"})
    found = run_by(shop.parent / "scripts/job.py", package=shop, left_out=left_out)
    expected = {"scripts/job.py", "scripts/begin.py", "shop/shelf.py", "shop/label.py"}
    assert names(found, shop.parent) == expected
    assert run_by(shop / "till.py", package=shop, left_out=left_out) == set()


def test_cells_of_a_paper_are_read(shop: Path) -> None:
    found = run_by(shop.parent / "paper.qmd", package=shop)
    assert names(found, shop.parent) == {"shop/__init__.py", "shop/sign.py", "shop/label.py"}


def test_files_of_a_module(shop: Path) -> None:
    def files(name: str) -> set[str]:
        return names(module_files(name, shop.parent), shop)

    assert files("shop.coins.penny.worth") == {"__init__.py", "coins/__init__.py", "coins/penny.py"}
    assert files("shop.coins") == {"__init__.py", "coins/__init__.py"}
    assert files("shop.nonesuch.price") == {"__init__.py"}
    assert files("json.decoder") == set()


# ------------------------------------------------------------------------- what jobs really import


@pytest.fixture(scope="module")
def rows(
    methods_project: Path, snakemake: Callable[..., subprocess.CompletedProcess[str]]
) -> list[dict[str, str]]:
    """Return what Snakemake tells of each output file."""
    words = ("--detailed-summary", "--configfile", "tests/workflow/methods.yaml")
    lines = snakemake(methods_project, *words).stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("output_file\t"))
    return list(csv.DictReader(io.StringIO("\n".join(lines[start:])), delimiter="\t"))


def imported(project: Path, log: str) -> set[str]:
    """Return the files of the package that a job imported, by what Python told in its log."""
    text = (project / log).read_text(encoding="utf-8")
    found = set()
    for name in re.findall(r"^import '(formulafit\..*?)'", text, re.M):
        path = "workflow/" + name.replace(".", "/")
        found.add(f"{path}/__init__.py" if (project / path).is_dir() else f"{path}.py")
    return found - {"workflow/formulafit/__init__.py"}  # the version: no input


def test_jobs_import_what_they_declare(methods_project: Path, rows: list[dict[str, str]]) -> None:
    paper = (methods_project / "report/paper.en.qmd").read_text(encoding="utf-8")
    printed = {f"workflow/formulafit/{name}" for name in re.findall(r'"([\w/]+\.py)"', paper)}
    assert printed
    seen = set()
    for row in rows:
        inputs = row[COLUMN].split(",")
        declared = {path for path in inputs if path.startswith("workflow/formulafit/")}
        loaded = imported(methods_project, row["log-file(s)"])
        assert loaded, row
        assert loaded <= declared, (row["output_file"], loaded - declared)
        # some stand in functions that the job did not call, some are activations not chosen
        unused = declared - loaded - (printed if row["rule"] == "paper" else set())
        assert len(unused) <= 6, (row["output_file"], unused)
        assert f"workflow/scripts/{row['rule']}.py" in inputs
        seen.add(row["rule"])
        if row["rule"] == "paper":
            assert printed <= declared
    scripts = {path.stem for path in (methods_project / "workflow/scripts").glob("*.py")}
    assert seen == scripts - {"job_setup"}


def test_fits_depend_on_their_own_method(rows: list[dict[str, str]]) -> None:
    inputs = {
        Path(row["output_file"]).parent.name: row[COLUMN]
        for row in rows
        if row["rule"] == "fit" and "/wave/" in row["output_file"]
    }
    assert "training/auto/method.py" in inputs["base"]
    assert "training/adam/" not in inputs["base"]
    assert "training/auto/" not in inputs["tutorial"]
    assert "training/adam/method.py" in inputs["tutorial"]


def test_fits_depend_on_the_activations_that_they_may_have(rows: list[dict[str, str]]) -> None:
    found = {
        Path(row["output_file"]).parent.name: re.findall(r"activations/([a-z]+)", row[COLUMN])
        for row in rows
        if row["rule"] == "fit" and re.search(r"/wave/\w+/[^/]+$", row["output_file"])
    }
    candidates = ["gauss", "relu", "sigmoid", "sin", "tanh"]
    assert found == {"base": candidates, "tutorial": ["relu"], "gelu": ["gelu", "sin"]}
