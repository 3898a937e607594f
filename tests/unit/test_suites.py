"""The configs that come with the project."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
import sympy
import yaml

from formulafit.config.loading import load
from formulafit.formula.symbols import to_sympy
from formulafit.vocabulary import BASE

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def feynman():
    return load(CONFIG / "suites" / "feynman.yaml")


@pytest.fixture(scope="module")
def default():
    return load(CONFIG / "config.yaml")


def points(plan, formula, rows=200):
    low, high = np.array(list(plan.formula(formula)["inputs"].values())).T
    return np.random.default_rng(1).uniform(low, high, (rows, len(low)))


def independent(expression, names):
    """Read an expression with SymPy's own parser and make it a NumPy function."""
    symbols = {name: sympy.Symbol(name, real=True) for name in names}
    expression = sympy.sympify(expression, locals=symbols)
    return sympy.lambdify([symbols[name] for name in names], expression, "numpy")


def test_feynman_is_complete(feynman):
    assert len(feynman.formulas) == 120
    assert sum(key.startswith("bonus_") for key in feynman.formulas) == 20
    assert len({str(feynman.title(key)) for key in feynman.formulas}) == 120
    inputs = [len(entry.inputs) for entry in feynman.formulas.values()]
    assert (min(inputs), max(inputs)) == (1, 9)
    assert feynman.results == "results-feynman"
    assert [feynman.settings(*fit).replicates for fit in feynman.fits()] == [1] * 120


def test_feynman_agrees_with_sympy(feynman):
    for key in feynman.formulas:
        formula, X = feynman.function(key), points(feynman, key)
        truth = independent(formula.expression, formula.names)(*X.T)
        values = formula(X)
        scale = np.abs(truth).max()
        assert np.allclose(values, truth, rtol=1e-9, atol=1e-12 * scale), key
        assert np.isfinite(values).all(), key


def test_the_sympy_form_means_the_same(feynman, default):
    for plan in (feynman, default):
        for key in list(plan.formulas)[:25]:
            formula, X = plan.function(key), points(plan, key, 20)
            symbols = [sympy.Symbol(name, real=True) for name in formula.names]
            values = sympy.lambdify(symbols, to_sympy(formula.tree), "numpy")(*X.T)
            assert np.allclose(values, formula(X), rtol=1e-9), key


def test_known_values(feynman):
    """Three formulas worked by hand."""

    def value(key, **point):
        names = feynman.formula(key)["names"]
        return feynman.function(key)([[point[name] for name in names]])[0]

    assert value("I_12_11", q=2, Ef=3, B=1, v=5, theta=np.pi / 2) == pytest.approx(16)
    assert value("I_34_14", c=5, v=3, omega_0=2) == pytest.approx(4)
    assert value("I_8_14", x1=1, x2=4, y1=5, y2=1) == pytest.approx(5)


def test_feynman_loads_fast():
    start = time.process_time()
    load(CONFIG / "suites" / "feynman.yaml")
    assert time.process_time() - start < 1.5  # 0.15 s on a plain core


def test_feynman_warns_of_the_one_formula_with_a_hole(feynman):
    (warning,) = feynman.warnings
    assert warning.startswith("formulas.III_9_52: is undefined at ")
    assert "omega = 3, omega_0 = 3" in warning


def test_nguyen():
    plan = load(CONFIG / "suites" / "nguyen.yaml")
    assert list(plan.formulas) == [f"nguyen_{i}" for i in range(1, 13)]
    assert plan.results == "results-nguyen"
    x, y = 0.5, 0.25
    expected = {
        1: x + x * x + x**3,
        4: sum(x**k for k in range(1, 7)),
        5: np.sin(0.25) * np.cos(0.5) - 1,
        7: np.log(1.5) + np.log(1.25),
        8: np.sqrt(0.5),
        10: 2 * np.sin(x) * np.cos(y),
        11: x**y,
        12: 0.0625 - 0.125 + 0.03125 - 0.25,
    }
    for i, value in expected.items():
        formula = plan.function(f"nguyen_{i}")
        assert formula([[x, y][: len(formula.names)]])[0] == pytest.approx(value), i


def test_quick_is_small():
    plan = load(CONFIG / "suites" / "quick.yaml")
    assert plan.results == "results-quick"
    assert len(plan.fits()) == 8
    assert list(plan.studies()) == ["width"]
    for fit in plan.fits():
        settings = plan.settings(*fit)
        rows = settings.data.points * settings.training.adam.max_epochs
        assert rows * settings.replicates <= 200_000
        assert settings.training.auto.effort == "quick"
    assert any(plan.predict(formula) for formula in plan.formulas)


@pytest.mark.parametrize("file", ["config.yaml", "suites/quick.yaml"])
def test_titles_are_given_in_every_language(file):
    given = yaml.safe_load((CONFIG / file).read_text(encoding="utf-8"))
    named = [given["report"], *given["formulas"].values(), *given["studies"].values()]
    assert [set(entry["title"]) for entry in named] == [{"en", "zh"}] * len(named)


