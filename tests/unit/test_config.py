"""The config: what falls through to what, and what the workflow gets of it."""

import json
import re
from collections import OrderedDict

import pytest

from formulafit.config.loading import check, load
from formulafit.config.settings import Training, overlay
from formulafit.language.titles import in_language
from formulafit.training.adam.settings import AdamSettings
from formulafit.vocabulary import BASE

LINE = {"expression": "2*x", "inputs": {"x": [0, 1]}}
PLANE = {"expression": "x + y", "inputs": {"x": [0, 1], "y": [0, 2]}}


def config(**keys):
    return check({"formulas": {"line": LINE, "plane": PLANE}} | keys)


def test_the_alternative_changes_the_method_and_nothing_else():
    plan = check(
        {
            "formulas": {"line": LINE, "plane": PLANE | adam(max_epochs=5)},
            "studies": {"methods": {"members": {"studied": adam()}}},
            "variations": {
                "small": adam() | {"network": {"hidden": [8]}},
                "slow": adam(learning_rate=1e-4),
                "slower": adam(learning_rate=1e-5),
            },
        }
    )
    assert plan.alternative("line") == "slow"
    assert plan.alternative("plane") is None


def test_a_block_that_no_fit_reads_is_told():
    config = {"training": {"method": "adam", "auto": {"effort": 3}}, "formulas": {"line": LINE}}
    (warning,) = check(config).warnings
    assert warning.startswith("training.auto: no fit uses the method auto")
    read_by_one = {"variations": {"best": {"training": {"method": "auto"}}}}
    assert check(config | read_by_one).warnings == []


def adam(**settings):
    return {"training": {"method": "adam", "adam": settings}}


def test_settings_fall_through_key_by_key():
    plan = check(
        {
            **adam(patience=10, batch_size=10, learning_rate=0.1, max_epochs=10),
            "formulas": {
                "line": LINE | adam(batch_size=20, learning_rate=0.2),
                "plane": PLANE | {"network": {"activation": "tanh"}},
            },
            "variations": {"fast": adam(learning_rate=0.3) | {"network": {"hidden": [8]}}},
        }
    )
    line, fast = (plan.settings("line", v).training.adam for v in (BASE, "fast"))
    chain = [(a.learning_rate, a.batch_size, a.patience, a.weight_decay) for a in (line, fast)]
    assert chain == [(0.2, 20, 10, 0.0), (0.3, 20, 10, 0.0)]
    plane = plan.settings("plane", "fast")
    assert (plane.training.adam.learning_rate, plane.training.adam.batch_size) == (0.3, 10)
    assert (plane.network.activation, plane.network.hidden) == ("tanh", [8])
    assert plan.settings("line", "fast").network.activation == "auto"


def test_a_default_that_is_written_down_counts():
    plan = check(
        {
            **adam(learning_rate=0.1, early_stopping=False),
            "data": {"train_rows": 100, "train_box": {"x": [0, 0.9]}},
            "formulas": {"line": LINE | adam(learning_rate=0.001)},
            "variations": {
                "all": {"data": {"train_rows": None}} | adam(early_stopping=True),
                "box": {"data": {"train_box": {"x": [0.5, 1]}}},
            },
        }
    )
    assert plan.settings("line").training.adam.learning_rate == 0.001
    assert plan.settings("line", "all").data.train_rows is None
    assert plan.settings("line", "all").training.adam.early_stopping is True
    assert plan.settings("line", "box").data.train_box == {"x": [0.5, 1]}
    assert plan.settings("line", "box").data.train_rows == 100


@pytest.mark.parametrize(
    ("formula", "variation", "expected"),
    [(None, None, 4), (2, None, 2), (None, 1, 1), (2, 1, 1), (1, 2, 2)],
)
def test_replicates_fall_through(formula, variation, expected):
    plan = check(
        {
            "replicates": 4,
            "formulas": {"line": LINE | ({"replicates": formula} if formula else {})},
            "variations": {"v": {"replicates": variation} if variation else {}},
        }
    )
    assert plan.settings("line", "v").replicates == expected


