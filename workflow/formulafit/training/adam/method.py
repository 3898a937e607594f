"""The method `adam`: the assignment's training loop, made fast.

The algorithm is that of `formulafit.training.reference`, to which a test holds it step for step:
mean squared error, Adam with its usual constants, minibatches in shuffled order.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from formulafit.activation import Array
from formulafit.network.mlp import MLP
from formulafit.training.base import Outcome, TrainingHistory, TrainingProblem
from formulafit.training.epochs import train
from formulafit.training.loops import training_loop


@np.errstate(all="ignore")  # what overflows makes the loss infinite, which is found
def adam(
    problem: TrainingProblem,
    history: TrainingHistory,
    *,
    learning_rate: float,
    batch_size: int,
    max_epochs: int,
    min_improvement: float,
    patience: int,
    early_stopping: bool,
    weight_decay: float,
) -> Outcome:
    """Train a network of any depth on the mean squared error with Adam, in float32.

    Each epoch takes one step for each minibatch of rows in shuffled order, the last one smaller,
    and then measures the error on the validation rows; the outcome's `choice` has its ``loop``,
    "compiled" or "layer by layer". In the history, an epoch's training error
    is that of its minibatches as they came, each before its step. Without validation rows the
    training error is measured after the epoch, and takes their place.

    Parameters
    ----------
    problem : TrainingProblem
    history : TrainingHistory
    learning_rate : float
    batch_size : int
        Rows in a minibatch.
    max_epochs : int
    min_improvement, patience
        When the error counts as converged; see `Convergence`.
    early_stopping : bool
        Stop when converged and return the weights with the lowest validation error; otherwise
        run all epochs and return the last weights.
    weight_decay : float
        Weight of the L2 penalty, added to the gradient as `torch.optim.Adam` does.

    Raises
    ------
    DivergenceError
        As soon as an epoch's loss or its validation error is not finite.
    """
    training = _Training(problem, batch_size, learning_rate, weight_decay)
    outcome = train(
        training,
        history,
        stage="adam",
        max_epochs=max_epochs,
        min_improvement=min_improvement,
        patience=patience,
        early_stopping=early_stopping,
    )
    return replace(outcome, choice={"loop": training.loop})


class _Training:
    """The network in its fastest loop, with its rows as that wants them; see `Training`."""

    def __init__(
        self,
        problem: TrainingProblem,
        batch_size: int,
        learning_rate: float,
        weight_decay: float,
    ) -> None:
        self._generator = torch.Generator().manual_seed(problem.seed)
        self.network = problem.network(self._generator)
        self._loop = training_loop(self.network, batch_size, learning_rate, weight_decay)
        self.loop = self._loop.kind
        self._rows, self.judged_by_others = len(problem.X), len(problem.X_validation) > 0
        self.epoch_work = self._loop.epoch_work(self._rows)
        self._trained_on = self._data(problem.X, problem.y)
        validation = self._data(problem.X_validation, problem.y_validation)
        self._judged_by = validation if self.judged_by_others else self._trained_on

    def _data(self, X: Array, y: Array) -> tuple[Array, Array]:
        return self._loop.columns(X), y.astype(self._loop.parameters.dtype)

    def run_epoch(self) -> float:
        order = torch.randperm(self._rows, generator=self._generator).numpy()
        X, y = self._trained_on
        return self._loop.run_epoch(X.take(order, axis=0), y.take(order))

    def mean_squared_error(self) -> float:
        return self._loop.mean_squared_error(*self._judged_by)

    def weights(self) -> Array:
        return self._loop.parameters.copy()

    def network_of(self, weights: Array) -> MLP:
        network = deepcopy(self.network)
        self._loop.parameters[:] = weights
        self._loop.copy_to(network)
        return network


def prepare(problem: TrainingProblem) -> None:
    """Compile what training a network of this shape takes, before its clock runs."""
    training_loop(problem.network(), batch_size=1, learning_rate=0.0, weight_decay=0.0)
