"""Maps of the inputs: what they compute, how they are saved, and when `auto` chooses them."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from formulafit.files import read_json
from formulafit.input_maps import KINDS, InputMap
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import NetworkError, load, predict, save
from formulafit.sampling.rows import TrainingSet, training_set
from formulafit.sampling.sample import draw_sample
from formulafit.scaling import Scaling
from formulafit.training.fit import fit

MAPS = (
    InputMap(),
    InputMap("arccos", -1, 1),
    InputMap("sqrt_low", 0, 4),
    InputMap("sqrt_high", 0, 4),
    InputMap("log_low", 0, 10, 1e-3),
    InputMap("log_high", 0, 10, 1e-2),
)
BY_HAND = {  # the place u in the range -> the map's value
    "arccos": lambda u, d: np.arccos(1 - 2 * u),
    "sqrt_low": lambda u, d: u**0.5,
    "sqrt_high": lambda u, d: -((1 - u) ** 0.5),
    "log_low": lambda u, d: np.log(u + d),
    "log_high": lambda u, d: -np.log(1 - u + d),
}


# ------------------------------------------------------------------------------------------- maps


@pytest.mark.parametrize("each", MAPS[1:], ids=lambda each: each.kind)
def test_a_map_is_a_function_of_the_place_in_the_range(each):
    u = np.linspace(0, 1, 11)
    x = each.low + u * (each.high - each.low)
    expected = BY_HAND[each.kind](u, each.delta)
    np.testing.assert_allclose(each(x), expected, rtol=1e-12, atol=1e-7)
    np.testing.assert_allclose(each(torch.from_numpy(x), torch).numpy(), each(x), rtol=1e-14)
    assert np.all(np.diff(each(x)) > 0)
    outside = np.array([each.low - 1, each.high + 1])
    np.testing.assert_array_equal(each(outside), each(np.array([each.low, each.high])))


def test_the_identity_is_the_input_itself():
    x = np.array([-5.0, 7.0])
    assert InputMap()(x) is x
    assert {each.kind for each in MAPS} == set(KINDS)


@pytest.mark.parametrize("each", MAPS, ids=lambda each: each.kind)
def test_a_map_is_written_and_read(each):
    assert InputMap.from_dict(json.loads(json.dumps(each.to_dict()))) == each


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "cube", "low": 0, "high": 1}, "'cube' is none of identity, arccos"),
        ({"kind": "sqrt_low", "low": 1, "high": 1}, "no range"),
        ({"kind": "log_low", "low": 0, "high": 1}, "delta"),
    ],
)
def test_what_is_no_map_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        InputMap.from_dict(values)


# ------------------------------------------------------------------------- scaling and the network


def scaling_of(X, y):
    maps = (InputMap("log_low", 0, 10, 1e-3), InputMap())
    return Scaling.fit("standard", X, y, maps)


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    X = rng.uniform([0, -2], [10, 1], (500, 2))
    return X, np.log(X[:, 0]) + X[:, 1]


def test_mapped_inputs_are_scaled_to_mean_0_and_deviation_1(rows):
    scaling = scaling_of(*rows)
    Z = scaling.inputs(rows[0])
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), 1, rtol=1e-12)
    t = np.log(rows[0][:, 0] / 10 + 1e-3)
    np.testing.assert_allclose(Z[:, 0], (t - t.mean()) / t.std(), rtol=1e-10, atol=1e-12)


def saved(folder, rows):
    architecture = MLP(2, (7,), "sin", scaling=Scaling.fit("standard", *rows))
    generator = torch.Generator().manual_seed(1)
    mapped = MLP(
        2, (7,), "sin", scaling=scaling_of(*rows), generator=generator, dtype=torch.float64
    )
    plain = MLP(2, (7,), "tanh", scaling=architecture.scaling, generator=generator)
    about = {"formula": "f", "expression": "log(x)+y", "names": ["x", "y"]}
    inputs = {"x": [0, 10], "y": [-2, 1]}
    save(folder, architecture, {1: plain, 2: mapped}, 2, **about, inputs=inputs)
    return mapped, plain


def test_a_network_with_maps_is_saved_and_loaded(tmp_path, rows):
    mapped, plain = saved(tmp_path, rows)
    np.testing.assert_array_equal(load(tmp_path).predict(rows[0]), predict(mapped, rows[0]))
    np.testing.assert_array_equal(load(tmp_path, 1).predict(rows[0]), predict(plain, rows[0]))
    about = read_json(tmp_path / "network.json")
    assert "maps" not in about["scaling"]
    assert "scaling" not in about["replicates"]["1"]
    assert about["replicates"]["2"]["scaling"]["maps"] == [
        {"kind": "log_low", "low": 0, "high": 10, "delta": 1e-3}, {"kind": "identity"}
    ]  # fmt: skip


def test_the_output_is_that_of_the_mapped_inputs(rows):
    scaling = scaling_of(*rows)
    generator = torch.Generator().manual_seed(1)
    network = MLP(2, (7,), "sin", scaling=scaling, generator=generator, dtype=torch.float64)
    W1, b1, W2, b2 = (each.numpy() for each in network.state_dict().values())
    t = np.column_stack([np.log(rows[0][:, 0] / 10 + 1e-3), rows[0][:, 1]])
    z = (t - scaling.x_offset) / scaling.x_scale
    expected = (np.sin(z @ W1.T + b1) @ W2[0] + b2) * scaling.y_scale + scaling.y_offset
    np.testing.assert_allclose(predict(network, rows[0]), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda maps: maps[0].update(kind="cube"), "'cube' is none of"),
        (lambda maps: maps[0].update(slope=2), "slope"),
        (lambda maps: maps.pop(), "1 of them for 2 inputs"),
    ],
)
def test_a_network_with_unknown_maps_is_refused(tmp_path, rows, change, message):
    saved(tmp_path, rows)
    path = tmp_path / "network.json"
    about = json.loads(path.read_text())
    change(about["replicates"]["2"]["scaling"]["maps"])
    path.write_text(json.dumps(about))
    with pytest.raises(NetworkError, match=message):
        load(tmp_path)


# ----------------------------------------------------------------------------------- their choice


def fitted(formula, box, *, effort=1.0, scaling="standard", noise=0.0, box_is_known=True):
    rng = np.random.default_rng(0)
    box = np.array(box, float)
    X = rng.uniform(*box.T, (3000, len(box)))
    y = formula(*X.T)
    y = y + noise * y.std() * rng.standard_normal(len(y))
    data = TrainingSet(X[300:], y[300:], X[:300], y[:300], box if box_is_known else None)
    settings = {"effort": effort}
    result = fit(data, scaling=scaling, hidden=(128,), activation="auto", method="auto",
                 settings=settings, seeds=(1,))  # fmt: skip
    (replicate,) = result.replicates
    X = rng.uniform(*box.T, (2000, len(box)))
    y = formula(*X.T)
    error = np.sqrt(np.mean((predict(replicate.network, X) - y) ** 2)) / y.std()
    return error, replicate


@pytest.mark.parametrize(
    ("formula", "box", "bound"),  # without maps: 8e-3, 2e-3, 2e-3
    [
        (np.log, [[0, 10]], 1e-4),
        (lambda x: np.sqrt(1 - x**2), [[-1, 1]], 1e-12),
        (lambda x, y: 1 / x + y**2, [[0.1, 10], [0.1, 10]], 1e-6),
    ],
)
@pytest.mark.parametrize("scaling", ["standard", "none"])
def test_singular_ends_are_mapped(formula, box, bound, scaling):
    error, replicate = fitted(formula, box, scaling=scaling)
    assert error < bound
    kinds = [each.kind for each in replicate.network.scaling.maps]
    assert kinds[0] != "identity"
    assert replicate.choice["maps"] == kinds
    assert ", inputs mapped by " + ", ".join(kinds) in replicate.remark


@pytest.mark.parametrize(
    ("formula", "box", "kinds", "bound"),  # without maps: 5e-3, 7e-4, 3e-3
    [
        (
            lambda x, y, z: np.sqrt(1 - x**2) * y + z,
            [[-1, 1], [0, 1], [0, 1]],
            ["arccos", "identity", "identity"],
            5e-5,
        ),
        (  # poles beyond the ends
            lambda q, r, s: q / r**2 + s,
            [[1, 3], [0.5, 4], [0, 1]],
            ["identity", "log_low", "identity"],
            1e-4,
        ),
        (
            lambda m, v, c, x: m * x / np.sqrt(1 - (v / c) ** 2),
            [[1, 5], [1, 2], [2.5, 8], [1, 3]],
            ["identity", "identity", "log_low", "identity"],
            2e-3,
        ),
    ],
)
def test_of_many_inputs_those_with_singular_ends_are_mapped(formula, box, kinds, bound):
    error, replicate = fitted(formula, box)
    assert replicate.choice["maps"] == kinds
    assert error < bound


@pytest.mark.parametrize(
    ("formula", "box", "noise"),
    [
        (lambda x, y, z: np.tanh(4 * (x + y - z)), [[-1, 1]] * 3, 0.0),
        (lambda x, y, z: np.sin(3 * x) * y + z**2, [[-1, 1]] * 3, 0.1),
        (lambda x: np.exp(-(x**2)), [[-3, 3]], 0.0),
        (np.abs, [[-1, 1]], 0.0),
        (lambda x, y: np.tanh(6 * (x - y * y)), [[-1, 1], [-1, 1]], 0.0),
        (lambda x: x / 2 + np.sin(2 * x), [[0, 6]], 0.1),
    ],
)
def test_other_formulas_keep_their_inputs(formula, box, noise):
    _, replicate = fitted(formula, box, noise=noise)
    assert replicate.network.scaling.maps == ()
    assert replicate.choice["maps"] == []
    assert "mapped" not in replicate.remark


def test_without_the_box_nothing_is_mapped():
    _, replicate = fitted(np.log, [[0, 10]], box_is_known=False)
    assert replicate.network.scaling.maps == ()


def test_the_box_is_known_from_the_sample_and_the_part_trained_on():
    settings = {"points": 100, "sampling": "uniform", "test_fraction": 0.2, "seed": 1, "key": "f"}
    sample = draw_sample(lambda X: X[:, 0] + X[:, 1], {"x": (0, 6), "y": (-1, 2)}, **settings)
    assert training_set(sample).box.tolist() == [[0, 6], [-1, 2]]
    part = training_set(sample, train_box={"x": (-1, 3)})
    assert part.box.tolist() == [[0, 3], [-1, 2]]
