"""Several hidden layers: trained by Adam, with the output layer solved at the end.

The output layer is linear here as anywhere, so least squares on the features of the last hidden
layer leave no more error than Adam's weights do; these stay where held-out rows say otherwise.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from formulafit.network.mlp import MLP
from formulafit.training import work as counted
from formulafit.training.auto.choice import Choice
from formulafit.training.auto.data import MOST, with_ones
from formulafit.training.auto.layer import Array, Hidden, rms
from formulafit.training.auto.readout import Readout
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.base import DivergenceError, Outcome, TrainingHistory, TrainingProblem
from formulafit.training.optimizer import Adam, run_epoch
from formulafit.training.work import Budget
from formulafit.vocabulary import BUDGET, MAX_EPOCHS

LEARNING_RATE = 2e-3  # at first; it falls to 0 with the epochs
BATCH = 64
MOST_EPOCHS = 5000  # of a small network and few rows, which more would not help


class HiddenLayers(Hidden):
    """All layers of a network but its output layer."""

    def __init__(self, network: MLP) -> None:
        self._phi = network.phi
        *self._layers, self._output = network.layers
        self.units, self.activation = network.hidden[-1], network.activation

    def features(self, X: Array) -> Array:
        """Return the last hidden layer's outputs, (units, rows)."""
        with torch.inference_mode():
            h = torch.from_numpy(X[:-1].T)  # (rows, inputs)
            for layer in self._layers:
                h = self._phi(layer(h))
            features: Array = h.numpy().T
        return features

    @property
    def readout(self) -> Array:
        """The output layer, (units + 1,), the bias last; changing it changes the network."""
        state = self._output.state_dict()
        return np.append(state["weight"].numpy(), state["bias"].numpy())

    @readout.setter
    def readout(self, c: Array) -> None:
        state = {"weight": c[None, :-1], "bias": c[-1:]}
        self._output.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})


def train(problem: TrainingProblem, history: TrainingHistory, budget: Budget) -> Outcome:
    """Train a network of any depth within the budget.

    Parameters
    ----------
    problem : TrainingProblem
        Its activation "auto" is tanh here.
    history : TrainingHistory
    budget : Budget

    Raises
    ------
    DivergenceError
        As soon as an epoch's loss is not finite.
    """
    activation = "tanh" if problem.activation == "auto" else problem.activation
    generator = torch.Generator().manual_seed(problem.seed)
    network = problem.network(generator, activation=activation)
    epochs = _train_hidden_layers(problem, history, budget, network, generator)

    network.to(torch.float64)
    hidden = HiddenLayers(network)
    X, X_held = with_ones(problem.X), with_ones(problem.X_validation[:MOST])
    y, y_held = problem.y, problem.y_validation[:MOST]
    solved = Readout.best(hidden, X, y, X_held, y_held)
    budget.spend(counted.triangle(hidden.units + 2, len(y)) + counted.svd(hidden.units + 1))

    judged = (X_held, y_held) if len(y_held) else (X, y)
    errors = [_error(hidden, c, *judged) for c in (hidden.readout, solved.c)]
    if errors[1] < errors[0]:
        hidden.readout = solved.c
    train_error = _error(hidden, hidden.readout, X, y)
    validation_error = min(errors) if len(y_held) else None
    history.add("readout", budget.done, epochs + 1, train_error, validation_error)
    reason = MAX_EPOCHS if epochs == MOST_EPOCHS else BUDGET
    why = "depth" if problem.activation == "auto" else "named"
    choice = Choice(activation, why, stage="Adam", trainer="Adam", reason="depth")
    return Outcome(network, reason, epochs + 1, choice.in_words(), choice.to_dict())


def _train_hidden_layers(
    problem: TrainingProblem,
    history: TrainingHistory,
    budget: Budget,
    network: MLP,
    generator: torch.Generator,
) -> int:
    """Train with Adam, the learning rate falling to 0; keep the best epoch; return how many."""
    passes = Backpropagation(network)
    optimizer = Adam(passes.parameters, passes.gradient, LEARNING_RATE)
    X, y = augment(problem.X.astype(np.float32)), problem.y.astype(np.float32)
    X_held = augment(problem.X_validation[:MOST].astype(np.float32)).T
    y_held = problem.y_validation[:MOST].astype(np.float32)
    each = counted.adam_epoch(network.parameters_count, sum(network.hidden), len(y), BATCH)
    epochs = min(max(budget.left // each, 1), MOST_EPOCHS)
    best, best_error = passes.parameters.copy(), math.inf
    for epoch in range(1, epochs + 1):
        optimizer.learning_rate = LEARNING_RATE * (1 - (epoch - 1) / epochs)
        order = torch.randperm(len(y), generator=generator).numpy()
        train_error = math.sqrt(run_epoch(passes, optimizer, X[order], y[order], BATCH))
        error = rms(passes.forward(X_held, y_held)) if len(y_held) else train_error
        if not math.isfinite(train_error + error):
            raise DivergenceError(f"the loss is not finite in epoch {epoch}")
        budget.spend(each)
        history.add("adam", budget.done, epoch, train_error, error if len(y_held) else None)
        if error < best_error:
            best_error, best[:] = error, passes.parameters
    passes.parameters[:] = best
    passes.copy_to(network)
    return epochs


def _error(hidden: Hidden, c: Array, X: Array, y: Array) -> float:
    return rms(hidden.predict(c, X) - y)
