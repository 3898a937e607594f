"""What a change makes Snakemake do again: all that depends on it, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Jobs = Callable[..., dict[str, int]]
Snakemake = Callable[..., subprocess.CompletedProcess[str]]

TINY = Path("tests/workflow/tiny.yaml")
METHODS = Path("tests/workflow/methods.yaml")
END = {"paper": 1, "check": 1}


def edit(project: Path, *changes: tuple[str, str]) -> None:
    """Replace text in the config of the project."""
    text = (project / TINY).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (project / TINY).write_text(text, encoding="utf-8")


def append(project: Path, module: str) -> None:
    """Add a comment to a module or a script, with a time after all results."""
    path = (project / "workflow" / "formulafit" / f"{module}.py").resolve()
    path.write_text(path.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    later = time.time() + 5
    os.utime(path, (later, later))


PICTURES = {"formula_figures": 3, "study_figure": 2, "logic_figures": 1, "outside_figure": 1}
FITTED = {"outside_figure": 1, "summary": 1, **END}  # what all fits together lead to
ALL_FITS = {"fit": 6, "evaluate": 3, "formula_figures": 3, "study_figure": 2, **FITTED}
BY_ADAM = {**ALL_FITS, "fit": 5, "evaluate": 2, "formula_figures": 2}
WAVE = {
    **{"data": 1, "fit": 4, "evaluate": 1, "formula_figures": 1, "study_figure": 2},
    **FITTED,
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("title: A small paper", "title: Another"), {"summary": 1, **END}),
        (("authors: [A. Student]", "authors: [B. Student]"), {"summary": 1, **END}),
        (("title: A damped wave", "title: A wave"), {"study_figure": 2, "summary": 1, **END}),
        (
            ("    vary: {network", "    title: Units\n    vary: {network"),
            {"summary": 1, **END},
        ),
        (
            ("steep: {training", "steep: {title: Steep, training"),
            {"study_figure": 1, "summary": 1, **END},
        ),
        (("fail_on: []", "fail_on: [failed]"), {"check": 1}),
        (("engine: embedded", "engine: auto"), END),
        (("-0.3*x", "-0.2*x"), WAVE),
        (("x: [0, 6]", "x: [0, 5]"), WAVE),
        (
            ("[[8], [64]]", "[[8], [48]]"),
            {"fit": 1, "evaluate": 1, "formula_figures": 1, "study_figure": 2, **FITTED},
        ),
        (("nrmse_max: 10", "nrmse_max: 11"), {"summary": 1, **END}),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_setting(
    project: Path, jobs: Jobs, change: tuple[str, str], expected: dict[str, int]
) -> None:
    edit(project, change)
    assert jobs(project, "--configfile", TINY) == expected


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("training/adam/method", BY_ADAM),
        ("metrics", {k: n for k, n in ALL_FITS.items() if k != "fit"}),
        ("language/en/formulas", END),  # sentences, of which pictures have none
        ("language/en/regions", END),
        ("language/en/language", END),
        ("language/en/page", END),  # words of the page's scripts
        ("language/en/captions", END),
        ("language/en/pictures", {**PICTURES, **END}),
        ("figures/fits", {"formula_figures": 3, **END}),
        ("figures/page/errors", {"formula_figures": 3, **END}),
        ("figures/replicates", {"study_figure": 2, **END}),
        ("figures/architecture", {"logic_figures": 1, **END}),
        ("figures/outside", {"outside_figure": 1, **END}),
        ("figures/learning", {"formula_figures": 3, "study_figure": 2, **END}),
        ("summary", {"summary": 1, **END}),
        ("expectation", {"summary": 1, **END}),
        ("formula/latex", END),
        ("paper/render", END),
        ("cli/__init__", {}),
        ("config/model", {}),
        ("training/adam/settings", {}),
        ("../scripts/fit", ALL_FITS),
        ("../scripts/paper", END),
        ("../scripts/check", {"check": 1}),
        ("../scripts/job_setup", {}),
        ("__init__", {}),
        ("formula/notation/grammar", {}),  # which words mistakes alone
        ("training/reference", END),  # which the paper prints
    ],
)
def test_module(project: Path, jobs: Jobs, module: str, expected: dict[str, int]) -> None:
    append(project, module)
    assert jobs(project, "--configfile", TINY) == expected


def test_another_language_makes_its_pictures_and_its_paper(project: Path, jobs: Jobs) -> None:
    edit(project, ("  engine: embedded", "  languages: [en, zh]\n  engine: embedded"))
    assert jobs(project, "--configfile", TINY) == {**PICTURES, **END}
    edit(project, ("languages: [en, zh]", "languages: [zh]"))
    assert jobs(project, "--configfile", TINY) == {**PICTURES, **END}


@pytest.mark.parametrize(
    ("module", "fits", "formulas", "studies"),
    [
        ("training/auto/method", 2, 1, 0),
        ("training/adam/method", 3, 2, 1),
        ("training/optimizer", 5, 2, 1),  # `auto` uses it as well, for several hidden layers
        ("training/fit", 5, 2, 1),
    ],
)
def test_method(
    methods_project: Path,
    tmp_path: Path,
    jobs: Jobs,
    module: str,
    fits: int,
    formulas: int,
    studies: int,
) -> None:
    project = Path(shutil.copytree(methods_project, tmp_path / "formulafit"))
    append(project, module)
    each = {"fit": fits, "evaluate": formulas, "formula_figures": formulas, "study_figure": studies}
    expected = {rule: count for rule, count in each.items() if count}
    assert jobs(project, "--configfile", METHODS) == {**expected, **FITTED}


def test_activation(methods_project: Path, tmp_path: Path, jobs: Jobs) -> None:
    project = Path(shutil.copytree(methods_project, tmp_path / "formulafit"))
    append(project, "activations/gelu")
    one = dict.fromkeys(("fit", "evaluate", "formula_figures"), 1)
    assert jobs(project, "--configfile", METHODS) == {**one, **FITTED}
    append(project, "activations/relu")  # adam's, and a candidate of auto's
    assert jobs(project, "--configfile", METHODS)["fit"] == 5


def test_what_no_fit_uses(project: Path, jobs: Jobs) -> None:
    for name in ("activations/silu", "training/torch/settings", "training/torch/method"):
        append(project, name)
    later = time.time() + 5
    new = ("activations/cube.py", "training/newton/method.py", "training/newton/settings.py")
    package = project / "workflow/formulafit"
    source = {"method.py": "training/adam/method.py", "settings.py": "training/adam/settings.py"}
    for name in new:
        (package / name).parent.mkdir(exist_ok=True)
        shutil.copy(package / source.get(Path(name).name, "activations/sin.py"), package / name)
        os.utime(package / name, (later, later))
    assert jobs(project, "--configfile", TINY) == {}


def test_script(project: Path, jobs: Jobs) -> None:
    append(project, "../scripts/evaluate")
    after_evaluation = {k: n for k, n in ALL_FITS.items() if k != "fit"}
    assert jobs(project, "--configfile", TINY, "--rerun-triggers", "mtime") == after_evaluation


@pytest.mark.parametrize("name", ["references.bib", "live/plot.js"])
def test_paper_source(project: Path, jobs: Jobs, name: str) -> None:
    os.utime(project / "report/paper.en.qmd", (time.time() + 5, time.time() + 5))
    assert jobs(project, "--configfile", TINY) == {}  # the same bytes with a new time
    with (project / "report" / name).open("a", encoding="utf-8") as source:
        source.write("\n")
    assert jobs(project, "--configfile", TINY) == END


def test_what_editors_leave_is_no_source(project: Path, jobs: Jobs) -> None:
    for name in ("paper.qmd~", "#paper.qmd#", ".paper.qmd.swp", "._paper.qmd"):
        (project / "report" / name).write_bytes(b"left")
    (project / "report/.#paper.qmd").symlink_to("somebody@host.1:2")
    assert jobs(project, "--configfile", TINY) == {}


def test_another_formula_leaves_the_others_alone(project: Path, jobs: Jobs) -> None:
    new = "formulas:\n  line: {expression: 2*t, inputs: {t: [0, 1]}}"
    edit(project, ("formulas:\n", new + "\n"))
    own = dict.fromkeys(("data", "fit", "evaluate", "formula_figures"), 1)
    assert jobs(project, "--configfile", TINY) == {**own, **FITTED}


def test_a_formula_less_leaves_the_others_alone(project: Path, jobs: Jobs) -> None:
    text = (project / TINY).read_text(encoding="utf-8")
    start, end = text.index("  plane:"), text.index("studies:")
    (project / TINY).write_text(text[:start] + text[end:], encoding="utf-8")
    assert jobs(project, "--configfile", TINY) == FITTED


def touch(folder: Path, *patterns: str) -> None:
    """Give files a time after all results."""
    later = time.time() + 5
    paths = [path for pattern in patterns for path in folder.glob(pattern) if path.is_file()]
    assert len(paths) >= len(patterns)
    for path in paths:
        os.utime(path, (later, later))


@pytest.mark.parametrize(
    "patterns",
    [
        ("workflow/scripts/*.py",),
        ("workflow/formulafit/**/*.py", "workflow/**/*.smk", "workflow/Snakefile", "report/**/*"),
        ("results/formulas/*/data.*", "results/formulas/*/*/fit.json", "results/logic/*.json"),
    ],
    ids=["scripts", "sources", "results"],
)
def test_new_times_alone_cost_nothing(project: Path, jobs: Jobs, patterns: tuple[str, ...]) -> None:
    touch(project, *patterns)
    assert jobs(project, "--configfile", TINY) == {}


@pytest.mark.parametrize("results_first", [True, False])
def test_copy_costs_nothing(
    tiny_project: Path, tmp_path: Path, jobs: Jobs, results_first: bool
) -> None:
    """What `cp -r` does: the copies get the times of copying, in the order of the folder."""
    copy = tmp_path / "a copy"
    copy.mkdir()
    names = sorted(path.name for path in tiny_project.iterdir())
    names.sort(key=lambda name: (name == "results") != results_first)
    for name in names:
        subprocess.run(["cp", "-r", tiny_project / name, copy / name], check=True)
    assert jobs(copy, "--configfile", TINY) == {}
    append(copy, "../scripts/paper")
    assert jobs(copy, "--configfile", TINY) == END


def test_large_files_count_by_content_too(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake, jobs: Jobs
) -> None:
    project = Path(shutil.copytree(clean_copy, tmp_path / "formulafit"))
    (project / "large.yaml").write_text(
        "{formulas: {line: {expression: 2*t, inputs: {t: [0, 1]}}}, data: {points: 200000},"
        " network: {hidden: [2]}, training: {method: adam, adam: {max_epochs: 1}}}\n",
        encoding="utf-8",
    )
    words = ("--configfile", "large.yaml", "--nolock", "results/formulas/line/base/fit.json")
    run = snakemake(project, "--cores", "1", *words)
    assert run.returncode == 0, run.stdout
    arrays = project / "results/formulas/line/data.safetensors"
    assert arrays.stat().st_size > 2_000_000  # Snakemake's own limit is half of that
    touch(project, "results/formulas/line/data.safetensors")
    assert jobs(project, *words) == {}
    content = bytearray(arrays.read_bytes())
    content[-1] ^= 1
    arrays.write_bytes(content)
    touch(project, "results/formulas/line/data.safetensors")
    assert jobs(project, *words) == {"fit": 1}


def test_formulas_in_another_order(project: Path, jobs: Jobs) -> None:
    text = (project / TINY).read_text(encoding="utf-8")
    wave, plane, end = (text.index(key) for key in ("  wave:\n", "  plane:\n", "\nstudies:"))
    moved = text[:wave] + text[plane:end] + "\n" + text[wave:plane].rstrip() + text[end:]
    (project / TINY).write_text(moved, encoding="utf-8")
    assert jobs(project, "--configfile", TINY) == FITTED