def test_fits_variations_and_studies_keep_the_order_of_the_config():
    plan = config(
        variations={"w": {"formulas": ["plane", "line"]}},
        studies={
            "b": {"members": {"z": {}, "x": {"title": "The x"}}},
            "a": {"formulas": ["plane"], "members": {"y": {}}},
        },
    )
    assert plan.variations_of("line") == [BASE, "w", "z", "x"]
    assert plan.variations_of("plane") == [BASE, "w", "z", "x", "y"]
    assert plan.formulas_of("w") == ["line", "plane"]
    assert plan.fits() == [("line", v) for v in (BASE, "w", "z", "x")] + [
        ("plane", v) for v in (BASE, "w", "z", "x", "y")
    ]
    assert plan.studies() == {
        "b": [("line", "z"), ("plane", "z"), ("line", "x"), ("plane", "x")],
        "a": [("plane", "y")],
    }
    told = json.loads(json.dumps(plan.resolved(), sort_keys=True))  # as it lies in the summary
    assert [study["study"] for study in told["studies"]] == ["b", "a"]
    assert [plan.variation_title(v) for v in (BASE, "z", "x")] == [BASE, "z", "The x"]
    with pytest.raises(KeyError, match="line has no variation y"):
        plan.settings("line", "y")


def test_what_a_variation_changes():
    plan = config(
        variations={
            "v": {
                "replicates": 1,
                "data": {"train_box": {"x": [0, 0.5]}, "noise": 0.1},
                "network": {"hidden": [8, 8]},
                "training": {"method": "adam", "adam": {"learning_rate": "1e-4"}},
            }
        }
    )
    assert plan.changes("v") == {
        "data.noise": 0.1,
        "data.train_box": {"x": [0.0, 0.5]},
        "network.hidden": [8, 8],
        "training.method": "adam",
        "training.adam.learning_rate": 1e-4,
    }
    assert plan.changes(BASE) == {}


def test_what_the_paper_is_told():
    plan = config(
        results="elsewhere/",
        report={"title": "A title", "fail_on": []},
        studies={
            "s": {"formulas": ["line"], "members": {"v_1": {"network": {"hidden": [8]}}}},
        },
    )
    told = plan.resolved()
    assert json.loads(json.dumps(told)) == told
    assert told == {
        "listing": told["listing"],  # tests/unit/test_config_listing.py
        "title": "A title",
        "authors": [],
        "languages": ["en"],
        "engine": "auto",
        "fail_on": [],
        "seed": 1,
        "results": "elsewhere",
        "formulas": [
            {"formula": "line", "title": "line", "expect": {}, "alternative": None},
            {"formula": "plane", "title": "plane", "expect": {}, "alternative": None},
        ],
        "studies": [
            {
                "study": "s",
                "title": "S",
                "members": [
                    {
                        "formula": "line",
                        "formula_title": "line",
                        "variation": "v_1",
                        "title": "v 1",
                        "settings": {"network.hidden": [8]},
                    }
                ],
            }
        ],
    }


def test_titles_stay_as_they_are_written():
    both = {"en": "A line", "x-note": "none"}
    members = {"small": {"title": both, "network": {"hidden": [8]}}}
    plan = check(
        {
            "formulas": {"line": LINE | {"title": both}},
            "variations": {"v": {"title": both}},
            "studies": {"s": {"title": both, "members": members}},
            "report": {"title": both},
        }
    )
    told = plan.resolved()
    (study,) = told["studies"]
    (member,) = study["members"]
    assert [told["title"], told["formulas"][0]["title"], study["title"]] == [{"en": "A line"}] * 3
    assert [member["title"], member["formula_title"]] == [{"en": "A line"}] * 2
    assert plan.variation_title("v") == {"en": "A line"}


def test_the_papers_of_the_languages(monkeypatch):
    plan = config(report={"languages": ["en"]})
    assert plan.papers() == ["report/paper.html", "report/paper.pdf"]
    monkeypatch.setitem(vars(plan.report), "languages", ["en", "xx"])
    assert plan.papers()[2:] == ["report/paper.xx.html", "report/paper.xx.pdf"]
    monkeypatch.setitem(vars(plan.report), "languages", ["xx"])
    assert plan.papers() == ["report/paper.xx.html", "report/paper.xx.pdf"]


