"""Mistakes in a config: each is told with its place, its value and the mend."""

import subprocess
import sys
from pathlib import Path

import pytest

from formulafit.config.checks import unread
from formulafit.config.errors import ConfigError
from formulafit.config.loading import check
from formulafit.config.values import TAKEN

ROOT = Path(__file__).resolve().parents[2]
LINE = {"expression": "2*x", "inputs": {"x": [0, 1]}}


def complaints(content):
    with pytest.raises(ConfigError) as caught:
        check(content, "my.yaml")
    lines = str(caught.value).split("\n")
    assert all(line.startswith("my.yaml: ") for line in lines)
    return [line.removeprefix("my.yaml: ") for line in lines]


def formula(**keys):
    return {"formulas": {"f": LINE | keys}}


def report(**keys):
    return formula() | {"report": keys}


def box(**inputs):
    return formula(expression="*".join(["1", *inputs]), inputs=inputs)


def authors(value):
    return formula() | {"report": {"authors": value}}


NAN, INF = float("nan"), float("inf")
MESSAGES = [
    (None, "is empty; it needs formulas"),
    ({}, "is empty; it needs formulas"),
    ([1], "[1] is not a block of keys"),
    ({"seed": 1}, "formulas: is missing"),
    ({"formulas": None}, "formulas: is empty; at least one is needed"),
    ({"formulas": {}}, "formulas: is empty; at least one is needed"),
    ({"formulas": {"f": {"inputs": {"x": [0, 1]}}}}, "formulas.f.expression: is missing"),
    ({"formulas": {"f": 3}}, "formulas.f: 3 is not a block of keys"),
    # unknown keys
    (formula() | {"sed": 1}, "sed: unknown key; did you mean seed?"),
    (formula(Title="x"), "formulas.f.Title: unknown key; did you mean title?"),
    (
        formula() | {"training": {"learning_rate": 1}},
        "training.learning_rate: unknown key; it belongs in training.adam",
    ),
    (formula() | {"hidden": [3]}, "hidden: unknown key; it belongs in network"),
    (formula() | {"network": {"qqq": 1}}, "the keys here are hidden, activation"),
    (formula() | {"network": {"neurons": 1}}, "network.neurons: unknown key; did you mean hidden?"),
    (
        formula() | {"training": {"epochs": 1}},
        "did you mean max_epochs, in training.adam or training.torch?",
    ),
    (formula() | {"training": {"adam": {"lr": 1}}}, "did you mean learning_rate?"),
    (formula() | {"expect": {}}, "expect: unknown key; it belongs in formulas.<formula>"),
    (formula() | {"title": "T"}, "in formulas.<formula>, variations.<variation>, studies."),
    (formula(name="F"), "formulas.f.name: unknown key; did you mean title?"),
    (
        formula(**{"0)": None}),
        "formulas.f.0): is not a key; in { } a comma ends a value: text with",
    ),
    (formula(data={"noise": 0, 1: None}), "formulas.f.data: the key 1 is not text; in { } a comma"),
    (formula(data={"points:500": None}), "put a space behind the colon, as in points: 500"),
    (formula(data={"points:\u00a0500": None}), "put a space behind the colon, as in points: 500"),
    # blocks
    (
        formula() | {"network": 512},
        "512 is not a block of keys; the keys below it are hidden, acti",
    ),
    ({"formulas": {"f": "sin(x)"}}, "the keys below it are expression, inputs"),
    (formula(inputs=["x"]), '["x"] is not a block of keys; write inputs: {x: [0, 6]}'),
    ({"formulas": {"f": {"expression": "x"}}}, "inputs: is missing; write inputs: {x: [0, 6]}"),
    # keys and names
    ({"formulas": {"a b": LINE}}, 'formulas: "a b" cannot be a key; use letters'),
    ({"formulas": {"../x": LINE}}, 'formulas: "../x" cannot be a key'),
    ({"formulas": {"1a": LINE}}, 'formulas: "1a" cannot be a key'),
    ({"formulas": {"my-wave 2": LINE}}, "the first a letter; write my_wave_2\n"),
    ({"formulas": {"": LINE}}, 'formulas: "" cannot be a key; use letters, digits and _, at most '),
    ({"formulas": {"": LINE}}, "the first a letter; write formula_1\n"),
    (
        formula() | {"predict": {"Übung": [{"x": 1}]}},
        'predict: "Übung" cannot be a key; use letters, digits and _, at most 64, the first a '
        "letter; write Uebung\n",
    ),
    ({"formulas": {"2nd-test": LINE}}, "the first a letter; write formula_2nd_test\n"),
    ({"formulas": {"_Übung": LINE}}, "write Uebung, with title: _Übung for its name in the paper"),
    ({"formulas": {"2nd": LINE}}, "the first a letter; write formula_2nd\n"),
    (
        {"formulas": {"Übung": LINE}},
        "the first a letter; write Uebung, with title: Übung for its name in the paper\n",
    ),
    ({"formulas": {"café": LINE}}, "write cafe, with title: café for its name in the paper\n"),
    ({"formulas": {"ω₀": LINE}}, "write omega_0, with title: ω₀ for its name in the paper\n"),
    ({"formulas": {"波": LINE}}, "write formula_1, with title: 波 for its name in the paper\n"),
    ({"formulas": {1.5: LINE}}, "the key 1.5 is not text; use letters, digits and _, at most 64, "),
    ({"formulas": {1.5: LINE}}, "the first a letter; write formula_1_5\n"),
    ({"formulas": {"a" * 65: LINE}}, f"the first a letter; write {'a' * 64}\n"),
    (formula() | {"variations": {"1st": {}}}, "the first a letter; write variation_1st\n"),
    (formula() | {"studies": {"a-b": {"members": {"m": {}}}}}, "the first a letter; write a_b\n"),
    (
        formula() | {"studies": {"s": {"members": {"8": {}}}}},
        'studies.s.members: "8" cannot be a key; use letters, digits and _, at most 64, the first '
        "a letter; write member_8\n",
    ),
    (
        formula() | {"studies": {"s": {"formulas": ["größe"], "members": {"a": {}}}}},
        'studies.s.formulas[0]: "größe" cannot be a key; use letters, digits and _, at most 64, '
        "the first a letter; write groesse\n",
    ),
    ({"formulas": {"_base": LINE}}, "write base, or x-base if it holds YAML's anchors alone\n"),
    (
        formula() | {"_anchors": {"a": 1}},
        "_anchors: unknown key; one that holds YAML's anchors begins with x-, as in x-anchors\n",
    ),
    (formula() | {"defaults": {"a": 1}}, "begins with x-, as in x-defaults\n"),
    (formula(_base={"a": 1}), "formulas.f._base: unknown key; one that holds YAML's anchors beg"),
    ({"formulas": {"a" * 65: LINE}}, "cannot be a key; use letters, digits and _, at most 64"),
    (
        {"formulas": {False: LINE}},
        'formulas: the key false is a word of YAML; put it in quotes, "false"',
    ),
    ({"formulas": {"f": LINE}, 1: 2}, "the key 1 is not text"),
    (
        {"formulas": {"Wave": LINE, "wave": LINE}},
        "formulas.wave: wave differs from Wave in case alone",
    ),
    (
        formula() | {"variations": {"v": {}, "V": {}}},
        "variations.V: V differs from v in case alone",
    ),
    (
        formula() | {"variations": {"v": {"study": "s", "formulas": ["f"], "replicates": 2}}},
        "variations.v.study: a study is a block of its own at the top level, and this variation a "
        "member of it; write studies: {s: {formulas: [f], members: {this_variation: {replicates: "
        "2}}}}",
    ),
    (box(**{"lambda": [0, 1]}), '"lambda" is a word of Python; call the input lambda_'),
    (box(ω=[0, 1]), "the first a letter; call it omega, in the expression too"),
    (box(**{"x₁": [0, 1]}), "call it x_1, in the expression too"),
    (box(**{"": [0, 1]}), '"" cannot be the name of an input: use letters'),
    (box(_x=[0, 1]), '"_x" cannot be the name of an input'),
    (box(**{"x\n": [0, 1]}), "cannot be the name of an input"),
    # ranges
    (box(x=[6, 0]), "formulas.f.inputs.x: [6, 0] is reversed; write [0, 6]"),
    (box(x=[1, 1]), "formulas.f.inputs.x: [1, 1] is empty"),
    (box(x=[0, INF]), "formulas.f.inputs.x[1]: .inf is not finite"),
    (box(x=[NAN, 1]), "formulas.f.inputs.x[0]: .nan is not finite"),
    (box(x=[-1e308, 1e308]), "formulas.f.inputs.x: [-1e+308, 1e+308] is too wide to hold"),
    (box(x=[1]), "formulas.f.inputs.x: [1] is not a range; write [low, high]"),
    (
        box(x=[1, 2, 3]),
        "inputs.x: [1, 2, 3] is not a range; write [low, high]; decimals have a point",
    ),
    (box(x="0:6"), 'formulas.f.inputs.x: "0:6" is not a range; write [0, 6]'),
    (box(x=["0:6"]), "formulas.f.inputs.x: [0:6] is not a range; write [0, 6]\n"),
    (box(x="[0:6]"), "is not a range; write [0, 6]\n"),
    (box(x="(0, 6)"), 'formulas.f.inputs.x: "(0, 6)" is not a range; write [0, 6]\n'),
    (
        formula(inputs={"x": "(0", "6)": None, "y": [0, 1]}),  # of {x: (0, 6), y: [0, 1]}
        'formulas.f.inputs.x: "(0, 6)" is not a range; write [0, 6]\n',
    ),
    (
        formula(inputs={"x": 0, 6: None}),  # of {x: 0, 6}
        'formulas.f.inputs.x: "0, 6" is not a range; write [0, 6]\n',
    ),
    (
        formula(data={"train_box": {"x": "(0", "1)": None}}),
        'formulas.f.data.train_box.x: "(0, 1)" is not a range; write [0, 1]\n',
    ),
    (box(x="-1..2.5"), "is not a range; write [-1, 2.5]\n"),
    (box(x=["0 6"]), "formulas.f.inputs.x: [0 6] is not a range; write [0, 6]\n"),
    (box(x="0 - 6"), "is not a range; write [0, 6]\n"),
    (box(x="-3–-1"), "is not a range; write [-3, -1]\n"),
    (box(x="-pi <= x < 2*pi"), "is not a range; write [-pi, 2*pi]\n"),
    (box(x="±2"), "is not a range; write [-2, 2]\n"),
    (box(x="0:1:100"), "is not a range; write [low, high]\n"),
    (box(x="linspace(0, 1)"), "is not a range; write [low, high]\n"),
    (box(x=None), "formulas.f.inputs.x: is empty; write [low, high], as in x: [0, 6]\n"),
    (formula(inputs=None), "formulas.f.inputs: is empty; write inputs: {x: [0, 6]}\n"),
    (formula(expression=None), "formulas.f.expression: is empty; write expression: sin(x)\n"),
    # numbers and words
    (formula(data={"points": "10k"}), '"10k" is not a whole number; write 10000\n'),
    (formula(data={"points": "1.5 M"}), '"1.5 M" is not a whole number; write 1500000\n'),
    (formula(data={"points": "10kg"}), '"10kg" is not a whole number; write one such as 3 or'),
    (
        formula(network={"activation": "ReLU"}),
        '"ReLU" is not known; did you mean relu? Write auto, gauss, gelu, relu, ',
    ),
    (formula(network={"activation": "Tanh"}), '"Tanh" is not known; did you mean tanh?'),
    (formula(network={"activation": "swish"}), '"swish" is not known; did you mean silu?'),
    (formula(training={"method": "Adam"}), '"Adam" is not known; did you mean adam? Write adam'),
    (formula(data={"sampling": "Latin-Hypercube"}), "did you mean latin_hypercube?"),
    (formula(data={"sampling": "LHS"}), "did you mean latin_hypercube?"),
    (
        box(x=[0, "2pi"]),
        'inputs.x[1]: "2pi" is not a number; multiplication is written out; write 2*pi',
    ),
    (box(x=[0, "y"]), 'formulas.f.inputs.x[1]: "y" is not a number; write one such as 0.5 or 2*pi'),
    (box(x=[0, "1/0"]), 'formulas.f.inputs.x[1]: "1/0" is not a number; this divides by zero'),
    (box(x=[0, "1:30"]), 'formulas.f.inputs.x[1]: "1:30" is not a number; write one such as'),
    (box(x=["pi", 0]), "formulas.f.inputs.x: [3.14159, 0] is reversed"),
    (box(x="-1 .. 2*pi"), 'formulas.f.inputs.x: "-1 .. 2*pi" is not a range; write [-1, 2*pi]'),
    (box(x={"min": 0, "max": 6}), "is not a range; write [0, 6]"),
    (box(x=6), "formulas.f.inputs.x: 6 is not a range; write [low, high]"),
    (formula(inputs={}), "formulas.f.inputs: is empty"),
    # expressions
    (formula(expression="2*x + y"), 'formulas.f.expression: "y" at column 7: unknown variable'),
    (
        formula(expression="x^2"),
        'formulas.f.expression: "^" at column 2: a power is written **; write x**2',
    ),
    (formula(expression="x*9**9**9"), 'formulas.f.expression: "9**9**9" at column 3: this is too'),
    (formula(expression=3), 'formulas.f.expression: 3 is not text; put it in quotes, "3"'),
    (
        formula(expression="2*pi", inputs={"x": [0, 1], "y": [0, 1]}),
        'formulas.f.expression: "2*pi" is constant: none of its inputs occurs in it (x, y)',
    ),
    # kinds of value
    (formula() | {"seed": True}, "seed: true is not a whole number"),
    (formula() | {"seed": "three"}, 'seed: "three" is not a whole number; write one such as 3 or'),
    (
        formula() | {"seed": "sqrt(2)"},
        'seed: "sqrt(2)" is not a whole number; it is 1.41421356237; write 1 or 2',
    ),
    (formula() | {"seed": "1e400"}, 'seed: "1e400" is not a whole number; write one such as 3'),
    (formula(data={"points": "10,000"}), '"10,000" is not a whole number; write 10000, or 10'),
    (formula(data={"points": "10 000"}), '"10 000" is not a whole number; write 10000'),
    (formula() | {"seed": "2024-11-26"}, '"2024-11-26" is not a whole number; write 20241126'),
    (box(x=[0, "2024-11-26"]), '"2024-11-26" is not a number; write 20241126'),
    (box(x=["−1", 1]), '"−1" is not a number; "−" at column 1: a formula is written in ASCII s'),
    (formula(data={"noise": "0,1"}), '"0,1" is not a number; decimals have a point: write 0.1'),
    (formula(data={"noise": "5%"}), "is missing behind it; write 5/100 instead"),
    (formula() | {"seed": 1.5}, "seed: 1.5 is not a whole number"),
    (formula() | {"seed": None}, "seed: null is not a whole number; write one"),
    (formula() | {"seed": -1}, "seed: -1 is out of range; it has to be at least 0"),
    (formula() | {"replicates": 0}, "replicates: 0 is out of range; it has to be at least 1"),
    (formula(title=3), 'formulas.f.title: 3 is not text; put it in quotes, "3"'),
    (formula(title=""), "formulas.f.title: is empty; write something"),
    (formula(title=" \t"), "formulas.f.title: is empty"),
    (formula(data={"noise": True}), "formulas.f.data.noise: true is not a number"),
    (formula(data={"noise": -0.1}), "formulas.f.data.noise: -0.1 is out of range"),
    (formula(data={"noise": INF}), "formulas.f.data.noise: .inf is not finite"),
    (formula(data={"points": "1e1.5"}), 'data.points: "1e1.5" is not a whole number'),
    (
        formula(data={"points": "1e-3"}),
        'data.points: "1e-3" is not a whole number; it is 0.001; write 0 or 1',
    ),
    (formula(data={"scaling": "std"}), '"std" is not known; write standard, minmax or none'),
    (formula(data={"test_fraction": 1}), "test_fraction: 1 is out of range; it has to be less"),
    (formula(data={"validation_fraction": 0}), "validation_fraction: 0 is out of range"),
    (formula(network={"hidden": 512}), "network.hidden: 512 is not a list; write [512]"),
    (formula(network={"hidden": []}), "network.hidden: is empty"),
    (formula(network={"hidden": [0]}), "network.hidden[0]: 0 is out of range"),
    (formula() | {"training": {"method": "sgd"}}, 'training.method: "sgd" is not known; write'),
    (formula(training={"auto": {"effort": "fast"}}), 'auto.effort: "fast" is not an effort; write'),
    (formula(training={"auto": {"effort": 0}}), "training.auto.effort: 0 is not an effort; write"),
    (formula() | {"training": {"adam": {"batch_size": 0}}}, "adam.batch_size: 0 is out of range"),
    (formula() | {"training": {"adam": {"learning_rate": 0}}}, "learning_rate: 0 is out of range"),
    (
        formula() | {"training": {"adam": {"early_stopping": 1}}},
        "training.adam.early_stopping: 1 is not true or false",
    ),
    (
        formula() | {"training": {"adam": {"early_stopping": "maybe"}}},
        'training.adam.early_stopping: "maybe" is not true or false',
    ),
    # data that cannot be
    (
        formula(data={"points": 100, "train_rows": 81}),
        "formulas.f.data.train_rows: 81 is more than the 80 training rows of f",
    ),
    (
        formula() | {"data": {"train_rows": 8001}},
        "data.train_rows: 8001 is more than the 8000 training rows of f; lower it, or raise points",
    ),
    (
        formula() | {"variations": {"v": {"data": {"train_rows": 4}}}},
        "data.validation_fraction: 0.1 of the 4 training rows of f leaves 0 validation rows",
    ),
    (
        formula(data={"points": 10, "test_fraction": 0.99}),
        "formulas.f.data.test_fraction: 0.99 of the 10 points of f leaves 10 test rows and 0",
    ),
    (
        box(x=[0, 1], y=[0, 1], z=[0, 1], u=[0, 1]) | {"data": {"sampling": "grid"}},
        "data.sampling: a grid is for at most 3 inputs, and f has 4",
    ),
    (
        formula(data={"train_box": {"x": {"range": [0.2, 0.5], "scale": "log"}}}),
        '"scale": "log"} is not a range; write [0.2, 0.5]\n',
    ),
    (
        formula(inputs={"x": {"range": "1:10", "scale": "log"}}),
        'formulas.f.inputs.x.range: "1:10" is not a list; write [1, 10]\n',
    ),
    (
        formula(data={"train_box": {"x": [0.5, 2]}}),
        "formulas.f.data.train_box.x: [0.5, 2] reaches out of the range of f, [0, 1]",
    ),
    (
        formula() | {"variations": {"v": {"data": {"train_box": {"xx": [0, 1]}}}}},
        "variations.v.data.train_box.xx: f has no such input; did you mean x?",
    ),
    # variations
    (formula() | {"variations": {"base": {}}}, "variations.base: base is reserved"),
    (formula() | {"variations": {"Base": {}}}, "variations.Base: base is reserved"),
    (formula() | {"variations": {"v": {"formulas": []}}}, "variations.v.formulas: is empty"),
    (
        formula() | {"variations": {"v": {"formulas": ["f", "f"]}}},
        "variations.v.formulas: f is listed twice",
    ),
    (
        {"formulas": {"wave": LINE}, "variations": {"v": {"formulas": ["wafe"]}}},
        "variations.v.formulas: there is no formula wafe; did you mean wave?",
    ),
    *[
        (
            formula() | {"variations": {"v": {"data": {key: value}}}},
            f"variations.v.data.{key}: a variation shares the points and the test set",
        )
        for key, value in {"points": 9, "test_fraction": 0.3, "sampling": "sobol"}.items()
    ],
    # predictions
    (formula() | {"predict": {"g": []}}, "predict.g: there is no formula g"),
    (formula() | {"predict": {"f": [{}]}}, "predict.f[0].x: is missing"),
    (formula() | {"predict": {"f": [{"x": 1}, {"x": 1, "y": 2}]}}, "predict.f[1].y: f has no such"),
    (formula() | {"predict": {"f": [{"x": INF}]}}, "predict.f[0].x: .inf is not finite"),
    (formula() | {"predict": {"f": {"x": 1}}}, "predict.f: {"),
    (formula() | {"predict": {"f": [0.5]}}, "predict.f[0]: 0.5 is not a block of keys; a point gi"),
    # authors
    (authors(3), "report.authors: 3 is not a list; write [3]"),
    (authors([{"affiliation": "X"}]), "report.authors[0].name: is missing"),
    (authors([""]), "report.authors[0].name: is empty"),
    (authors([" "]), "report.authors[0].name: is empty"),
    (
        authors({"name": {"first": "Ada"}}),
        'report.authors[0].name: {"first": "Ada"} is not a name; write text, or {given: Ada, '
        "family: Lovelace}\n",
    ),
    (authors({"name": {"given": ""}}), 'report.authors[0].name: {"given": ""} is not a name; '),
    (formula() | {"report": {"title": "\u00a0"}}, "report.title: is empty"),
    (authors([{"name": "A", "orcid": "0"}]), "authors[0].orcid: unknown key; the keys here are n"),
    (authors([{"name": "A", "email": "a at b"}]), '"a at b" is not an e-mail address; write one'),
    (authors({"name": "A", "affiliation": {"url": "x"}}), "authors[0].affiliation: {"),
    # results and report
    (formula() | {"results": "../up"}, 'results: "../up" leads out of the project'),
    (formula() | {"results": "a b"}, 'results: "a b" cannot be a folder'),
    (formula() | {"results": "{x}"}, 'results: "{x}" cannot be a folder'),
    (formula() | {"results": "~/x"}, 'results: "~/x" cannot be a folder'),
    (formula() | {"results": ""}, 'results: "" cannot be a folder'),
    (formula() | {"results": "/"}, 'results: "/" cannot be a folder'),
    (formula() | {"results": "."}, 'results: "." cannot be a folder'),
    *[
        (formula() | {"results": folder}, f'results: "{folder}" holds a part of the project itself')
        for folder in (
            *("./workflow/x", "docs", "./docs", "docs/", "docs/x", "./docs/./x", ".//docs", "Docs"),
            *(
                ".git",
                "./.git/x",
                ".ci",
                ".snakemake",
                ".venv",
                "Makefile",
                str(ROOT / "tools" / "x"),
            ),
            *(str(ROOT), str(ROOT / ".git")),
        )
    ],
    # languages
    (report(languages=["xx"]), 'report.languages[0]: there is no language "xx"; known are en'),
    (report(languages=["EN"]), 'report.languages[0]: there is no language "EN"; did you mean en?'),
    (report(languages=["en_US"]), 'there is no language "en_US"; did you mean en?'),
    (report(languages=["English"]), 'there is no language "English"; did you mean en?'),
    (report(languages=[1]), "report.languages[0]: there is no language 1; known are en"),
    (report(languages=["en", "en"]), "report.languages: en is listed twice; list it once"),
    (report(languages=[]), "report.languages: is empty; at least one is needed; write languages:"),
    (report(languages="en"), 'report.languages: "en" is not a list; write [en]'),
    (report(language="en"), "report.language: unknown key; did you mean languages?"),
    (report(title={}), "report.title: is empty; at least one is needed; write title: {en: Damped"),
    (report(title={"en": ""}), "report.title.en: is empty; write something, or leave the key out"),
    # what nobody sees: it would turn a title round, or hide in it
    (
        formula(title="Damped\u202e wave\u200b"),
        r'formulas.f.title: "Damped\u202e wave\u200b" has U+202E (right-to-left override), '
        'U+200B (zero width space), which a page cannot show; write "Damped wave"',
    ),
    (
        report(title={"zh": "公\u2066式"}),
        r'report.title.zh: "公\u2066式" has U+2066 (left-to-right',
    ),
    (report(title="\u2060"), "(word joiner), which a page cannot show; write text"),
    (authors("Ada\u00ad Lovelace"), 'report.authors[0].name: "Ada\\u00ad Lovelace" has U+00AD'),
    (authors({"name": "A", "affiliation": ["I\ufeff", "B"]}), "U+FEFF (zero width no-break"),
    (authors({"name": "A", "email": "a@\u200eb.org"}), 'write "a@b.org"'),
    (authors({"name": {"given": "A\U000e0041", "family": "B"}}), r"\U000e0041"),
    (formula() | {"variations": {"v": {"title": "a\x85b"}}}, r'"a\u0085b" has U+0085, which'),
    (
        formula() | {"studies": {"s": {"title": "a\ufe0fb", "members": {"m": {}}}}},
        "studies.s.title: ",
    ),
    (
        formula() | {"studies": {"s": {"members": {"m": {"title": "a\u3164"}}}}},
        "U+3164 (hangul filler)",
    ),
    (formula(inputs={"x\u200b": [0, 1]}), r'"x\u200b" cannot be the name of an input'),
    (report(title=[]), "report.title: [] is not text; put it in quotes"),
    (formula(title={"en": 3}), 'formulas.f.title.en: 3 is not text; put it in quotes, "3"'),
    (formula(title={"en": None}), "formulas.f.title.en: null is not text; write one, or leave"),
    (formula(title={"xx": "A"}), 'formulas.f.title: there is no language "xx"; known are en'),
    (
        formula() | {"variations": {"v": {"title": {"english": "A"}}}},
        'variations.v.title: there is no language "english"; did you mean en?',
    ),
    (
        formula() | {"studies": {"s": {"members": {"m": {"title": {"xx": "A"}}}}}},
        'studies.s.members.m.title: there is no language "xx"',
    ),
    (
        formula() | {"studies": {"s": {"title": {"xx": "A"}, "members": {"m": {}}}}},
        'studies.s.title: there is no language "xx"',
    ),
    (formula() | {"report": {"engine": "latex"}}, 'report.engine: "latex" is not known'),
    (formula() | {"report": {"fail_on": "failed"}}, 'fail_on: "failed" is not a list; write [f'),
    # the domain
    (
        formula(expression="log(x)", inputs={"x": [-1, 1]}),
        "formulas.f: is not a finite real number at x = -",
    ),
    (formula(expression="x**0.5", inputs={"x": [-1, 1]}), "(nan), and so at "),
    (formula(expression="exp(x)", inputs={"x": [700, 800]}), "(inf), and so at "),
    (
        formula(expression="exp(x)", inputs={"x": [600, 700]}),
        "1.01e+304, too large to add up",
    ),
    (formula(expression="1e-320*x", inputs={"x": [0, 1]}), "too small to be held with all digits"),
]


