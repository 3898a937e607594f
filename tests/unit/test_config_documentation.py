"""Schema, table of keys and README say what the model says."""

import json
import re
import textwrap
from pathlib import Path
from typing import get_args

import pytest
import yaml

from formulafit.config.__main__ import README, SCHEMA, schema_text, with_table
from formulafit.config.block import Block
from formulafit.config.documentation import json_schema, table
from formulafit.config.errors import ConfigError
from formulafit.config.loading import check, load
from formulafit.config.model import ConfigFile, Expectation, FormulaEntry, Report, Variation
from formulafit.config.settings import Data, Network, Training
from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.training.adam.settings import AdamSettings

ROOT = Path(__file__).parents[2]
AGAIN = "run: python -m formulafit.config"


def test_the_schema_file_is_up_to_date():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), AGAIN


def test_the_table_in_the_readme_is_up_to_date():
    readme = README.read_text(encoding="utf-8")
    assert readme == with_table(readme), AGAIN


def block_in(annotation):
    """Return the block that stands in a type, such as dict[Key, Block]."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return annotation
    return next(filter(None, map(block_in, get_args(annotation))), None)


def blocks(block):
    """Return a block and all blocks in it."""
    inner = [block_in(field.annotation) for field in block.model_fields.values()]
    return {block}.union(*(blocks(each) for each in inner if each))


def test_every_key_is_described():
    found = blocks(ConfigFile)
    assert {block.__name__ for block in found} >= {
        "AdamSettings",
        "Report",
        "Variation",
        "TrainingData",
    }
    for block in found:
        for name, field in block.model_fields.items():
            assert field.description, f"{block.__name__}.{name} has no description"
            assert field.description.endswith("."), f"{block.__name__}.{name}"


def test_the_table_holds_every_key():
    paths = re.findall(r"^\| `([^`]+)`", table(), flags=re.MULTILINE)
    assert len(paths) == len(set(paths))
    for block, place in {
        ConfigFile: "",
        Data: "data.",
        Network: "network.",
        Training: "training.",
        AdamSettings: "training.adam.",
        FormulaEntry: "formulas.<formula>.",
        Expectation: "formulas.<formula>.expect.",
        Variation: "variations.<variation>.",
        Report: "report.",
    }.items():
        for name in block.model_fields:
            here = place + name
            assert any(path == here or path.startswith(f"{here}.") for path in paths), here
    assert "formulas.<formula>.data" in paths  # its keys stand at the top level


def test_the_table_gives_the_defaults():
    rows = {row.split("`")[1]: row for row in table().splitlines()[2:]}
    assert "| `10000` |" in rows["data.points"]
    assert "| `[512]` |" in rows["network.hidden"]
    assert "| required |" in rows["formulas.<formula>.expression"]
    assert "| `auto`, `gauss`, `gelu`, `relu`," in rows["network.activation"]


def test_the_readme_knows_every_function():
    readme = README.read_text(encoding="utf-8")
    words = FormulaEntry.model_fields["expression"].description.replace(".", " ").split()
    for name, function in FUNCTIONS.items():
        call = name if function.count == 1 else f"{name}({function.arguments})"
        assert re.search(rf"^\|.*`{re.escape(call)}`", readme, flags=re.MULTILINE), name
        assert name in words
    for alias, name in ALIASES.items():
        assert re.search(rf"^\|.*`{name}.*`{alias}`", readme, flags=re.MULTILINE), alias


def test_what_the_readme_shows_is_true(tmp_path, monkeypatch):
    readme = README.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("my.yaml").write_text(
        "formulas:\n  damped_wave:\n    expression: exp(-0.3*x)*sin(4*x)\n"
        "    inputs: {x: [6, 0]}\ntraining: {method: adam, adam: {learning_rat: 1}}\n"
    )
    with pytest.raises(ConfigError) as caught:
        load("my.yaml")
    for line in str(caught.value).split("\n"):
        assert f"    {line}\n" in readme
    shown = [
        b for b in re.findall(r"(?:^    .*\n)+", readme, re.MULTILINE) if re.match(r" +[\w-]+:", b)
    ]
    for i, block in enumerate(shown):
        Path(f"{i}.yaml").write_text(textwrap.dedent(block), encoding="utf-8")
    plan = load(*(f"{i}.yaml" for i in range(len(shown))))  # each is laid over those before it
    assert plan.settings("damped_wave", "narrow").network.hidden == [8]
    assert plan.formula("damped_wave")["inputs"] == {"x": [0.0, 6.283185307179586]}
    assert [author["name"] for author in plan.authors()] == ["Ada Lovelace", "Bo Li"]
    assert plan.settings("damped_wave", "learning_rate_0_01").training.adam.learning_rate == 0.01
    assert plan.settings("damped_wave", "half_box").data.train_box == {"x": [0, 3]}


def test_every_method_has_its_block():
    methods = json_schema()["$defs"]["Training"]["properties"]["method"]
    names = methods.get("enum") or [methods["const"]]
    assert sorted([*names, "method"]) == sorted(Training.model_fields)


@pytest.mark.parametrize("path", sorted((ROOT / "config").rglob("*.yaml")), ids=lambda p: p.stem)
def test_configs_name_the_schema_and_keep_to_it(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    relative = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / relative).resolve() == SCHEMA
    load(path)


def test_the_schema_accepts_the_configs_and_finds_mistakes():
    """An editor checks with the schema alone."""
    jsonschema = pytest.importorskip("jsonschema")  # comes with Snakemake
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    content = yaml.safe_load((ROOT / "config" / "suites" / "quick.yaml").read_text())
    assert validator.is_valid(content)
    for mistake in (
        {"sed": 1},
        {"data": {"noise": -1}},
        {"variations": {"v": {"data": {"points": 9}}}},
        {"formulas": {}},
        {"formulas": {"a b": {"expression": "x", "inputs": {"x": [0, 1]}}}},
        {"network": {"activation": "ReLU"}},
        {"data": {"points": "many"}},
        {"report": {"authors": [{"nam": "A"}]}},
    ):
        assert not validator.is_valid(content | mistake), mistake


def test_the_schema_accepts_what_the_check_accepts():
    """Numbers as text, anchors, and the forms of authors."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema())
    content = {
        "x-box": {"anything": 1},
        "seed": "2**9",
        "data": {"points": "1e4", "noise": "1/1000", "x-0": None},
        "network": {"hidden": ["2**9", 8]},
        "training": {"auto": {"effort": "2*5"}, "adam": {"learning_rate": "1e-3"}},
        "formulas": {
            "x-base": 3,
            "f": {"expression": "x", "inputs": {"x": ["-pi/2", "e"], "z": [0, 1]}},
        },
        "predict": {"f": [{"x": "pi", "z": 0}]},
    }
    ada = {"name": "Ada", "affiliation": "U", "email": "a@u.org"}
    bo = {"name": {"given": "B", "family": "O"}, "affiliations": [{"name": "U"}]}
    for authors in (["Ada", ada], ada, "Ada", [bo]):
        content["report"] = {"authors": authors}
        assert list(validator.iter_errors(content)) == []
        check(content)