def test_the_default_config_has_titles_in_both_languages():
    plan = load("config/config.yaml")
    told = plan.resolved()
    members = [member for study in told["studies"] for member in study["members"]]
    titled = [told, *told["formulas"], *told["studies"], *members]
    assert len(titled) > 40
    for each in titled:
        assert each["title"].keys() == {"en", "zh"}, each
        assert re.search("[一-龥]", each["title"]["zh"])
        assert not re.search("[^ -~]", each["title"]["en"])
    assert plan.papers() == [
        f"report/paper{code}.{kind}" for code in ("", ".zh") for kind in ("html", "pdf")
    ]


def test_a_title_in_a_language():
    title = {"de": "Welle", "en": "Wave"}
    assert in_language("Wave", "zh") == "Wave"
    assert [in_language(title, code) for code in ("de", "en", "fr")] == ["Welle", "Wave", "Wave"]
    assert in_language({"de": "Welle", "zh": "波"}, "en") == "Welle"


def test_what_a_job_is_told_of_a_formula():
    told = config().formula("plane")
    assert told == {
        "formula": "plane",
        "expression": "x + y",
        "names": ["x", "y"],
        "inputs": {"x": [0.0, 1.0], "y": [0.0, 2.0]},
    }
    assert list(told["inputs"]) == told["names"]
    assert config().function("plane")([[1.0, 2.0]]).tolist() == [3.0]


def test_expectations_and_new_inputs():
    expecting = LINE | {"expect": {"nrmse_max": 0.1}}
    plan = check(
        {
            "formulas": {"line": expecting, "plane": PLANE},
            "predict": {"plane": [{"y": 1, "x": 5}]},
        }
    )
    assert plan.expect("line") == {"nrmse_max": 0.1}
    assert plan.expect("plane") == {}
    assert list(plan.predict("plane")[0].items()) == [("x", 5.0), ("y", 1.0)]
    assert plan.predict("line") == []


def test_any_mapping_will_do():
    ordered = OrderedDict(formulas=OrderedDict(line=OrderedDict(LINE, inputs={"x": (0, 1)})))
    assert check(ordered).settings("line") == check({"formulas": {"line": LINE}}).settings("line")


def test_blocks_with_nothing_in_them_are_empty(tmp_path):
    file = tmp_path / "c.yaml"
    blocks = "data:\nnetwork:\ntraining:\n  adam:\nvariations:\npredict:\nreport:\n"
    file.write_text(f"{blocks}formulas:\n  a:\n    expression: x\n    inputs: {{x: [0, 1]}}\n")
    assert load(file).settings("a") == check({"formulas": {"a": LINE}}).settings("a")


