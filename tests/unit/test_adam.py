from __future__ import annotations

import math
from collections import deque

import numpy as np
import pytest
import torch

from formulafit import registry
from formulafit.activation import Activation
from formulafit.network.mlp import MLP
from formulafit.network.threads import one_thread
from formulafit.training import reference
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.convergence import Convergence
from formulafit.training.loops import LayerByLayer, training_loop
from formulafit.training.one_layer import LANES, OneLayer
from formulafit.training.optimizer import Adam

SHAPES = [(16,), (12, 7)]
ACTIVATIONS = registry.activation_names()


def data_of(rows=50, inputs=2, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, inputs))
    return X, np.sin(2 * X).sum(axis=1)


def network_of(hidden, activation, dtype=torch.float64, inputs=2):
    generator = torch.Generator().manual_seed(5)
    return MLP(inputs, hidden, activation, generator=generator, dtype=dtype)


def mean_squared_error(passes, X, y):
    residual = passes.forward(augment(X).T, y)
    return float(np.mean(residual**2))


# ------------------------------------------------------------------------------------- the passes


@pytest.mark.parametrize("hidden", SHAPES)
@pytest.mark.parametrize("activation", registry.activation_names())
def test_gradient_agrees_with_finite_differences(activation, hidden):
    X, y = data_of()
    passes = Backpropagation(network_of(hidden, activation))
    residual = passes.forward(augment(X).T, y)
    passes.backward(augment(X).T, augment(X), residual)
    gradient, step = passes.gradient.copy(), 1e-6
    for i in range(0, len(gradient), 3):
        value, errors = passes.parameters[i], []
        for shifted in (value + step, value - step):
            passes.parameters[i] = shifted
            errors.append(mean_squared_error(passes, X, y))
        passes.parameters[i] = value
        assert (errors[0] - errors[1]) / (2 * step) == pytest.approx(gradient[i], abs=2e-8)


@pytest.mark.parametrize("hidden", SHAPES)
def test_parameters_come_from_the_network_and_go_back(hidden):
    X, y = data_of()
    network = network_of(hidden, "tanh")
    passes = Backpropagation(network)
    assert len(passes.parameters) == network.parameters_count
    with torch.no_grad():
        predicted = network(torch.from_numpy(X))[:, 0].numpy()
    np.testing.assert_allclose(passes.forward(augment(X).T, y)[0], predicted - y, atol=1e-14)
    target = MLP(2, hidden, "tanh", dtype=torch.float64)
    passes.copy_to(target)
    for ours, theirs in zip(target.parameters(), network.parameters(), strict=True):
        assert torch.equal(ours, theirs)


# -------------------------------------------------------------------------------------- the steps


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_adam_agrees_with_pytorch_on_a_bowl(weight_decay):
    scales = np.geomspace(1e-6, 1e3, 1000)  # gradients of very different sizes
    ours, gradient = np.ones_like(scales), np.empty_like(scales)
    theirs = torch.ones(len(scales), dtype=torch.float64, requires_grad=True)
    peer = torch.optim.Adam([theirs], lr=0.01, weight_decay=weight_decay)
    optimizer = Adam(ours, gradient, 0.01, weight_decay)
    for _ in range(20):
        gradient[:] = scales * ours
        optimizer.step()
        theirs.grad = torch.from_numpy(scales) * theirs.detach()
        peer.step()
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=0, atol=1e-13)
    assert ours.max() < 0.9