@pytest.mark.parametrize(
    ("suite", "translated"), [("nguyen", 0), ("feynman", 107), ("surrogate", 12)]
)
def test_titles_of_words_are_given_in_every_language_that_a_suite_writes(suite, translated):
    """Names, such as Rosenbrock and 3.55 Goldstein, stay as they are."""
    plan = load(CONFIG / "suites" / f"{suite}.yaml")
    assert plan.report.languages == ["en", "zh"]
    assert set(plan.report.title) == {"en", "zh"}
    given = [title for key in plan.formulas if isinstance(title := plan.title(key), dict)]
    assert len(given) == translated
    assert all(set(title) == {"en", "zh"} and title["en"] != title["zh"] for title in given)


def test_the_default_paper_has_every_kind_of_formula(default):
    inputs = {key: len(entry.inputs) for key, entry in default.formulas.items()}
    assert 8 <= len(inputs) <= 10
    assert set(inputs.values()) == {1, 2, 3, 5, 6}
    noisy = [key for key in inputs if default.settings(key).data.noise > 0]
    assert noisy == ["noisy_wave"]
    assert not default.warnings
    assert 2 <= sum(bool(default.expect(key)) for key in inputs) <= 3


def test_the_default_paper_takes_three_of_the_feynman_set(default, feynman):
    shared = [key for key in default.formulas if key in feynman.formulas]
    assert len(shared) == 3
    for key in shared:
        assert default.formula(key) == feynman.formula(key)


def test_the_default_run_is_bounded(default):
    fits = sum(default.settings(*fit).replicates for fit in default.fits())
    assert fits <= 100
    assert all(default.settings(key).replicates == 3 for key in default.formulas)


def test_the_default_paper_predicts_inside_and_outside_the_box(default):
    predicted = {key: default.predict(key) for key in default.formulas if default.predict(key)}
    assert len(predicted) == 2
    for key, new in predicted.items():
        box = default.formula(key)["inputs"]
        inside = [all(box[n][0] <= p[n] <= box[n][1] for n in box) for p in new]
        assert inside.count(False) == 1
        assert inside.count(True) >= 1


def differing(default, study):
    """Return the settings in which a study's members differ, with their values."""
    dumps = [flat(default.settings(*pair).model_dump()) for pair in default.studies()[study]]
    return {
        path: [dump[path] for dump in dumps]
        for path in dumps[0]
        if any(dump[path] != dumps[0][path] for dump in dumps)
    }


def flat(settings, path=""):
    found = {}
    for key, value in settings.items():
        here = f"{path}.{key}".lstrip(".")
        nested = isinstance(value, dict) and key != "train_box"
        found |= flat(value, here) if nested else {here: value}
    return found


def test_a_study_varies_one_thing_on_one_formula(default):
    for study, members in default.studies().items():
        assert len({formula for formula, _ in members}) == 1, study
        if study not in ("overfitting", "code"):  # which have tests of their own
            assert len(differing(default, study)) == 1, study


def test_two_codes_train_the_same_networks_for_as_long(default):
    fits = [default.settings(*pair) for pair in default.studies()["code"]]
    pairs = {(fit.training.method, tuple(fit.network.hidden)) for fit in fits}
    assert pairs == {(m, h) for m in ("adam", "torch") for h in ((512,), (128, 128))}
    assert all(fit.data == fits[0].data for fit in fits)
    assert len({json.dumps(fit.training.block(), sort_keys=True) for fit in fits}) == 1


def test_overfitting_is_mended_by_one_thing_at_a_time(default):
    changes = {variation: default.changes(variation) for _, variation in
               default.studies()["overfitting"]}  # fmt: skip
    assert list(changes) == ["overfit", "weight_decay", "early_stopping", "more_data"]
    overfit = changes["overfit"]
    assert overfit["data.noise"] > 0
    assert overfit["training.adam.early_stopping"] is False
    mends = {
        variation: {p for p in settings if settings[p] != overfit.get(p)}
        for variation, settings in changes.items()
    }
    assert mends["weight_decay"] == {"training.adam.weight_decay"}
    assert mends["early_stopping"] == {"training.adam.early_stopping"}
    # more rows have more batches an epoch: about as many steps in fewer epochs
    assert mends["more_data"] == {"data.train_rows", "training.adam.max_epochs"}


def test_the_tutorials_network_is_in_a_study(default):
    tutorial = default.settings("egg_box", "architecture_128x128")
    assert (tutorial.network.hidden, tutorial.training.method) == ([128, 128], "adam")
    assert tutorial.network.activation == "auto"  # relu to adam
    assert default.settings("egg_box", BASE).network.hidden == [512]
