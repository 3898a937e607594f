"""Reading a config's files: YAML as people mean it, several files, words of a command line."""

import math

import pytest

from formulafit.config.errors import ConfigError
from formulafit.config.loading import load
from formulafit.config.reading import read_overrides
from formulafit.config.yaml12 import parse

FORMULA = "formulas:\n  f: {expression: 2*x, inputs: {x: [0, 1]}}\n"


def test_the_examples_of_the_core_schema():
    """Example 10.9 and the table of section 10.3.2 of the YAML 1.2.2 specification."""
    content, _ = parse(
        "A null: null\n"
        "Also a null: # Empty\n"
        'Not a null: ""\n'
        "Booleans: [ true, True, false, FALSE ]\n"
        "Integers: [ 0, 0o7, 0x3A, -19 ]\n"
        "Floats: [ 0., -0.0, .5, +12e03, -2E+05 ]\n"
        "Also floats: [ .inf, -.Inf, +.INF, .NAN ]\n"
    )
    *infinities, nan = content.pop("Also floats")
    assert infinities == [math.inf, -math.inf, math.inf]
    assert math.isnan(nan)
    assert content == {
        "A null": None,
        "Also a null": None,
        "Not a null": "",
        "Booleans": [True, True, False, False],
        "Integers": [0, 7, 58, -19],
        "Floats": [0.0, -0.0, 0.5, 12000.0, -200000.0],
    }
    assert all(isinstance(each, int) for each in content["Integers"])
    assert all(isinstance(each, float) for each in content["Floats"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010", 10),
        ("-010", -10),
        ("+1", 1),
        ("1e3", 1000.0),
        ("1.e3", 1000.0),
        ("~", None),
        ("'010'", "010"),
        ("!!str 010", "010"),
        # text, of which YAML 1.1 makes 90, 3, 1000, a date, true and false
        *[(text, text) for text in ("1:30", "0b11", "1_000", "2024-01-01", "2024-13-45", "=")],
        *[(text, text) for text in ("yes", "No", "on", "OFF", "y", "N", "nUll", "tRue")],
    ],
)
def test_a_scalar_is_what_a_person_means(text, value):
    read, _ = parse(text)
    assert read == value
    assert isinstance(read, type(value))


def test_inputs_may_be_called_as_yaml_1_1_calls_true_and_false(tmp_path):
    file = tmp_path / "c.yaml"
    inputs = "{y: [0, 1], n: [0, 1], on: [0, 1], off: [0, 010], N: [0, 1]}"
    file.write_text(f"formulas:\n  yes: {{expression: y + n*on*off*N, inputs: {inputs}}}\n")
    plan = load(file)
    assert list(plan.formula("yes")["inputs"]) == ["y", "n", "on", "off", "N"]
    assert plan.formula("yes")["inputs"]["off"] == [0.0, 10.0]


def test_an_anchor_inside_what_is_merged_later_is_no_key_twice():
    content, _ = parse("a: {b: {c: &c {<<: &d {x: 1, y: 1}, x: 2}}}\ne: {<<: *c, y: 3}\n")
    assert content == {"a": {"b": {"c": {"x": 2, "y": 1}}}, "e": {"x": 2, "y": 3}}


@pytest.mark.parametrize(
    "data",
    [
        (FORMULA + "report: {title: Größe}\n").encode("utf-8-sig"),
        (FORMULA + "report: {title: Größe}\n").replace("\n", "\r\n").encode(),
        ("---\n" + FORMULA + "report: {title: Größe}\n...\n").encode(),
    ],
    ids=["BOM", "CRLF", "marks of a document"],
)
def test_files_as_editors_save_them(tmp_path, data):
    (tmp_path / "c.yaml").write_bytes(data)
    assert load(tmp_path / "c.yaml").report.title == "Größe"


def test_what_is_not_utf_8_is_told_with_its_line(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_bytes((FORMULA + "report: {title: Größe}\n").encode("latin-1"))
    with pytest.raises(ConfigError, match=r"c\.yaml: line 3: is not UTF-8 text \(byte 72\); save"):
        load(file)
    file.write_bytes(FORMULA.encode("utf-16"))
    with pytest.raises(ConfigError, match=r"c\.yaml: is UTF-16 text; save the file as UTF-8"):
        load(file)


YAML = [
    ("a: [1, 2", "line 1, column 9: this is not YAML"),
    ("a: {x: [0, 1)}", "this is not YAML", "close the list with ], as in [0, 1]"),
    ("a: {x: (0,1]}", "this is not YAML", "close the block with }, and write a range as [0, 1]"),
    ("a: {x: ]0, 1[}", "this is not YAML", "a range is written [0, 1]"),
    ("a: 1\n\tb: 2", "line 2, column 1: this is not YAML", "indent with spaces, not tabs"),
    ("a:\n  b: 1\n  c: 2\n  b: 3", "line 4, column 3: the key b is there twice, first in line 2"),
    ("{a: 1, a: 2}", "the key a is there twice"),
    ("a: *b", "undefined alias"),
    ("a: !!python/object/apply:os.system [ls]", "line 1, column 4", "constructor"),
    ("a: &a [*a]", "one is part of itself"),
    ("[" * 1200, "nested too deeply"),
    ("a: 1\n---\nb: 2", "line 2, column 1: a second document begins here", "remove the line ---"),
    ("a: 1\nb: \x07", "line 2: holds the control character U+0007; is it a text file?"),
    ("title: Wave: damped", 'text with ": " in it goes in quotes'),
    ("a: 1\nexpression: |x|", "line 2", "text that begins with one of * & ! | > % @ ` in quotes"),
    ("a: {b: [0, 1]\n", "flow mapping, which begins in line 1, expected ',' or '}'"),
    ('a: "b\n', "close the quotes"),
    ("a:\n    b: 1\n  c: 1", "the keys of a block begin in one column"),
    ("formulas:\n  a: 1\n  b\nseed: 3", "line 3, column 3", "ends with a colon and a space"),
    ("a: !x", "line 1, column 4", "tag '!x'; put text that begins with one of * & ! | > % @ `"),
    ("{a: {title: !important}}", "put text that begins with one of * & ! | > % @ ` in quotes"),
    ("a: >0", "put text that begins with one of * & ! | > % @ ` in quotes"),
    ("a: - x", "line 1, column 4", "a minus has no space behind it, as in -x"),
    ("{title: Wave: damped}", 'text with ": " in it goes in quotes'),
    ("a: 'Newton's law'", "text with a quote in it goes in quotes of the other kind"),
    ("{a: 'Newton's law'}", "text with a quote in it goes in quotes of the other kind"),
    ("a:\n\u00a0 b: 1", "line 2: is indented by the sign U+00A0, not by spaces; replace it"),
    ("a:\n  b: 1\n  \u3000c: 1", "line 3: is indented by the sign U+3000, not by spaces"),
    ("a: !!int b", 'line 1, column 4: "b" is not of the kind !!int'),
]


@pytest.mark.parametrize(("text", "messages"), [(t, m) for t, *m in YAML], ids=range(len(YAML)))
def test_broken_yaml(tmp_path, text, messages):
    file = tmp_path / "my.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")
    for message in messages:
        assert message in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read: No such file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path)


