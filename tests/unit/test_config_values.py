"""The values of a config as people write them: numbers, true and false, titles, authors."""

import pytest

from formulafit.config.loading import check, load

FORMULAS = {"formulas": {"line": {"expression": "2*x", "inputs": {"x": [0, 1]}}}}


@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize(
    "text",
    ["1e-3", "1.0e-3", "1E-3", "0.001", ".001", "+1e-3", "1/1000", "10**-3", "exp(-3*log(10))"],
)
def test_numbers_may_be_constant_expressions_in_quotes_or_not(tmp_path, text, quote):
    file = tmp_path / "c.yaml"
    file.write_text(
        "formulas:\n  a: {expression: x, inputs: {x: [-2*pi, sqrt(2)]}}\n"
        f"training: {{adam: {{learning_rate: {quote}{text}{quote}}}, auto: {{effort: 2*5}}}}\n"
        f"data: {{noise: {quote}{text}{quote}, train_box: {{x: [-pi/2, {quote}pi/4{quote}]}}}}\n"
        f"predict: {{a: [{{x: {quote}-pi{quote}}}]}}\n"
    )
    plan = load(file)
    settings = plan.settings("a")
    assert plan.file.training.adam.learning_rate == pytest.approx(0.001, rel=1e-15)
    assert settings.data.noise == pytest.approx(0.001, rel=1e-15)
    assert settings.training.auto.effort == 10.0
    assert settings.data.train_box == {"x": [-1.5707963267948966, 0.7853981633974483]}
    assert plan.formula("a")["inputs"] == {"x": [-6.283185307179586, 1.4142135623730951]}
    assert plan.predict("a") == [{"x": -3.141592653589793}]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[(text, 10_000) for text in ("1e4", "10000", "10_000", "1.0e4", "100**2", "10000.0")],
        *[("2**9", 512), ("010", 10), ("0x20", 32), ("0o20", 16), ("+12", 12)],
    ],
)
@pytest.mark.parametrize("quote", ["", '"'])
def test_whole_numbers_may_be_so_too(tmp_path, text, number, quote):
    file = tmp_path / "c.yaml"
    file.write_text(
        "formulas: {a: {expression: x, inputs: {x: [0, 1]}}}\n"
        f"seed: {quote}{text}{quote}\ndata: {{points: {quote}{text}{quote}}}\n"
        f"network: {{hidden: [{quote}{text}{quote}]}}\n"
    )
    settings = load(file).settings("a")
    found = [settings.seed, settings.data.points, *settings.network.hidden]
    assert found == [number] * 3
    assert {type(each) for each in found} == {int}


def test_a_whole_number_keeps_all_of_its_digits():
    assert check(FORMULAS | {"seed": str(2**62 + 1)}).seed == 2**62 + 1


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("No", False), ("on", True), ("OFF", False), ("true", True), ('"no"', False)],
)
def test_true_and_false_have_their_old_words(tmp_path, text, value):
    file = tmp_path / "c.yaml"
    file.write_text(
        f"formulas: {{a: {{expression: x, inputs: {{x: [0, 1]}}}}}}\n"
        f"training: {{method: adam, adam: {{early_stopping: {text}}}}}\n"
    )
    assert load(file).settings("a").training.adam.early_stopping is value


def test_the_gaussian_process_is_switched_off_by_any_of_these_words():
    for word in ("off", "no", "False", False):
        plan = check(FORMULAS | {"evaluation": {"gaussian_process": word}})
        assert list(plan.baselines_left_out) == ["gaussian_process"], word
    assert not check(FORMULAS | {"evaluation": {"gaussian_process": "on"}}).baselines_left_out


@pytest.mark.parametrize(
    "text", ["No", "yes", "2024", "1.10", "010", "2024-01-01", "1e3", "12:30", "1_000", "0x10"]
)
def test_titles_are_text_as_it_is_written(tmp_path, text):
    file = tmp_path / "c.yaml"
    entry = f"{{title: {text}, expression: x, inputs: {{x: [0, 1]}}}}"
    file.write_text(f"formulas: {{a: {entry}}}\nreport: {{title: {text}}}\n")
    plan = load(file)
    assert (plan.title("a"), plan.report.title) == (text, text)


ADA, BO = {"name": "Ada"}, {"name": "Bo", "affiliation": "U", "email": "bo@u.org"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, []),
        ([], []),
        ("Ada", [ADA]),
        (["Ada", BO], [ADA, BO]),
        (BO, [BO]),
        ([BO], [BO]),
        ([{"name": "Ada", "affiliation": ["U", "V"]}], [ADA | {"affiliation": "U; V"}]),
        (
            [{"name": "Ada", "affiliations": [{"name": "U", "city": "C", "department": "D"}, "V"]}],
            [ADA | {"affiliation": "D, U, C; V"}],
        ),
        ([{"name": "Ada", "affiliation": None, "email": None}], [ADA]),
        ({"name": {"given": "Ada", "family": "Lovelace"}}, [{"name": "Ada Lovelace"}]),
        (
            [{"name": {"family": "Ada"}}, {"name": {"literal": "The Bos"}}],
            [ADA, {"name": "The Bos"}],
        ),
        (
            {"name": {"family": "Neumann", "given": "John", "non-dropping-particle": "von"}},
            [{"name": "John von Neumann"}],
        ),
    ],
)
def test_authors_have_the_forms_of_quarto(written, expected):
    plan = check(FORMULAS | {"report": {"authors": written}})
    assert plan.authors() == expected
    assert plan.resolved()["authors"] == expected
