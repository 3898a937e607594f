from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from torch import nn

from formulafit.documents.form import plain
from formulafit.training import xor


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(plain(xor.document(seed=1))))


def parameters_of(seeds, width=3):
    return xor.initialise(width, [np.random.default_rng(seed) for seed in seeds])


def test_constructed_module_is_exact(document):
    for x1, x2 in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        output = xor.constructed()(torch.tensor([[x1, x2]], dtype=torch.float64))
        assert output.item() == (x1 ^ x2)
    assert document["constructed"]["module"] == [0, 1, 1, 0]
    assert [row["y"] for row in document["constructed"]["rows"]] == [0, 1, 1, 0]


def test_constructed_module_has_the_exact_weights(document):
    layers = xor.constructed().layers
    for unit, weight, bias in zip(
        [*document["constructed"]["hidden"], document["constructed"]["output"]],
        [*layers[0].weight.tolist(), *layers[1].weight.tolist()],
        [*layers[0].bias.tolist(), *layers[1].bias.tolist()],
        strict=True,
    ):
        assert [float(w) for w in unit["weights"]] == weight
        assert float(unit["bias"]) == bias


def test_a_seed_alone_gives_the_same_bits_as_in_the_batch():
    outputs, losses = xor.train(parameters_of(range(7)), epochs=150)
    alone, loss = xor.train(parameters_of([4]), epochs=150)
    assert torch.equal(alone[0], outputs[4])
    assert torch.equal(loss[:, 0], losses[:, 4])


def test_training_against_torch_modules():
    parameters = parameters_of([0, 1], width=4)
    outputs, losses = xor.train(parameters, epochs=60, learning_rate=0.05)
    X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    y = torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)
    for i in range(2):
        peer = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid()).double()
        with torch.no_grad():
            for parameter, values in zip(peer.parameters(), parameters, strict=True):
                parameter.copy_(values[i].reshape(parameter.shape))
        optimiser = torch.optim.Adam(peer.parameters(), lr=0.05)
        for epoch in range(60):
            optimiser.zero_grad()
            loss = nn.MSELoss()(peer(X), y)
            assert losses[epoch, i].item() == pytest.approx(loss.item(), rel=1e-9)
            loss.backward()
            optimiser.step()
        torch.testing.assert_close(outputs[i], peer(X).detach()[:, 0], rtol=1e-9, atol=0)


def test_initial_weights_are_within_the_bounds_of_linear_layers():
    for width in xor.WIDTHS:
        W1, b1, W2, b2 = parameters_of(range(200), width)
        assert [*W1.shape, *b1.shape, *W2.shape, *b2.shape] == [
            *(200, width, 2, 200, width, 200, width, 200, 1)
        ]
        for tensor, fan_in in [(W1, 2), (b1, 2), (W2, width), (b2, width)]:
            bound = fan_in**-0.5
            assert 0.9 * bound < tensor.abs().max() <= bound


def test_training_leaves_its_start_alone():
    parameters = parameters_of([0])
    before = [parameter.clone() for parameter in parameters]
    xor.train(parameters, epochs=3)
    assert all(map(torch.equal, parameters, before))


def test_success_rates(document):
    settings, trained = document["settings"], document["trained"]
    assert settings["seeds"] >= 50
    assert [result["hidden"] for result in trained] == [2, 3, 4, 8]
    assert [result["parameters"] for result in trained] == [9, 13, 17, 33]
    for result in trained:
        assert result["rate"] == result["successes"] / settings["seeds"]
    assert trained[-1]["rate"] >= 0.9
    assert trained[0]["rate"] < trained[-1]["rate"]


def test_success_is_all_four_rows_right(monkeypatch):
    outputs = torch.tensor(
        [
            [0.1, 0.9, 0.9, 0.1],
            [0.49, 0.5, 0.5, 0.49],  # 1/2 counts as 1
            [0.1, 0.49, 0.9, 0.1],
            [0.5, 0.9, 0.9, 0.1],
        ],
        dtype=torch.float64,
    )
    monkeypatch.setattr(xor, "WIDTHS", (2,))
    monkeypatch.setattr(xor, "SEEDS", 4)
    monkeypatch.setattr(xor, "train", lambda _: (outputs, torch.rand(xor.EPOCHS + 1, 4)))
    (result,) = xor.document(seed=1).trained
    assert (result.successes, result.rate) == (2, 0.5)


def test_loss_curves(document):
    for result in document["trained"]:
        loss = result["loss"]
        assert loss["epoch"][0] == 0
        assert loss["epoch"][-1] == document["settings"]["epochs"]
        assert loss["epoch"] == sorted(set(loss["epoch"]))
        curves = np.array([loss["lower_quartile"], loss["median"], loss["upper_quartile"]])
        assert curves.shape == (3, len(loss["epoch"]))
        assert (np.diff(curves, axis=0) >= 0).all()
        assert curves[1, 0] == pytest.approx(0.25, abs=0.05)  # of outputs near 1/2


def test_document_depends_on_the_seed_alone(monkeypatch, document):
    monkeypatch.setattr(xor, "WIDTHS", (2,))
    assert plain(xor.document(seed=1).trained[0]) == document["trained"][0]
    assert plain(xor.document(seed=2).trained[0].loss) != document["trained"][0]["loss"]
