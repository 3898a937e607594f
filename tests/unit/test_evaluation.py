from __future__ import annotations

import copy
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from tests import documents

from formulafit.baselines.registry import METHODS
from formulafit.documents.evaluation import Prediction, RegionErrors, TestedBaseline
from formulafit.documents.form import plain
from formulafit.evaluation.formula import evaluate_formula, predictions
from formulafit.evaluation.pictures import picture, slice_centre
from formulafit.evaluation.regions import Outside, is_edge, is_inside, region_errors
from formulafit.evaluation.test_set import undersampled
from formulafit.files import read_arrays, read_json, write_json
from formulafit.formula import parse
from formulafit.metrics import measure
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import save
from formulafit.sampling.rows import training_set
from formulafit.sampling.sample import draw_sample, read_sample, write_sample
from formulafit.sampling.settings import RowSettings

BOX = np.array([[0.0, 1.0], [10.0, 20.0]])
III_9_52 = "p_d*Ef*t/h*sin((omega - omega_0)*t/2)**2/((omega - omega_0)*t/2)**2"


# ------------------------------------------------------------------------------------------ regions


def test_edge_is_two_per_cent_of_each_side():
    X = np.array([[0.5, 15], [0.02, 15], [0.021, 15], [0.99, 15], [0.5, 10.2], [0.5, 10.3]])
    assert is_edge(X, BOX).tolist() == [False, True, False, True, True, False]


def test_faces_are_inside():
    X = np.array([[0, 10], [1, 20], [0.5, 15], [-1e-9, 15], [0.5, 20.0001]])
    assert is_inside(X, BOX).tolist() == [True, True, True, False, False]


def test_outside_points_fill_the_shell_evenly():
    formula = parse("x + y", ["x", "y"])
    outside = Outside.around(formula, BOX, np.random.default_rng(0))
    assert outside.X.shape == (2000, 2)
    assert outside.dropped == 0
    np.testing.assert_allclose(outside.y, outside.X.sum(axis=1))
    assert not is_inside(outside.X, BOX).any()
    assert is_inside(outside.X, np.array([[-0.1, 1.1], [9.0, 21.0]])).all()
    # of the shell's area 1.44 - 1, the strip left of the box takes 0.1 * 1.2
    left = np.mean(outside.X[:, 0] < 0)
    assert left == pytest.approx(0.12 / 0.44, abs=0.04)
    again = Outside.around(formula, BOX, np.random.default_rng(0))
    np.testing.assert_array_equal(outside.X, again.X)


def test_undefined_outside_points_are_dropped_and_counted():
    outside = Outside.around(
        parse("sqrt(x)", ["x"]), np.array([[0.0, 1.0]]), np.random.default_rng(0)
    )
    assert outside.dropped == pytest.approx(1000, abs=120)  # the half below 0
    assert len(outside.X) == len(outside.y) == 2000 - outside.dropped
    assert (outside.X >= 1).all()


def test_region_errors_by_hand_and_of_no_points():
    found = region_errors(np.array([1.0, 1.0]), np.array([4.0, -3.0]), 2.5)
    rmse = math.sqrt(12.5)
    assert found == RegionErrors(2, rmse=rmse, nrmse=rmse / 2.5, max_abs_error=4.0)
    nothing = region_errors(np.empty(0), np.empty(0), 2.5)
    assert nothing == RegionErrors(0, rmse=None, nrmse=None, max_abs_error=None)


# ----------------------------------------------------------------------------------------- pictures


def test_curve():
    arrays = picture(parse("x**2", ["x"]), np.array([[1.0, 3.0]]), lambda X: X[:, 0] + 1)
    assert {name: array.shape for name, array in arrays.items()} == {
        "curve_x": (400,),
        "curve_true": (400,),
        "curve_predicted": (400,),
    }
    assert (arrays["curve_x"][0], arrays["curve_x"][-1]) == (1, 3)
    np.testing.assert_allclose(arrays["curve_true"], arrays["curve_x"] ** 2)
    np.testing.assert_allclose(arrays["curve_predicted"], arrays["curve_x"] + 1)


def test_map_has_a_row_a_value_of_y():
    arrays = picture(parse("x + 100*y", ["x", "y"]), BOX, lambda X: X[:, 1])
    assert arrays["map_true"].shape == arrays["map_predicted"].shape == (101, 101)
    x, y = arrays["map_x"], arrays["map_y"]
    assert (x[0], x[-1], y[0], y[-1]) == (0, 1, 10, 20)
    assert arrays["map_true"][3, 70] == pytest.approx(x[70] + 100 * y[3])
    np.testing.assert_array_equal(arrays["map_predicted"][:, 0], y)


