"""Studies: settings that are swept, members written by hand, and what can be wrong with them."""

import pytest

from formulafit.config.errors import ConfigError
from formulafit.config.loading import check
from formulafit.config.studies import member_key

LINE = {"expression": "x", "inputs": {"x": [0, 1]}}


def plan(**studies):
    return check({"formulas": {"line": LINE, "other": LINE}, "studies": studies})


def swept(path, values, **study):
    return plan(study={"vary": {path: values}, **study})


def keys(config):
    return [each.key for each in config.studied]


@pytest.mark.parametrize(
    ("path", "values", "expected"),
    [
        ("data.noise", [0, 0.05, 1.0, 1e-5], ["0", "0_05", "1", "1em05"]),
        ("data.train_rows", [100, "1e3"], ["100", "1000"]),
        ("network.hidden", [[8], [128, 128]], ["8", "128x128"]),
        ("network.activation", ["relu", "sin"], ["relu", "sin"]),
        ("training.adam.early_stopping", [True, False], ["true", "false"]),
        ("training.auto.effort", ["quick", 10, 2.5], ["quick", "10", "2_5"]),
    ],
)
def test_keys_follow_from_the_values(path, values, expected):
    method = {"training": {"method": "adam" if "adam" in path else "auto"}}
    config = swept(path, values, **method)
    assert keys(config) == [f"study_{value}" for value in expected]
    found = [config.settings("line", key).model_dump() for key in keys(config)]
    for settings, value in zip(found, config.file.studies["study"].vary[path], strict=True):
        for step in path.split("."):
            settings = settings[step]
        assert settings == (value if not isinstance(value, str) or value.isalpha() else 1000)


def test_a_value_has_one_key_however_it_is_written():
    ways = [1e-4, 0.0001, "1e-4", "1.0e-4"]
    adam = {"training": {"method": "adam"}}
    found = {keys(swept("training.adam.learning_rate", [way], **adam))[0] for way in ways}
    assert found == {"study_0_0001"}


def test_a_member_keeps_its_key_when_others_come():
    few, many = (swept("data.noise", values) for values in ([0.1, 0.3], [0.3, 0.2, 0.1]))
    assert set(keys(few)) < set(keys(many))


def test_several_settings_make_a_grid():
    config = plan(
        size={"vary": {"network.hidden": [[8], [16]], "network.activation": ["relu", "tanh"]}}
    )
    found = {key: config.changes(key) for key in keys(config)}
    assert found == {
        f"size_{width}__{name}": {"network.hidden": [width], "network.activation": name}
        for width in (8, 16)
        for name in ("relu", "tanh")
    }
    assert [config.variation_title(key) for key in found][:2] == [
        {"en": "Hidden units 8, activation ReLU", "zh": "隐藏神经元数：8，激活函数：ReLU"},
        {"en": "Hidden units 8, activation tanh", "zh": "隐藏神经元数：8，激活函数：tanh"},
    ]


def test_different_values_have_different_keys():
    values = [[15], [1, 5], [1, [5]], [1.5], [-1.5], [1, 5.2], [1.5, 2], [[1, 5], 2], ["m1", 5]]
    assert len({member_key("s", each) for each in values}) == len(values) - 1  # [5] reads as 5


def test_long_keys_are_shortened_and_stay_different():
    long = [[10**6] * n for n in range(1, 20)]
    found = [member_key("a_study_with_a_long_name", [widths]) for widths in long]
    assert max(map(len, found)) <= 64
    assert len(set(found)) == len(found)


def test_members_lie_over_their_study_and_it_over_the_formula():
    config = check(
        {
            "formulas": {"line": LINE | {"data": {"noise": 0.5}, "replicates": 4}},
            "studies": {
                "s": {
                    "title": "What noise does",
                    "replicates": 2,
                    "data": {"train_rows": 100, "noise": 0.1},
                    "training": {"method": "adam", "adam": {"max_epochs": 7}},
                    "members": {
                        "a": {},
                        "b": {"replicates": 1, "data": {"noise": 0.2}},
                        "c": {"title": "C", "training": {"adam": {"patience": 3}}},
                    },
                }
            },
        }
    )
    a, b, c = (config.settings("line", key) for key in "abc")
    assert [each.data.noise for each in (a, b, c)] == [0.1, 0.2, 0.1]
    assert [each.replicates for each in (a, b, c)] == [2, 1, 2]
    assert {each.data.train_rows for each in (a, b, c)} == {100}
    assert (c.training.adam.max_epochs, c.training.adam.patience) == (7, 3)
    assert config.study_title("s") == "What noise does"
    assert [config.variation_title(key) for key in "abc"] == ["a", "b", "C"]


