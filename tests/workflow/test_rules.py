"""The rules' form: what each declares, how their scripts start, lint."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "workflow"
RULES = {
    match[1]: match[2]
    for path in sorted(WORKFLOW.glob("rules/*.smk"))
    for match in re.finditer(
        r"^rule (\w+):\n(.*?)(?=^\S|\Z)", path.read_text(encoding="utf-8"), re.M | re.S
    )
}


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