# One block of units that is not full; two, with weight decay; several layers.
@pytest.mark.parametrize(
    ("hidden", "inputs", "weight_decay"),
    [((16,), 2, 0.0), ((LANES + 36,), 3, 0.01), ((LANES,), 1, 0.0), ((12, 7), 2, 0.01)],
)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_thousand_steps_agree_with_autograd(activation, hidden, inputs, weight_decay):
    X, y = data_of(inputs=inputs)
    batch_size, epochs = 16, 250  # four steps an epoch, the last with two rows
    network = network_of(hidden, activation, inputs=inputs)
    start = [parameter.detach().clone() for parameter in network.parameters()]
    loop = training_loop(network, batch_size, 1e-3, weight_decay)
    assert isinstance(loop, OneLayer if len(hidden) == 1 else LayerByLayer)

    with one_thread():
        deque(
            reference.train(
                network,
                torch.from_numpy(X),
                torch.from_numpy(y)[:, None],
                epochs=epochs,
                learning_rate=1e-3,
                batch_size=batch_size,
                weight_decay=weight_decay,
                generator=torch.Generator().manual_seed(1),
            ),
            maxlen=0,
        )

    generator = torch.Generator().manual_seed(1)
    columns = loop.columns(X)
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator).numpy()
        loop.run_epoch(columns[order], y[order])

    trained = network_of(hidden, activation, inputs=inputs)
    loop.copy_to(trained)
    assert largest_difference(trained.parameters(), network.parameters()) <= 1e-10
    assert largest_difference(start, network.parameters()) > 0.1


def largest_difference(ours, theirs):
    pairs = zip(ours, theirs, strict=True)
    return max(float((a - b).detach().abs().max()) for a, b in pairs)


@pytest.mark.parametrize("hidden", [*SHAPES, (LANES + 36,)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_errors_in_float32_are_those_of_the_network(activation, hidden):
    X, y = data_of(rows=300)
    network = network_of(hidden, activation, torch.float32)
    still = training_loop(network, 32, 0.0, 0.0)
    columns, targets = still.columns(X), y.astype(np.float32)
    with torch.inference_mode():
        predicted = network.scaled(torch.from_numpy(X).float())[:, 0].double().numpy()
    expected = pytest.approx(np.mean((predicted - y) ** 2), rel=1e-6)
    assert still.mean_squared_error(columns, targets) == expected
    assert still.run_epoch(columns, targets) == expected  # of the batches, each before its step
    assert still.mean_squared_error(columns, targets) == expected
    copied = MLP(2, hidden, activation)
    still.copy_to(copied)
    assert largest_difference(copied.parameters(), network.parameters()) == 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_is_not_finite_is_not_hidden(activation):
    X, y = data_of()
    loop = training_loop(network_of((16,), activation, torch.float32), 16, 0.1, 0.0)
    loop.parameters[0] = np.nan
    columns, targets = loop.columns(X), y.astype(np.float32)
    assert math.isnan(loop.mean_squared_error(columns, targets))
    assert math.isnan(loop.run_epoch(columns, targets))


def test_an_activation_that_cannot_be_compiled_is_trained_layer_by_layer(monkeypatch):
    sine = registry.activation("sin")
    monkeypatch.setattr(sine, "at", Activation.at)
    assert isinstance(training_loop(network_of((16,), "sin"), 16, 0.1, 0.0), LayerByLayer)


# ------------------------------------------------------------------------------------ convergence


def test_convergence_by_hand():
    convergence = Convergence(min_improvement=0.1, patience=3)
    errors = [1.0, 0.95, 0.92, 0.85, 0.84, 0.83, 0.9]
    lowest = [convergence.update(error, epoch) for epoch, error in enumerate(errors, start=1)]
    # 0.95 and 0.92 are not a tenth below 1.0, 0.85 is; then three epochs not below 0.765.
    assert lowest == [True, True, True, True, True, True, False]
    assert convergence.converged
    assert (convergence.best, convergence.best_epoch) == (0.83, 6)


def test_slow_progress_adds_up():
    convergence = Convergence(min_improvement=0.01, patience=5)
    for epoch in range(100):
        convergence.update(0.997**epoch, epoch)
        assert not convergence.converged


def test_an_error_of_zero_converges():
    convergence = Convergence(min_improvement=0.01, patience=2)
    assert [convergence.update(0.0, epoch) for epoch in range(3)] == [True, False, False]
    assert convergence.converged
    assert not math.isinf(convergence.best)
