"""A config as one text: whole, short, and read back as the same config."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from formulafit.config.listing import listing
from formulafit.config.loading import load
from formulafit.yaml_text import WIDTH, to_yaml

ROOT = Path(__file__).parents[2]
CONFIGS = ["config/config.yaml", "config/suites/nguyen.yaml", "tests/workflow/tiny.yaml"]


@pytest.mark.parametrize("name", CONFIGS)
def test_a_listing_is_the_same_config(name: str, tmp_path: Path) -> None:
    plan = load(str(ROOT / name))
    path = tmp_path / "again.yaml"
    path.write_text(listing(plan.file), encoding="utf-8")
    again = load(str(path))
    assert again.fits() == plan.fits()
    for fit in plan.fits():
        assert again.settings(*fit).model_dump() == plan.settings(*fit).model_dump()
    for formula in plan.formulas:
        assert again.formula(formula) == plan.formula(formula)
        assert again.expect(formula) == plan.expect(formula)
        assert again.predict(formula) == plan.predict(formula)
    assert (again.seed, again.results) == (plan.seed, plan.results)


WRITTEN = """
x-shared: &few {points: 200}
seed: 3
data: {points: 2**10, noise: 1/8}
formulas:
  no:
    title: {en: Wave, zh: 波}
    expression: sin(x)*on
    inputs: {x: [0, 2*pi], on: {range: [1, 10], scale: log}}
  step:
    expression: "where(y < 0, 0, 1)"
    inputs: {y: {range: [-1, 1], scale: linear}}
    data: *few
training: {method: auto, adam: {learning_rate: 1e-4}}
report: {title: A paper, authors: [A. Student], languages: [zh]}
"""
LISTED = """\
seed: 5
replicates: 2
data: {points: 1024, noise: 0.125}
training: {method: auto, adam: {learning_rate: 0.0001}}
formulas:
  'no':
    expression: sin(x)*on
    inputs: {x: [0, 6.283185307179586], 'on': {range: [1, 10], scale: log}}
  step: {expression: 'where(y < 0, 0, 1)', inputs: {y: [-1, 1]}, data: {points: 200}}
"""


def test_it_has_what_decides_numbers_worked_out_and_with_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    plan = load(str(path), overrides=["seed=5", "replicates=2"])
    assert listing(plan.file) == LISTED
    assert plan.resolved()["listing"] == LISTED


def test_large_numbers_are_listed_too(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "seed: 2**62\nformulas: {a: {expression: 2*x, inputs: {x: [-1e20, 1e20]}}}\n"
        "training: {method: adam}\n"
        "studies: {s: {vary: {training.adam.learning_rate: [1, 1e-30]}}}\n",
        encoding="utf-8",
    )
    listed = yaml.safe_load(listing(load(str(path)).file))
    assert listed["seed"] == 2**62
    assert listed["formulas"]["a"]["inputs"]["x"] == [-1e20, 1e20]
    assert listed["studies"]["s"]["vary"]["training.adam.learning_rate"] == [1, 1e-30]


def test_an_expression_over_several_lines_is_listed_on_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "formulas:\n  a:\n    expression: |\n      sin(x)\n      + x/2\n    inputs: {x: [0, 1]}\n",
        encoding="utf-8",
    )
    text = listing(load(str(path)).file)
    assert text == "formulas: {a: {expression: sin(x) + x/2, inputs: {x: [0, 1]}}}\n"


def test_what_does_not_fit_on_a_line_is_a_block() -> None:
    content = {"a": {"b": ["x" * 40, "y" * 40], "c": {"d": 1}}, "e": [["z" * 50], ["z" * 50]]}
    text = to_yaml(content)
    assert yaml.safe_load(text) == content
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.splitlines()[:3] == ["a:", f"  b: [{'x' * 40}, {'y' * 40}]", "  c: {d: 1}"]
    assert text.splitlines()[3] == "e:"


@pytest.mark.parametrize(
    "value", [None, True, 1e-06, 10**20, "", "no", "结果", "a: b", "1e-3", [], {}, {"null": "null"}]
)
def test_values_come_back(value: object) -> None:
    text = to_yaml({"key": value})
    assert yaml.safe_load(text) == {"key": value}
    assert text.isascii()
