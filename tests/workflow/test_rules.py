"""The rules' form: modules named as input, what each declares, how their scripts start, lint."""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from formulafit.registry import activation_names, method_names

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "workflow"
PACKAGE = WORKFLOW / "formulafit"
RULES = {
    match[1]: match[2]
    for path in sorted(WORKFLOW.glob("rules/*.smk"))
    for match in re.finditer(
        r"^rule (\w+):\n(.*?)(?=^\S|\Z)", path.read_text(encoding="utf-8"), re.M | re.S
    )
}
# Not an input: the version, and an entry point that no job uses.
LEFT_OUT = PACKAGE / "__init__.py"


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a source imports anywhere, but for the type checker alone."""
    nodes: list[ast.AST] = [ast.parse(source)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
            # the name of a module of a package is known when it is needed: any of them
            match = re.fullmatch(r"f'([\w.]+)\.\{.*\}'", ast.unparse(node.args[0]))
            assert match, ast.unparse(node)
            folder = WORKFLOW / match[1].replace(".", "/")
            yield from (f"{match[1]}.{path.stem}" for path in folder.glob("*.py"))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
        else:
            nodes += ast.iter_child_nodes(node)


def files(module: str) -> set[Path]:
    """Return the files of formulafit that are run when a module, or a name in it, is imported."""
    found = set()
    path = WORKFLOW
    for part in module.split("."):
        path = path / part
        found |= {
            file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()
        }
    return found - {LEFT_OUT}


def closure(source: str) -> set[Path]:
    """Return all files of formulafit that a source imports, also through others."""
    found: set[Path] = set()
    sources = [source]
    while sources:
        new = {f for m in imported(sources.pop()) if m.startswith("formulafit") for f in files(m)}
        sources += [file.read_text(encoding="utf-8") for file in new - found]
        found |= new
    return found


@pytest.fixture(scope="module")
def inputs(
    tiny_project: Path, snakemake: Callable[..., subprocess.CompletedProcess[str]]
) -> dict[str, set[str]]:
    """Return the input files of each rule."""
    words = ("--detailed-summary", "--configfile", "tests/workflow/tiny.yaml")
    lines = snakemake(tiny_project, *words).stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("output_file\t"))
    table = csv.DictReader(io.StringIO("\n".join(lines[start:])), delimiter="\t")
    found: dict[str, set[str]] = {}
    for row in table:
        found.setdefault(row["rule"], set()).update(row["input-file(s)"].split(","))
    return found


def test_closure_follows_lazy_imports_and_packages() -> None:
    found = closure("def f():\n    from formulafit.figures import logic\n")
    expected = {"figures/__init__.py", "figures/logic.py", "figures/style.py"}
    assert expected <= {path.relative_to(PACKAGE).as_posix() for path in found}
    assert PACKAGE / "baselines/spline.py" in closure("import formulafit.baselines.fitting")
    assert (
        closure("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n import formulafit.training")
        == set()
    )


@pytest.mark.parametrize("rule", RULES)
def test_modules_are_those_that_the_script_imports(rule: str, inputs: dict[str, set[str]]) -> None:
    (script,) = re.findall(r'"\.\./scripts/(\w+\.py)"', RULES[rule])
    sources = [(WORKFLOW / "scripts" / script).read_text(encoding="utf-8")]
    printed: set[str] = set()
    if rule in ("fit", "evaluate"):  # which import by name what a network is made of
        sources += [f"import formulafit.activations.{name}" for name in activation_names()]
    if rule == "fit":
        sources += [f"import formulafit.training.{name}.method" for name in method_names()]
    if rule == "paper":
        paper = (ROOT / "report/paper.qmd").read_text(encoding="utf-8")
        sources += re.findall(r"^```\{python\}\n(.*?)^```", paper, re.M | re.S)
        printed = {f"workflow/formulafit/{name}" for name in re.findall(r'"([\w/]+\.py)"', paper)}
    expected = {path.relative_to(ROOT).as_posix() for source in sources for path in closure(source)}
    expected.add(f"workflow/scripts/{script}")
    named = {path for path in inputs[rule] if path.startswith("workflow/")}
    assert named == expected | printed


@pytest.mark.parametrize("rule", RULES)
def test_rule_declares_what_a_cluster_and_a_reader_need(rule: str) -> None:
    text = RULES[rule]
    assert re.match(r' {4}"""[A-Z].*\."""\n', text), "no docstring of one line"
    for directive in ("input", "output", "log", "benchmark", "threads", "message", "conda"):
        assert re.search(rf"^    {directive}:", text, re.M), directive
    assert "threads: 1\n" in text
    assert "mem_mb=" in text
    assert "runtime=" in text


@pytest.mark.parametrize("path", sorted(WORKFLOW.glob("rules/*.smk")), ids=lambda p: p.stem)
def test_file_of_rules_says_what_goes_in_and_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head = ast.get_docstring(ast.parse(text.split('"""\n')[0] + '"""'))
    assert head
    if "\nrule " in text:
        assert "\nREQUIRED INPUTS\n" in head
        assert "\nOUTPUTS\n" in head


def test_start_and_end_of_a_job_spare_the_collector() -> None:
    script = """
import atexit, gc, sys
seen = lambda: print(sum(row["collections"] for row in gc.get_stats()), gc.get_freeze_count())
atexit.register(seen)  # the first is the last that is called
sys.path.insert(0, sys.argv[1])
import job_setup
seen()
import formulafit.training.fit
seen()
for _ in range(300_000):
    cycle = []
    cycle.append(cycle)
seen()
"""
    run = subprocess.run(
        [sys.executable, "-c", script, WORKFLOW / "scripts"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    seen = [tuple(map(int, line.split())) for line in run.stdout.splitlines()]
    before, imported_all, worked, end = seen
    assert imported_all[0] - before[0] < 10  # hundreds without
    assert worked[0] > imported_all[0]  # while the job runs, what it leaves behind is collected
    assert worked[1] == 0
    assert end[1] > 50_000  # what torch alone has made is more


def test_lint(clean_copy: Path, snakemake: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    run = snakemake(clean_copy, "--lint", "--nolock")
    assert run.returncode == 0, run.stdout


def test_environment_follows_the_pins() -> None:
    text = (WORKFLOW / "envs/formulafit.yaml").read_text(encoding="utf-8")
    pins = set((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    named = re.findall(r"- (\S+==\S+)", text)
    assert "torch==2.13.0" in named
    assert {name for name in named if not any(pin.startswith(name) for pin in pins)} == set()
