"""The method `torch`: autograd, `torch.optim.Adam`, batches by index.

It does what `adam` does with the same seed, weights and batches, up to rounding; the code that
trains, `formulafit.training.reference`, is short enough to be read, and printed in the paper.
"""

from __future__ import annotations

import sys
from copy import deepcopy

from torch import Generator, Tensor, from_numpy, inference_mode

from formulafit.network.mlp import MLP
from formulafit.training import reference
from formulafit.training import work as counted
from formulafit.training.base import Array, Outcome, TrainingHistory, TrainingProblem
from formulafit.training.epochs import train


def torch(
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
    """Train a network of any depth as the method `adam` does, whose settings these are.

    Parameters
    ----------
    problem : TrainingProblem
    history : TrainingHistory
    learning_rate, batch_size, max_epochs, min_improvement, patience, early_stopping, weight_decay
        See `formulafit.training.adam.method.adam`.

    Raises
    ------
    DivergenceError
        As soon as an epoch's loss or its validation error is not finite.
    """
    return train(
        _Training(problem, batch_size, learning_rate, weight_decay),
        history,
        stage="torch",
        max_epochs=max_epochs,
        min_improvement=min_improvement,
        patience=patience,
        early_stopping=early_stopping,
    )


class _Training:
    """The network in the readable loop; see `Training`."""

    def __init__(
        self,
        problem: TrainingProblem,
        batch_size: int,
        learning_rate: float,
        weight_decay: float,
    ) -> None:
        generator = Generator().manual_seed(problem.seed)
        self.network = problem.network(generator)
        rows, self.judged_by_others = len(problem.X), len(problem.X_validation) > 0
        size = self.network.parameters_count, sum(self.network.hidden)
        self.epoch_work = counted.autograd_epoch(*size, rows, batch_size)
        X, y = _tensors(self.network, problem.X, problem.y)
        validation = _tensors(self.network, problem.X_validation, problem.y_validation)
        self._judged_by = validation if self.judged_by_others else (X, y)
        self._epochs = reference.train(
            self.network,
            X,
            y,
            epochs=sys.maxsize,  # until nobody asks for another
            learning_rate=learning_rate,
            batch_size=batch_size,
            weight_decay=weight_decay,
            generator=generator,
        )

    def run_epoch(self) -> float:
        return next(self._epochs)

    def mean_squared_error(self) -> float:
        X, y = self._judged_by
        with inference_mode():
            return float(((self.network.scaled(X) - y) ** 2).mean())

    def weights(self) -> dict[str, Tensor]:
        return {name: each.clone() for name, each in self.network.state_dict().items()}

    def network_of(self, weights: dict[str, Tensor]) -> MLP:
        network = deepcopy(self.network)
        network.load_state_dict(weights)
        return network


def _tensors(network: MLP, X: Array, y: Array) -> tuple[Tensor, Tensor]:
    """Return inputs (rows, inputs) and targets (rows, 1) in the network's number type."""
    return from_numpy(X).to(network.dtype), from_numpy(y[:, None]).to(network.dtype)