# ------------------------------------------------------------------------- several files, and words


def test_each_file_is_laid_over_those_before_it(tmp_path):
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    first.write_text(FORMULA + "data: {points: 100, noise: 0.1}\nnetwork: {hidden: [1, 2]}\n")
    second.write_text("data: {points: 200}\nnetwork: {hidden: [3]}\nreport:\n")
    settings = load(first, second, overrides=["data={noise: 0.3}", "seed=010"]).settings("f")
    assert (settings.data.points, settings.data.noise) == (200, 0.3)
    assert (settings.network.hidden, settings.seed) == ([3], 10)


@pytest.mark.parametrize(
    ("text", "message"),
    [("# formulas:\n", "is empty; it needs formulas"), ("[f]", "is not a block of keys")],
)
def test_no_file_is_without_keys(tmp_path, text, message):
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    first.write_text(FORMULA)
    second.write_text(text)
    with pytest.raises(ConfigError, match=r"2\.yaml: ") as caught:
        load(first, second, overrides=["seed=2"])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("word", "content"),
    [
        ("seed=010", {"seed": 10}),
        ("data={points: 500}", {"data": {"points": 500}}),
        ("data={'points': 500}", {"data": {"points": 500}}),  # Python's form, as Snakemake has it
        ("report={title: No}", {"report": {"title": "No"}}),
        ("results=a=b", {"results": "a=b"}),
        ("report=", {"report": None}),
    ],
)
def test_words_of_a_command_line(word, content):
    (document,) = read_overrides([word])
    assert document.content == content


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("seed", "--config: seed sets nothing; write key=value"),
        ("data={points: [1}", "--config: data: this is not YAML: "),
        ("data={a: 1, a: 2}", "--config: data: the key a is there twice"),
        (
            "data.points=5",
            "--config: data.points: is not the key of a block; write --config 'data={p",
        ),
        ("data={a: \x07}", "--config: data: holds the control character U+0007"),
        (f"data={'[' * 1200}", "--config: data: its blocks are nested too deeply"),
        ("a.b.c=5", "write --config 'a={b: {c: 5}}'"),
    ],
)
def test_words_that_set_nothing(word, message):
    with pytest.raises(ConfigError) as caught:
        read_overrides([word, "seed=1", "x"])
    first, second = str(caught.value).split("\n")
    assert message in first
    assert (
        second
        == "--config: x sets nothing; write key=value, and what is to be made before --config"
    )


def test_problems_are_told_with_the_file_and_the_line_that_they_are_from(tmp_path):
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    first.write_text(
        "x-box: &box\n  x: [1, 0]\nformulas:\n  f:\n    expression: 2*x\n    inputs: *box\n"
        "  g: {expression: x, inputs: {x: [0, 1], y: [0, 1]}}\npredict: {g:\n  [{x: 0, y: 0},\n"
        "  {x: none, y: 0}]}\nreplicates: 0\nsed: 1\n"
    )
    second.write_text("\nreplicates: -1\n")
    with pytest.raises(ConfigError) as caught:
        load(first, second, overrides=["data={points: 5}"])
    places = [line.split("/")[-1].rsplit(": ", 1)[0] for line in str(caught.value).split("\n")]
    assert sorted(places) == [
        "--config: data.points",
        "1.yaml: line 10: predict.g[1].x",
        "1.yaml: line 12: sed",
        "1.yaml: line 2: formulas.f.inputs.x",
        "2.yaml: line 2: replicates",
    ]


def test_warnings_are_told_with_their_place(tmp_path):
    (tmp_path / "c.yaml").write_text(
        FORMULA + "\n  g: {expression: x, inputs: {x: [0, 1], z: [0, 1]}}"
    )
    (warning,) = load(tmp_path / "c.yaml", overrides=["seed=2"]).warned()
    assert warning.startswith(f'{tmp_path / "c.yaml"}: line 4: formulas.g.inputs: "x" holds no z; ')