def test_slices_go_through_the_centre():
    box = np.array([[0.0, 2.0], [0.0, 4.0], [-1.0, 1.0]])
    arrays = picture(parse("x + 10*y + 100*z", ["x", "y", "z"]), box, None)
    assert set(arrays) == {"slice_x", "slice_true"}  # no network, nothing predicted
    assert arrays["slice_x"].shape == arrays["slice_true"].shape == (3, 201)
    np.testing.assert_allclose(arrays["slice_true"][0], np.linspace(0, 2, 201) + 20)
    np.testing.assert_allclose(arrays["slice_true"][1], 1 + 10 * np.linspace(0, 4, 201))
    np.testing.assert_allclose(arrays["slice_true"][2], 21 + 100 * np.linspace(-1, 1, 201))


def test_slices_of_a_formula_undefined_at_the_centre_go_beside_it():
    names = ["p_d", "Ef", "t", "h", "omega", "omega_0"]
    formula = parse(III_9_52, names)
    box = np.array([[1.0, 3]] * 4 + [[1.0, 5]] * 2)
    centre = box.mean(axis=1)
    assert np.isnan(formula(centre[None])[0])
    beside = slice_centre(formula, box)
    assert np.isfinite(formula(beside[None])[0])
    assert (np.abs(beside - centre) <= 0.005 * (box[:, 1] - box[:, 0])).all()
    np.testing.assert_array_equal(beside, slice_centre(formula, box))
    arrays = picture(formula, box, None)  # a warning would be an error
    assert np.isfinite(arrays["slice_true"]).all()


def test_centre_stays_where_it_is_defined_or_nothing_beside_it_is():
    box = np.array([[0.0, 2.0]] * 3)
    for expression in ("x + y + z", "sqrt(-1 - x*y*z)"):
        centre = slice_centre(parse(expression, ["x", "y", "z"]), box)
        np.testing.assert_array_equal(centre, [1, 1, 1])


def test_undefined_points_of_a_picture_are_nan_with_a_warning():
    formula = parse("log(x)", ["x"])
    with pytest.warns(UserWarning, match=r"log\(x\) is undefined at 1 of 400 .* first at x = 0:"):
        arrays = picture(formula, np.array([[0.0, 1.0]]), None)
    assert np.isnan(arrays["curve_true"]).tolist() == [True] + [False] * 399


# -------------------------------------------------------------------------------------- predictions


def test_predictions_of_new_inputs():
    formula = parse("sqrt(x)*y", ["x", "y"])
    points = [{"y": 10, "x": 0.25}, {"x": 4.0, "y": 10.0}, {"x": -1.0, "y": 10.0}]
    found = predictions(formula, BOX, points, lambda X: X[:, 0] * X[:, 1])
    assert found == (
        Prediction(points[0], true=5.0, predicted=2.5, error=-2.5, inside=True),
        Prediction(points[1], true=20.0, predicted=40.0, error=20.0, inside=False),
        Prediction(points[2], true=None, predicted=-10.0, error=None, inside=False),
    )
    (without,) = predictions(formula, BOX, points[:1], None)
    assert without == replace(found[0], predicted=None, error=None)
    assert predictions(formula, BOX, [], None) == ()


# ---------------------------------------------------------------------------------- a whole formula


def line(offset):
    """Make the network 2 relu(x) + offset, which is 2 x + offset for positive x."""
    network = MLP(1, [1], "relu", dtype=torch.float64)
    with torch.no_grad():
        network.layers[0].weight.fill_(1)
        network.layers[1].weight.fill_(2)
        network.layers[1].bias.fill_(offset)
    return network


def write_fit(folder, networks, statuses, noise=0.0):
    about = {"formula": "line", "expression": "2*x", "names": ["x"]}
    best = min(networks, default=None)
    save(folder, line(0), networks, best, **about, inputs={"x": [1.0, 3.0]})
    replicates = [documents.trained(k, status) for k, status in enumerate(statuses, start=1)]
    settings = copy.deepcopy(documents.SETTINGS)
    settings["data"]["noise"] = noise
    fit = documents.fit(*replicates, settings=settings, best_replicate=best)
    fit.write(folder / "fit.json")


@pytest.fixture
def folder(tmp_path):
    """Results of 2 x on [1, 3]: an exact fit, one that diverged, and one that is off by 1/2."""
    folder = tmp_path / "line"
    sample = draw_sample(
        parse("2*x", ["x"]),
        {"x": [1.0, 3.0]},
        points=500,
        sampling="uniform",
        test_fraction=0.2,
        seed=1,
        key="line",
    )
    about = {"expression": "2*x", "formula": "line", "seed": 1, "sampling": "uniform"}
    write_sample(sample, folder / "data.json", folder / "data.safetensors", **about)
    write_fit(folder / "base", {1: line(0), 3: line(0.5)}, ["ok", "diverged", "ok"])
    write_fit(folder / "noisy", {1: line(0)}, ["ok"], noise=0.5)
    write_fit(folder / "hopeless", {}, ["failed"])
    return folder