def test_a_study_is_no_alternative_by_another_method():
    config = plan(s={"members": {"a": {"training": {"method": "adam"}}}})
    assert config.alternative("line") is None


RATE = "training.adam.learning_rate"
WRONG = [
    ({"s": {}}, "studies.s: has neither vary nor members; write vary: "),
    (
        {"s": {"vary": {"data.noise": [1]}, "members": {"a": {}}}},
        "studies.s: has both vary and members",
    ),
    ({"s": {"vary": {"data.noise": 1}}}, "studies.s.vary.data.noise: 1 is not a list; write [1]"),
    ({"s": {"vary": {"data.noise": []}}}, "studies.s.vary.data.noise: is empty; list the values"),
    (
        {"s": {"vary": {"data.noise": [0.1, "lots", -1]}}},
        'studies.s.vary.data.noise[1]: "lots" is not a number',
        "studies.s.vary.data.noise[2]: -1 is out of range; it has to be at least 0",
    ),
    (
        {"s": {"training": {"method": "adam"}, "vary": {RATE: [1e-4, "1e-4"]}}},
        f'studies.s.vary.{RATE}[1]: "1e-4" is listed twice; list it once',
    ),
    ({"s": {"vary": {"learning_rate": [1]}}}, f"did you mean {RATE}?"),
    ({"s": {"vary": {"data.nose": [1]}}}, "there is no such setting to vary; did you mean data."),
    ({"s": {"vary": {"training.adam": [1]}}}, "studies.s.vary.training.adam: is a block of settin"),
    ({"s": {"vary": {"data.points": [100]}}}, "a variation shares the points and the test set"),
    (
        {"s": {"vary": {"training": {"adam": {"learning_rate": [1]}}}}},
        f"studies.s.vary.training: write the whole path of a setting as one key, {RATE}: [1]",
    ),
    (
        {"s": {"vary": {"data.train_rows": [100, None]}}},
        "studies.s.vary.data.train_rows[1]: null is no number, word or list",
    ),
    (
        {"s": {"vary": {"data.train_box": [{"x": [0, 1]}]}}},
        'studies.s.vary.data.train_box[0]: {"x": [0, 1]} is no number, word or list',
    ),
    (
        {"s": {"vary": {"data.train_rows": [100, 9999]}}},
        "studies.s.vary.data.train_rows[1]: 9999 is more than the 8000 training rows of line",
    ),
    (
        {"s": {"vary": {RATE: [1e-3]}}},
        f"studies.s.vary.{RATE}[0]: it trains line with the method auto",
    ),
    (
        {"s": {"training": {"adam": {"patience": 3}}, "members": {"a": {}}}},
        "studies.s.training.adam: it trains line with the method auto",
    ),
    (
        {"s": {"members": {"a": {"data": {"train_box": {"y": [0, 1]}}}}}},
        "studies.s.members.a.data.train_box.y: line has no such input",
    ),
    (
        {"s": {"members": {"base": {}}}},
        "studies.s.members.base: base is reserved for a formula's own settings",
    ),
    (
        {"a": {"members": {"b": {}}}, "c": {"members": {"b": {}}}},
        "studies.c.members.b: has the key b, which studies.a.members.b has too",
    ),
    (
        {"a": {"vary": {"network.hidden": [[8]]}}, "c": {"members": {"A_8": {}}}},
        "studies.c.members.A_8: A_8 differs from a_8 in case alone",
    ),
    ({"s": {"members": {"a": {}}}, "S": {"members": {"b": {}}}}, "studies.S: S differs from s in"),
    ({"s": {"formulas": ["lime"], "members": {"a": {}}}}, "studies.s.formulas: there is no formula "
     "lime; did you mean line?"),
    ({"s": {"members": {"a": {"formulas": ["line"]}}}}, "members.a.formulas: unknown key"),
]  # fmt: skip


@pytest.mark.parametrize(("studies", "messages"), [(s, m) for s, *m in WRONG])
def test_what_is_wrong_is_told_where_it_stands(studies, messages):
    with pytest.raises(ConfigError) as caught:
        plan(**studies)
    lines = str(caught.value).splitlines()
    for message in messages:
        assert any(message in line for line in lines), lines
    assert len(lines) == len(messages)
