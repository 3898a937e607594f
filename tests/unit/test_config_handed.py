"""The config of a module: found in the other workflow's files, or taken as it is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from formulafit.config.errors import ConfigError
from formulafit.config.handed import keys_to, load_handed, says_the_same
from formulafit.config.yaml12 import parse

FILE = """fits:
  first:
    replicates: 010
    formulas: {f: {expression: 2*x, inputs: {x: [0, 1]}}}
  second: {formulas: {f: {expression: 2*x, inputs: {x: [1, 0]}}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "outer.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_block_is_found_and_not_one_like_it() -> None:
    outer = {"a": {"b": {"n": 1}}, "c": {"n": 1}}
    assert next(keys_to(outer["a"]["b"], outer)) == ("a", "b")
    assert next(keys_to(outer["c"], outer)) == ("c",)
    assert next(keys_to(outer, outer)) == ()
    assert list(keys_to({"n": 1}, outer)) == []


@pytest.mark.parametrize(
    "text", ["{a: [010, 1e-3, 1:30, No, 2024-01-01, ~], b: {c: x}}", "{a: ['*x', '{'], b: 1}"]
)
def test_yaml_1_1_is_recognised(text: str) -> None:
    ours, _ = parse(text)
    assert says_the_same(ours, yaml.safe_load(text))


def test_what_the_command_line_has_as_text_is_recognised() -> None:
    ours, _ = parse("{a: 3, b: [true, 0.5], c: null}")
    assert says_the_same(ours, {"a": "3", "b": ["true", "0.5"], "c": "null"})


@pytest.mark.parametrize("theirs", [{"a": [1]}, {"a": [1, 3]}, {"a": 1}, {"b": [1, 2]}, {}, [1, 2]])
def test_a_change_is_seen(theirs: Any) -> None:
    assert not says_the_same(parse("a: [1, 2]")[0], theirs)


def test_a_part_is_read_by_our_rules(file: Path) -> None:
    outer = yaml.safe_load(FILE)
    assert outer["fits"]["first"]["replicates"] == 8
    config = load_handed(outer["fits"]["first"], outer, file, module="m")
    assert config.settings("f").replicates == 10
    outer["fits"]["first"]["seed"] = "5"  # as Snakemake has what --config says
    words = ["fits={first: {seed: 5}}"]
    config = load_handed(outer["fits"]["first"], outer, file, module="m", overrides=words)
    assert config.seed == 5


def test_a_message_has_the_line_and_the_whole_path(file: Path) -> None:
    outer = yaml.safe_load(FILE)
    with pytest.raises(ConfigError) as caught:
        load_handed(outer["fits"]["second"], outer, file, module="m")
    assert str(caught.value) == (
        f"{file}: line 5: fits.second.formulas.f.inputs.x: [1, 0] is reversed; write [0, 1]"
    )


def test_what_was_changed_is_taken_as_it_is(file: Path) -> None:
    outer = yaml.safe_load(FILE)
    part = outer["fits"]["first"]
    part["seed"] = 4
    assert load_handed(part, outer, file, module="m").seed == 4
    assert load_handed(part, outer, file, module="m").settings("f").replicates == 8
    part["seed"] = "x"
    with pytest.raises(ConfigError, match=r"^the config of module m: seed: \"x\" is not a whole"):
        load_handed(part, outer, file, module="m")


def test_warnings_have_the_whole_path(file: Path) -> None:
    text = FILE.replace("x: [0, 1]", "x: [0, 1], y: [0, 1]")
    file.write_text(text, encoding="utf-8")
    outer = yaml.safe_load(text)
    (warning,) = load_handed(outer["fits"]["first"], outer, file, module="m").warned()
    assert warning.startswith(f'{file}: line 4: fits.first.formulas.f.inputs: "2*x" holds no y;')


@pytest.mark.parametrize("content", [{}, None])
def test_an_empty_part(file: Path, content: Any) -> None:
    file.write_text("fits:\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is empty; it needs formulas, as in "):
        load_handed(content, {"fits": content}, file, module="m")
