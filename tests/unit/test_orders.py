"""Formulas over orders of magnitude: outputs learned and inputs seen in their logarithm."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest

from formulafit.axes import Axis
from formulafit.config.errors import ConfigError
from formulafit.config.loading import check
from formulafit.documents.data import DataDocument
from formulafit.evaluation.regions import Outside, is_edge
from formulafit.experiment import FitSettings
from formulafit.formula import parse
from formulafit.network.surrogate import load, predict
from formulafit.sampling.rows import training_set
from formulafit.sampling.sample import (
    SamplingError,
    describe,
    draw_sample,
    read_sample,
    write_sample,
)
from formulafit.training import fit as training
from formulafit.training.fit import fit

DRAWN = {"points": 2000, "sampling": "uniform", "test_fraction": 0.2, "seed": 1, "key": "law"}
BOX = {"k": (1e-3, 1e5), "x": (0.0, 1.0)}
LAW = parse("k**1.5*exp(-x)", ["k", "x"])
AUTO = {"method": "auto", "settings": {"effort": "quick"}}


def drawn(**changes):
    return draw_sample(LAW, BOX, **{**DRAWN, "scales": {"k": "log"}, **changes})


@pytest.mark.parametrize("sampling", ["uniform", "sobol", "latin_hypercube"])
def test_points_are_spread_evenly_over_the_logarithm(sampling):
    X = drawn(sampling=sampling).X
    decades = np.log10(X[:, 0])
    assert kstest(decades, "uniform", args=(-3, 8)).pvalue > 1e-3
    assert kstest(X[:, 1], "uniform").pvalue > 1e-3
    assert X[:, 0].min() >= 1e-3
    assert X[:, 0].max() <= 1e5


def test_a_grid_has_equal_ratios_and_the_ends():
    sides = np.unique(drawn(sampling="grid", points=81).X[:, 0])
    assert sides == pytest.approx(np.geomspace(1e-3, 1e5, 9), rel=1e-12)
    assert (sides[0], sides[-1]) == (1e-3, 1e5)


def test_noise_on_a_logarithm_is_relative():
    sample = drawn()
    noisy = sample.targets(0.1, Axis("log"))
    assert (noisy > 0).all()
    ratio = np.log(noisy / sample.y)
    assert ratio == pytest.approx(0.1 * np.log(sample.y).std() * sample.noise, abs=1e-12)


def test_logarithms_of_values_at_or_below_zero_are_refused():
    sample = draw_sample(parse("x", ["x"]), {"x": (-1.0, 1.0)}, **DRAWN)
    with pytest.raises(SamplingError, match=r"data.output: .* use symlog or linear"):
        training_set(sample, output=Axis("log"))


def test_noise_that_leaves_the_numbers_is_told():
    sample = draw_sample(parse("x", ["x"]), {"x": (1e-300, 1e300)}, **DRAWN, scales={"x": "log"})
    with pytest.raises(SamplingError, match=r"data.noise: at 0.5 .* too large to hold; lower it"):
        training_set(sample, noise=0.5, output=Axis("log"))


def test_scales_are_kept_in_the_file(tmp_path):
    about = {"formula": "law", "expression": LAW.expression, "seed": 1, "sampling": "uniform"}
    paths = tmp_path / "data.json", tmp_path / "data.safetensors"
    sample = drawn()
    write_sample(sample, *paths, **about)
    again, data = read_sample(*paths)
    assert again.axes == sample.axes
    assert data.scales == {"k": "log"}
    plain = describe(draw_sample(LAW, BOX, **DRAWN), **about)
    plain.write(paths[0])
    assert "scales" not in paths[0].read_text()
    assert DataDocument.read(paths[0]) == plain


def test_edge_and_outside_are_measured_in_decades():
    axes, box = drawn().axes, np.array(list(BOX.values()))
    # 2% of eight decades are 0.16: 10**-2.85 is within of 1e-3, 10**-2.8 is not
    X = np.array([[10**-2.85, 0.5], [10**-2.8, 0.5], [10**4.9, 0.5], [1.0, 0.01]])
    assert is_edge(X, box, axes).tolist() == [True, False, True, True]
    outside = Outside.around(LAW, box, np.random.default_rng(1), axes)
    decades = np.log10(outside.X[:, 0])
    assert -3.8 <= decades.min() < -3.7  # 10% of eight decades
    assert 5.7 < decades.max() <= 5.8


@pytest.mark.parametrize("method", ["auto", "adam"])
def test_a_network_sees_its_axes_by_itself(tmp_path, method):
    adam = {"learning_rate": 1e-3, "batch_size": 64, "max_epochs": 30, "weight_decay": 0.0}
    adam |= {"min_improvement": 1e-3, "patience": 10, "early_stopping": True}
    how = AUTO if method == "auto" else {"method": "adam", "settings": adam}
    sample = drawn()
    rows = training_set(sample, validation_fraction=0.1, output=Axis("log"))
    made = fit(rows, scaling="standard", hidden=[64], activation="auto", seeds=[1], **how)
    about = describe(sample, formula="law", expression=LAW.expression, seed=1, sampling="uniform")
    training.write(made, tmp_path, data=about, variation="base", settings={})
    test = slice(sample.test_rows)
    X, y = sample.X[test], sample.y[test]
    assert load(tmp_path).predict(X) == pytest.approx(predict(made.best.network, X), rel=1e-15)
    errors = np.abs(load(tmp_path)(X) / y - 1)
    # log y is linear in log k and x, over 8 decades: a small relative error everywhere
    assert np.quantile(errors, 0.99) < (1e-5 if method == "auto" else 1.0)
    assert made.best.train_rmse == pytest.approx(
        math.sqrt(np.mean((load(tmp_path).predict(rows.X) - rows.y) ** 2))
    )


@pytest.mark.parametrize(
    ("expression", "inputs", "limit"),
    [
        # Planck's law in units of its own, and Arrhenius' with 8.314 J/(mol K)
        ("f**3/(exp(f/t) - 1)", {"f": [0.01, 20, "log"], "t": [0.5, 2, "log"]}, 1e-5),
        ("exp(-e/(8.314*t))", {"e": [2e4, 8e4], "t": [250, 1000]}, 1e-5),
    ],
)
def test_relative_errors_of_laws_over_orders_of_magnitude(expression, inputs, limit):
    named = {x: {"range": e[:2], "scale": e[2]} if e[2:] else e for x, e in inputs.items()}
    entry = {"expression": expression, "inputs": named, "data": {"output": "log"}}
    plan = check({"formulas": {"law": entry}})
    settings = FitSettings.of(plan.settings("law").model_dump(mode="json"))
    about = plan.formula("law")
    formula = plan.function("law")
    sample = settings.points.sample(formula, about, 1)
    network = settings.network.fit(settings.rows.choose(sample), [1]).best.network
    test = slice(sample.test_rows)
    relative = np.abs(predict(network, sample.X[test]) / sample.y[test] - 1)
    assert np.quantile(relative, 0.99) < limit


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"expression": "sin(x)", "inputs": {"x": {"range": [0, 6], "scale": "log"}}},
            "formulas.law.inputs.x.range: [0, 6] begins at 0, which has no logarithm; begin above "
            "0, as at 6e-06, or write scale: linear",
        ),
        (
            {"expression": "sin(x)", "inputs": {"x": {"range": [1, 6], "scales": "log"}}},
            "formulas.law.inputs.x.scales: unknown key; did you mean scale?",
        ),
        (
            {"expression": "x", "inputs": {"x": [-1, 6]}, "data": {"output": "log"}},
            "formulas.law.data.output: log is for outputs above 0, and law is ",
        ),
        (  # 0 at the face of the box alone, on which a grid has a point
            {
                "expression": "x**2",
                "inputs": {"x": [0, 1]},
                "data": {"output": "log", "sampling": "grid"},
            },
            "formulas.law.data.output: log is for outputs above 0, and law is 0 at x = 0; write",
        ),
    ],
)
def test_what_has_no_logarithm_is_refused_before_any_job(entry, message):
    with pytest.raises(ConfigError) as error:
        check({"formulas": {"law": entry}})
    assert message in str(error.value)