def test_yaml_aliases_and_merge_keys_work(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text(
        "formulas:\n  a: &a {expression: x, inputs: {x: [0, 1]}, title: One}\n"
        "  b: {<<: *a, title: Two}\n"
    )
    assert [load(file).title(key) for key in "ab"] == ["One", "Two"]


def test_keys_that_begin_with_x_hold_anchors_and_mean_nothing_else(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text(
        "x-box: &box {x: [0, 1]}\nx-note: anything\ndata: {x-0: 1, points: 50}\n"
        "formulas:\n  x-base: &base {expression: x, inputs: *box, x-more: [1]}\n"
        "  a: {<<: *base, title: One}\nvariations: {x-v: 3, v: {x-n: 1, replicates: 2}}\n"
    )
    plan = load(file)
    assert plan.fits() == [("a", BASE), ("a", "v")]
    assert plan.title("a") == "One"
    assert plan.settings("a", "v").replicates == 2
    assert plan.settings("a").data.points == 50


def test_an_input_that_does_not_occur_is_trained_with_and_warned_of():
    inert = {"expression": "2*x", "inputs": {"u": [0, 1], "x": [0, 1], "z": [3, 4]}}
    plan = check(
        {"formulas": {"line": LINE, "f": inert}, "predict": {"f": [{"u": 1, "x": 2, "z": 3}]}}
    )
    assert plan.formula("f")["names"] == ["u", "x", "z"]
    assert plan.function("f")([[9, 2, 9]]).tolist() == [4.0]
    assert plan.predict("f") == [{"u": 1.0, "x": 2.0, "z": 3.0}]
    (warning,) = plan.warnings
    assert warning.startswith(
        'formulas.f.inputs: "2*x" holds no u, z; the networks get such an input'
    )


def test_a_job_gets_the_block_of_its_method_alone():
    """A change in another method's block must not make a fit stale."""

    class Two(Training):
        method: str = "adam"
        other: AdamSettings = AdamSettings(learning_rate=0.5)

    first, second = Two(), overlay(Two(), Two.model_validate({"method": "other"}))
    assert first.model_dump(mode="json").keys() == {"method", "adam"}
    assert second.model_dump(mode="json").keys() == {"method", "other"}
    assert second.block()["learning_rate"] == 0.5


def test_formulas_undefined_at_special_points_are_warned_of():
    sinc = {"expression": "sin(x - y)/(x - y)", "inputs": {"x": [1, 3], "y": [1, 3]}}
    warnings = check({"formulas": {"line": LINE, "sinc": sinc}}).warnings
    assert len(warnings) == 1
    assert warnings[0].startswith("formulas.sinc: is undefined at x = 2, y = 2")


@pytest.mark.parametrize(
    "expression",
    [
        "log(x)",  # a corner
        "1/(x - 0.5) + 0*x",  # the centre
        "1/(x - 0.25)",  # a point of a grid
    ],
)
def test_special_points_of_one_input(expression):
    plan = check({"formulas": {"f": {"expression": expression, "inputs": {"x": [0, 1]}}}})
    assert len(plan.warnings) == 1


@pytest.mark.parametrize(
    ("expression", "low", "high", "value"),
    [("0*x", 0, 1, "0"), ("sign(x)", 1, 2, "1"), ("floor(x)", 2.1, 2.9, "2"), ("x - x", 0, 1, "0")],
)
def test_a_formula_of_one_value_is_warned_of(expression, low, high, value):
    formula = {"expression": expression, "inputs": {"x": [low, high]}}
    (warning,) = check({"formulas": {"f": formula}}).warnings
    assert warning.startswith(f"formulas.f: has one value, {value}, all over its box")


def test_a_peak_that_random_points_miss_is_no_formula_of_one_value():
    peak = {"expression": "exp(-1e9*(x**2 + y**2))", "inputs": {"x": [-1, 1], "y": [-1, 1]}}
    assert check({"formulas": {"f": peak}}).warnings == []


def test_a_face_is_looked_at():
    names = "abcd"
    expression = "1/((a - 1)**2 + (b - 1)**2 + (c - 1)**2 + (d - 2)**2)"
    formula = {"expression": expression, "inputs": {name: [0, 2] for name in names}}
    warning = check({"formulas": {"f": formula}}).warnings[0]
    assert "a = 1, b = 1, c = 1, d = 2" in warning


def test_the_gaussian_process_is_left_out_where_the_config_says_so():
    formulas = {"f": {"expression": "x", "inputs": {"x": [0, 1]}}}
    assert check({"formulas": formulas}).baselines_left_out == []
    without = check({"formulas": formulas, "evaluation": {"gaussian_process": False}})
    assert without.baselines_left_out == ["gaussian_process"]


def test_a_run_fails_on_missed_formulas_only_where_it_is_asked_to():
    formulas = {"f": {"expression": "x", "inputs": {"x": [0, 1]}}}
    assert check({"formulas": formulas}).report.fail_on == ["failed", "expect"]
    asked = check({"formulas": formulas, "report": {"fail_on": ["missed"]}})
    assert asked.report.fail_on == ["missed"]


def test_a_formula_is_parsed_once_and_probed_unless_told_otherwise():
    content = {"formulas": {"f": {"expression": "log(x)", "inputs": {"x": [-1, 1]}}}}
    plan = check(content, probe=False)  # is refused otherwise
    assert plan.function("f") is plan.formulas["f"].function
    assert plan.function("f")([[1.0]]) == 0
    assert plan.warnings == []
