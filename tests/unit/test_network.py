from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from scipy.special import expit, ndtr

from formulafit import registry
from formulafit.axes import Axes, Axis
from formulafit.files import read_arrays, write_arrays
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import NetworkError, OutsideBoxWarning, load, predict, save
from formulafit.scaling import Scaling

SCALING = Scaling("standard", (3.0, -0.5), (1.7, 0.9), 0.25, 0.6)
ABOUT = {
    "formula": "wave",
    "expression": "sin(x)*y",
    "names": ["x", "y"],
    "inputs": {"x": [0, 6], "y": [-2, 1]},
}
BY_HAND = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "silu": lambda z: z * expit(z),
    "gelu": lambda z: z * ndtr(z),
    "sigmoid": expit,
    "sin": np.sin,
    "gauss": lambda z: np.exp(-(z**2) / 2),
    "step": lambda z: (z >= 0).astype(float),
}


def network_of(seed=1, hidden=(5, 4), activation="tanh", dtype=torch.float32, **changes):
    generator = torch.Generator().manual_seed(seed)
    settings = {"scaling": SCALING, "generator": generator, "dtype": dtype, **changes}
    return MLP(2, hidden, activation, **settings)


@pytest.fixture
def folder(tmp_path):
    networks = {1: network_of(1), 3: network_of(3)}
    save(tmp_path, network_of(0), networks, 3, **ABOUT)
    return tmp_path


@pytest.fixture
def points():
    return np.random.default_rng(0).uniform([0, -2], [6, 1], (50, 2))


# -------------------------------------------------------------------------------------------- MLP


def test_activations_are_all_here():
    assert {*registry.activation_names(), "step"} == set(BY_HAND)


@pytest.mark.parametrize("activation", BY_HAND)
def test_forward_is_the_equation(activation, points):
    network = network_of(activation=activation, dtype=torch.float64)
    W1, b1, W2, b2, W3, b3 = (p.detach().numpy() for p in network.parameters())
    phi = BY_HAND[activation]
    z = (points - [3.0, -0.5]) / [1.7, 0.9]
    expected = (phi(phi(z @ W1.T + b1) @ W2.T + b2) @ W3.T + b3) * 0.6 + 0.25
    predicted = network(torch.from_numpy(points)).detach().numpy()
    np.testing.assert_allclose(predicted, expected, rtol=1e-13, atol=1e-13)


def test_step_of_zero_is_one():
    network = MLP(1, [1], "step", output_activation="step")  # all weights 0
    assert network(torch.zeros(1, 1)).item() == 1


def test_output_activation_and_number_of_outputs():
    network = network_of(scaling=None, n_outputs=3, output_activation="sigmoid")
    outputs = network(torch.randn(7, 2, generator=torch.Generator().manual_seed(0)))
    assert outputs.shape == (7, 3)
    assert ((outputs > 0) & (outputs < 1)).all()


def test_weights_are_those_of_pytorch_and_the_global_generator_rests():
    before = torch.random.get_rng_state()
    network = network_of(seed=7, hidden=(512,))
    assert torch.equal(torch.random.get_rng_state(), before)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        peers = [torch.nn.Linear(2, 512), torch.nn.Linear(512, 1)]
    for layer, peer in zip(network.layers, peers, strict=True):
        torch.testing.assert_close(layer.weight, peer.weight)
        torch.testing.assert_close(layer.bias, peer.bias)


@pytest.mark.parametrize(("dtype", "eps"), [(torch.float64, 2**-52), (torch.float32, 2**-23)])
def test_rounding_is_of_all_that_the_output_adds_up(dtype, eps):
    scaling = Scaling("standard", (1.0,), (2.0,), 10.0, 3.0)
    network = MLP(1, [2], "relu", scaling=scaling, dtype=dtype)
    with torch.no_grad():
        network.layers[0].weight[:] = torch.tensor([[1.0], [2.0]])
        network.layers[1].weight[:] = torch.tensor([[1000.0, -500.0]])
        network.layers[1].bias[:] = -1.0
    x = torch.tensor([[7.0]])  # 3 when scaled; hidden 3 and 6; 3000 - 3000 - 1 = -1
    assert network(x).item() == 10 - 3
    assert network.rounding(x).item() == pytest.approx(eps * 3 * 6001, rel=1e-6)
    logarithmic = network.seeing(Axes.of(["x"], {}, Axis("log")))
    assert logarithmic.rounding(x).item() == pytest.approx(eps * 3 * 6001 * np.exp(7), rel=1e-6)