def test_inside_is_the_formulas_box_whatever_part_a_network_was_trained_in(folder):
    about = read_json(folder / "base" / "network.json")
    write_json(folder / "base" / "network.json", {**about, "inputs": {"x": [1.0, 1.5]}})
    evaluate_formula(folder, ["base"], points=[{"x": 2.0}, {"x": 4.0}])
    found = read_json(folder / "evaluation.json")
    assert found["inputs"] == {"x": [1.0, 3.0]}
    assert [point["inside"] for point in found["predictions"]] == [True, False]
    regions = found["variations"]["base"]["replicates"][0]["regions"]
    assert regions["inside"]["count"] + regions["edge"]["count"] == 100


def test_evaluation_of_a_formula(folder):
    points = [{"x": 2.0}, {"x": 4.0}]
    evaluate_formula(folder, ["base", "noisy", "hopeless"], points)
    found = read_json(folder / "evaluation.json")
    sample, data = read_sample(folder / "data.json", folder / "data.safetensors")
    y = sample.y[:100]
    for key in ("formula", "expression", "names", "inputs", "test_rows"):
        assert found[key] == plain(getattr(data, key))
    assert found["test_std"] == np.std(y)
    assert list(found["variations"]) == ["base", "hopeless", "noisy"]  # sorted by JSON

    base = found["variations"]["base"]
    assert (base["best_replicate"], base["noise"]) == (1, 0.0)
    exact, diverged, off = base["replicates"]
    assert exact["metrics"]["rmse"] == pytest.approx(0, abs=1e-15)
    assert diverged == {
        **{"replicate": 2, "status": "diverged"},
        **{"metrics": None, "noisy": None, "regions": None, "missed": None},
    }
    assert off["metrics"]["mae"] == pytest.approx(0.5)
    assert off["metrics"]["nrmse"] == pytest.approx(0.5 / np.std(y))
    assert off["noisy"] is None
    regions = off["regions"]
    edge = int(((sample.X[:100] < 1.04) | (sample.X[:100] > 2.96)).sum())
    assert (regions["inside"]["count"], regions["edge"]["count"]) == (100 - edge, edge)
    assert (regions["outside"]["count"], regions["outside"]["dropped"]) == (2000, 0)
    for region in regions.values():
        assert region["rmse"] == pytest.approx(0.5)
        assert region["max_abs_error"] == pytest.approx(0.5)
        assert region["nrmse"] == pytest.approx(0.5 / np.std(y))

    (noisy,) = found["variations"]["noisy"]["replicates"]
    assert found["variations"]["noisy"]["noise"] == 0.5
    assert noisy["metrics"]["rmse"] == pytest.approx(0, abs=1e-15)  # the truth has no noise
    deviations = 0.5 * np.std(sample.y) * sample.noise[:100]
    assert noisy["noisy"]["rmse"] == pytest.approx(np.sqrt(np.mean(deviations**2)))
    assert noisy["noisy"]["nrmse"] == pytest.approx(noisy["noisy"]["rmse"] / np.std(y))

    inside, outside = found["predictions"]
    assert (inside["true"], inside["inside"]) == (4.0, True)
    assert outside["predicted"] == pytest.approx(8)
    assert outside["inside"] is False

    assert set(found["baselines"]) == {method.name for method in METHODS}
    assert found["baselines_left_out"] == []
    assert found["baselines"]["polynomial"]["detail"] == {"degree": 1, "terms": 2}
    assert found["baselines"]["polynomial"]["metrics"]["nrmse"] < 1e-12
    training = training_set(sample, validation_fraction=0.1)
    mean = measure(y, np.full(100, training.y.mean()))
    assert found["baselines"]["mean"]["metrics"] == pytest.approx(vars(mean))

    arrays = read_arrays(folder / "evaluation.safetensors")
    assert set(arrays) == {
        *("test_true", "test_predicted", "curve_x", "curve_true", "curve_predicted"),
        *("beyond_x", "beyond_true", "beyond_by_base"),
    }
    np.testing.assert_array_equal(arrays["test_true"], y)
    np.testing.assert_allclose(arrays["test_predicted"], y)


def test_evaluation_without_a_successful_fit(folder):
    write_fit(folder / "base", {}, ["failed", "diverged"])
    evaluate_formula(folder, ["base"], [{"x": 2.0}])
    found = read_json(folder / "evaluation.json")
    (prediction,) = found["predictions"]
    assert (prediction["true"], prediction["predicted"]) == (4.0, None)
    arrays = read_arrays(folder / "evaluation.safetensors")
    assert set(arrays) == {"test_true", "curve_x", "curve_true"}