@pytest.mark.parametrize(("content", "message"), MESSAGES, ids=[m[:50] for _, m in MESSAGES])
def test_message(content, message):
    found = complaints(content)
    assert len(found) == 1, found
    assert message in f"{found[0]}\n"


@pytest.mark.parametrize(
    "results",
    [
        *("results", "results/", "./out", "a/b.c-d", "/tmp/x", "/home/jörg/r", "results-2"),
        *("out/docs", "docs2", "/tmp/docs", "结果", "résultats", "हिन्दी", str(ROOT / "results")),
        "re\u0301sultats",  # as a Mac's file system has it
    ],
)
def test_folders(results):
    assert check(formula() | {"results": results}).results == results.rstrip("/")


def test_no_part_of_the_project_is_left_out():
    """The list of names is the project as it lies in its repository."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("not a clone: what else lies in the folder is not known")
    tops = {name.split("/")[0].casefold() for name in listed.stdout.split("\0") if name}
    assert tops >= {"docs", "tools", "workflow", "makefile", ".ci"}
    assert {name for name in tops if name[0] != "."} == TAKEN - {"build"}  # which setuptools makes


def test_every_problem_is_listed_at_once():
    content = {
        "sed": 1,
        "formulas": {
            "a": LINE | {"inputs": {"x": [6, 0]}},
            "b": LINE | {"expression": "2x"},
            "c": LINE | {"data": {"noise": "much"}, "titel": "C"},
        },
        "variations": {"v": {"data": {"points": 3}}},
    }
    paths = [line.split(": ")[0] for line in complaints(content)]
    assert sorted(paths) == [
        "formulas.a.inputs.x",
        "formulas.b.expression",
        "formulas.c.data.noise",
        "formulas.c.titel",
        "sed",
        "variations.v.data.points",
    ]


def test_problems_of_settings_and_of_the_domain_are_listed_together():
    content = {
        "data": {"train_rows": 9000},
        "formulas": {"a": LINE, "b": LINE, "c": LINE | {"expression": "log(-x)"}},
    }
    rows, domain = complaints(content)
    assert rows.startswith("data.train_rows: 9000 is more than")
    assert "(2 more like this)" in rows
    assert domain.startswith("formulas.c: is not a finite real number")


def test_a_block_that_no_fit_reads_is_an_error():
    """With the methods `adam` and `other`; the blocks written down, and the methods in use."""
    places = {block: f"formulas.f.training.{block}" for block in ("adam", "other")}
    assert unread(places, {"adam", "other"}, "f is trained") == []
    assert unread({}, {"adam"}, "f is trained") == []
    ((path, message),) = unread(places, {"adam"}, "f is trained")
    assert path == "formulas.f.training.other"
    assert message == (
        "f is trained with the method adam, which does not read these settings; move them to "
        "training.adam, or set training.method: other"
    )


def test_the_message_comes_without_a_traceback_of_pydantic():
    """A script that lets the error through shows our message last, and no other error before it."""
    code = "from formulafit.config.loading import check; "
    code += "check({'seed': 'x', 'formulas': {}}, 'c.yaml')"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": "workflow"},
        cwd=__file__.rsplit("/tests/", 1)[0],
    )
    assert run.returncode == 1
    assert "ValidationError" not in run.stderr
    assert run.stderr.count("Traceback") == 1