def test_description():
    network = MLP(1, [512], "relu")
    assert network.parameters_count == 512 + 512 + 512 + 1
    assert repr(network) == "MLP(1-512-1, relu, 1,537 parameters)"


def test_large_offsets_keep_their_digits():
    # Scaled in float64: in float32 these inputs would all be the same.
    scaling = Scaling("standard", (1e9,), (1.0,), 0.0, 1.0)
    network = MLP(1, [3], "tanh", scaling=scaling, generator=torch.Generator().manual_seed(0))
    outputs = network(torch.tensor([[1e9], [1e9 + 0.5]], dtype=torch.float64))
    assert outputs[0] != outputs[1]


# ------------------------------------------------------------------------------ saved and opened


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_round_trip_keeps_every_bit(tmp_path, points, dtype):
    network = network_of(dtype=dtype)
    save(tmp_path, network, {2: network}, 2, **ABOUT)
    assert {path.name for path in tmp_path.iterdir()} == {"network.json", "network.safetensors"}
    opened = load(tmp_path)
    assert opened.network.dtype == dtype
    for name, tensor in network.state_dict().items():
        assert torch.equal(opened.network.state_dict()[name], tensor)
    predicted = opened(points)
    assert predicted.dtype == np.float64
    with torch.no_grad():
        expected = network(torch.from_numpy(points))[:, 0].numpy()
    assert predicted.tobytes() == expected.tobytes()


def test_description_file(folder):
    about = json.loads((folder / "network.json").read_text())
    assert about["scaling"] == SCALING.to_dict()
    assert (about["hidden"], about["output_activation"]) == ([5, 4], "identity")
    own = {"activation": "tanh", "dtype": "float32"}
    assert (about["replicates"], about["best_replicate"]) == ({"1": own, "3": own}, 3)
    assert {name: about[name] for name in ABOUT} == ABOUT


def test_what_earlier_versions_wrote_beside_is_left_out(folder, points):
    expected = load(folder)(points)
    about = json.loads((folder / "network.json").read_text())
    about |= {"title": "A wave", "latex": "x"}
    (folder / "network.json").write_text(json.dumps(about))
    opened = load(folder)
    assert opened(points).tobytes() == expected.tobytes()
    assert (opened.about.expression, opened.names) == (ABOUT["expression"], ("x", "y"))


def test_best_replicate_is_the_default(folder):
    assert load(folder).replicate == 3
    first = load(folder, 1)
    assert torch.equal(first.network.layers[0].weight, network_of(1).layers[0].weight)


def test_replicates_may_differ_in_activation_and_number_type(tmp_path, points):
    networks = {
        1: network_of(1, activation="relu"),
        2: network_of(2, activation="gauss", dtype=torch.float64),
    }
    save(tmp_path, network_of(), networks, 2, **ABOUT)
    for replicate, network in networks.items():
        opened = load(tmp_path, replicate)
        assert (opened.network.activation, opened.network.dtype) == (
            network.activation,
            network.dtype,
        )
        with torch.no_grad():
            expected = network(torch.from_numpy(points))[:, 0].numpy()
        np.testing.assert_array_equal(opened(points), expected)


def test_forms_of_points(folder, points):
    network = load(folder)
    expected = network(points)
    assert expected.shape == (50,)
    named = network({"y": points[:, 1], "x": points[:, 0]})
    np.testing.assert_array_equal(named, expected)
    np.testing.assert_array_equal(network(points.tolist()), expected)
    np.testing.assert_array_equal(network(points[::-1]), expected[::-1])
    np.testing.assert_allclose(network({"x": 1, "y": 0.5}), network([[1, 0.5]]), rtol=1e-6)
    grid = network({"x": np.linspace(0, 6, 4), "y": np.linspace(-2, 1, 3)[:, None]})
    assert grid.shape == (3, 4)
    np.testing.assert_allclose(grid[2, 1], network([[2, 1]])[0], rtol=1e-6)
    assert network(np.empty((0, 2))).shape == (0,)


def test_one_input_takes_a_list(tmp_path):
    network = MLP(1, [3], "relu", generator=torch.Generator().manual_seed(0))
    about = {**ABOUT, "names": ["x"], "inputs": {"x": [0, 1]}}
    save(tmp_path, network, {1: network}, 1, **about)
    opened = load(tmp_path)
    np.testing.assert_array_equal(opened([0.1, 0.2]), opened([[0.1], [0.2]]))


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([1.0, 2.0], r"shape \(2,\), not \(rows, 2\) for the inputs x, y"),
        (np.zeros((3, 3)), r"shape \(3, 3\), not \(rows, 2\)"),
        ({"x": 1.0}, "inputs x given, the network takes x, y"),
        ({"x": 1.0, "z": 1.0}, "inputs x, z given"),
    ],
)
def test_points_of_another_form_are_refused(folder, points, message):
    with pytest.raises(ValueError, match=message):
        load(folder)(points)