def test_same_fits_give_the_same_evaluation(folder):
    def evaluated():
        evaluate_formula(folder, ["base", "noisy"])
        document = read_json(folder / "evaluation.json")
        for baseline in document["baselines"].values():
            del baseline["cpu_seconds"]
        return document, (folder / "evaluation.safetensors").read_bytes()

    assert evaluated() == evaluated()


def test_baselines_learn_from_the_rows_of_the_base_variation(folder):
    evaluate_formula(folder, ["base"])
    clean = read_json(folder / "evaluation.json")["baselines"]["polynomial"]["metrics"]["rmse"]
    write_fit(folder / "base", {1: line(0)}, ["ok"], noise=0.5)
    evaluate_formula(folder, ["base"])
    noisy = read_json(folder / "evaluation.json")["baselines"]["polynomial"]["metrics"]["rmse"]
    assert noisy > 0.01 > clean


def test_fits_are_compared_with_baselines_that_learn_from_the_same_rows_alone(folder):
    evaluate_formula(folder, ["base", "noisy", "hopeless"])
    found = read_json(folder / "evaluation.json")["variations"]
    # the polynomial is exact, and a network that is off by 1/2 has an NRMSE of 0.43
    assert [entry["missed"] for entry in found["base"]["replicates"]] == [None, None, "baseline"]
    write_fit(folder / "noisy", {1: line(0.5)}, ["ok"], noise=0.5)
    evaluate_formula(folder, ["base", "noisy"])
    found = read_json(folder / "evaluation.json")["variations"]
    assert [entry["missed"] for entry in found["noisy"]["replicates"]] == [None]
    write_fit(folder / "noisy", {1: line(1.1)}, ["ok"], noise=0.5)  # an NRMSE of 0.95
    evaluate_formula(folder, ["base", "noisy"])
    found = read_json(folder / "evaluation.json")["variations"]
    assert [entry["missed"] for entry in found["noisy"]["replicates"]] == ["formula"]


def test_the_best_networks_of_two_methods_go_on_beyond_the_box(folder):
    write_fit(folder / "other", {1: line(0.5)}, ["ok"])
    evaluate_formula(folder, ["base", "other"], alternative="other")
    found = read_json(folder / "evaluation.json")
    assert found["beyond"]["input"] == "x"
    errors = {"base": pytest.approx(0, abs=1e-12), "other": pytest.approx(0.5 / found["test_std"])}
    assert found["beyond"]["outside"] == found["beyond"]["far"] == errors
    arrays = read_arrays(folder / "evaluation.safetensors")
    np.testing.assert_allclose(arrays["beyond_by_other"], 2 * arrays["beyond_x"] + 0.5)
    evaluate_formula(folder, ["base", "hopeless"], alternative="hopeless")
    assert list(read_json(folder / "evaluation.json")["beyond"]["inside"]) == ["base"]


def test_a_method_that_is_left_out_is_named(folder):
    evaluate_formula(folder, ["base"], leave_out=["gaussian_process"])
    found = read_json(folder / "evaluation.json")
    assert "gaussian_process" not in found["baselines"]
    assert found["baselines_left_out"] == ["gaussian_process"]


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_metrics_of_tiny_and_huge_targets(unit):
    true, predicted = np.array([0.0, 2.0, 4.0, 6.0]), np.array([1.0, 2.0, 4.0, 3.0])
    found = measure(true * unit, predicted * unit)
    assert found.mse is None  # its own size leaves double precision
    assert found.rmse == pytest.approx(math.sqrt(2.5) * unit)
    assert found.nrmse == pytest.approx(math.sqrt(0.5))
    assert found.r2 == pytest.approx(0.5)
    assert measure(true * unit, true * unit).mse == 0


# A sum of waves of 50 periods a side, which trees find a part of, in 1,440 rows: their neighbours
# tell nothing of it, as is worked out in test_verdict.py.
@pytest.mark.parametrize(("best", "expected"), [(0.77, True), (0.4, False)])
def test_rows_that_do_not_resolve_a_formula_where_a_method_finds_a_part_of_it(best, expected):
    sample = draw_sample(
        parse("sin(2*pi*x) + sin(2*pi*y)", ["x", "y"]),
        {"x": [-25, 25], "y": [-25, 25]},
        points=2000,
        sampling="uniform",
        test_fraction=0.2,
        seed=1,
        key="waves",
    )
    rows = RowSettings.of(documents.SETTINGS["data"])
    networks = documents.variation(1.0, None).replicates
    errors = {"mean": 1.0, "trees": best}
    baselines = {
        name: TestedBaseline(documents.metrics(nrmse), 0.1, "") for name, nrmse in errors.items()
    }
    assert undersampled(sample, rows, networks, baselines) is expected