def test_points_outside_the_box_are_told(folder):
    network = load(folder)
    X = [[0, -2], [6, 1], [6.001, 0], [1, 1.1], [np.nan, 0]]
    message = r"3 of 5 points outside the box .*x from 0 to 6, y from -2 to 1"
    with pytest.warns(OutsideBoxWarning, match=message):
        predicted = network(X)
    assert np.isfinite(predicted[:4]).all()
    np.testing.assert_array_equal(network.predict(np.array(X))[:4], predicted[:4])  # no warning


def test_many_points_are_predicted_in_parts(folder, points):
    network = load(folder)
    many = np.tile(points, (200, 1))
    np.testing.assert_allclose(network(many), np.tile(network(points), 200), rtol=1e-5, atol=1e-6)
    assert network.predict(many[:0]).shape == (0,)


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_a_value_does_not_depend_on_the_rows_asked_with_it(inputs):
    units, scaling = 300, Scaling("none", (0.0,) * inputs, (1.0,) * inputs, 0.0, 1.0)
    network = MLP(inputs, (units,), "sin", scaling=scaling, dtype=torch.float64)
    rng = np.random.default_rng(0)
    state = {
        "layers.0.weight": rng.standard_normal((units, inputs)),
        "layers.0.bias": rng.standard_normal(units),
        "layers.1.weight": 1e10 * rng.standard_normal((1, units)),  # where found, they cancel
        "layers.1.bias": np.zeros(1),
    }
    network.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})
    X = rng.uniform(-1, 1, (1000, inputs))
    table = predict(network, X)
    for rows in (1, 7, 64, 333):
        parts = [predict(network, X[i : i + rows]) for i in range(0, len(X), rows)]
        assert np.abs(np.concatenate(parts) - table).max() <= 1e-12  # they cancel to about 1


def test_prediction_leaves_the_threads_alone(folder, points):
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    load(folder)(points)
    assert torch.get_num_threads() == 2
    torch.set_num_threads(threads)


# ---------------------------------------------------------------------------------- broken folders


def test_missing_files(tmp_path, folder):
    with pytest.raises(NetworkError, match=r"no network\.json there"):
        load(tmp_path / "nowhere")
    (folder / "network.safetensors").unlink()
    with pytest.raises(NetworkError, match=r"no network\.safetensors there"):
        load(folder)


def test_missing_replicate(folder):
    with pytest.raises(NetworkError, match="no network of replicate 2; there are 1, 3"):
        load(folder, 2)
    with pytest.raises(NetworkError, match="no network of replicate 0"):
        load(folder, 0)
    save(folder, network_of(), {}, None, **ABOUT)
    with pytest.raises(NetworkError, match="no replicate succeeded"):
        load(folder)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"names": ["x"]}'])
def test_broken_description(folder, text):
    (folder / "network.json").write_text(text)
    with pytest.raises(NetworkError, match=r"network\.json: not a network's description"):
        load(folder)


def test_description_without_ranges(folder):
    about = json.loads((folder / "network.json").read_text())
    del about["inputs"]["y"]
    (folder / "network.json").write_text(json.dumps(about))
    with pytest.raises(
        NetworkError, match=r"not a network's description \(nothing on 'y'\); fit it"
    ):
        load(folder)


def test_unknown_activation(folder):
    text = (folder / "network.json").read_text().replace('"tanh"', '"softmax"')
    (folder / "network.json").write_text(text)
    with pytest.raises(NetworkError, match="softmax"):
        load(folder)


def test_broken_weights(folder):
    path = folder / "network.safetensors"
    arrays = read_arrays(path)
    name = "3/layers.0.weight"
    for broken, found in [
        (arrays[name].T, r"float32 \(2, 5\)"),
        (arrays[name].astype(np.float64), r"float64 \(5, 2\)"),
        (None, "nothing"),
    ]:
        rest = {key: value for key, value in arrays.items() if key != name}
        write_arrays(path, rest if broken is None else {**rest, name: broken})
        message = rf"{name} should hold float32 \(5, 2\), .* and holds {found}"
        with pytest.raises(NetworkError, match=message):
            load(folder)
    path.write_bytes(b"not a safetensors file")
    with pytest.raises(NetworkError, match="not a safetensors file"):
        load(folder)
