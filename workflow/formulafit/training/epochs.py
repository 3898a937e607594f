"""Training by epochs until it has converged: what the methods `adam` and `torch` share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

import numpy as np
import torch

from formulafit.network.mlp import MLP
from formulafit.training.base import SHOWN, DivergenceError, Outcome, TrainingHistory
from formulafit.training.convergence import Convergence
from formulafit.vocabulary import CONVERGED, MAX_EPOCHS, StopReason


class Training(Protocol):
    """A network in training on its rows, and on others to be judged by."""

    network: MLP
    epoch_work: int  # counted, see `formulafit.training.work`
    judged_by_others: bool  # by validation rows; else by the rows trained on

    def run_epoch(self) -> float:
        """Train once on all rows; return the mean squared error of its minibatches as they came."""

    def mean_squared_error(self) -> float:
        """Return the error of the network as it is, on the rows that it is judged by."""

    def weights(self) -> Any:
        """Return a copy of all weights and biases."""

    def network_of(self, weights: Any) -> MLP:
        """Return a network of its own with weights that `weights` returned, after the training."""


@np.errstate(all="ignore")  # what overflows makes the loss infinite, which is found there
def train(
    training: Training,
    history: TrainingHistory,
    *,
    stage: str,
    max_epochs: int,
    min_improvement: float,
    patience: int,
    early_stopping: bool,
) -> Outcome:
    """Run epochs and judge the network after each; see the method `adam` for the settings.

    In the history, an epoch's training error is that of its minibatches as they came, each before
    its step. Without validation rows the training error is measured after the epoch, and takes
    their place.

    Raises
    ------
    DivergenceError
        As soon as an epoch's loss or the error after it is not finite.
    """
    held_out = training.judged_by_others
    convergence = Convergence(min_improvement, patience)
    best = training.weights()
    history.keep(stage, 0, partial(training.network_of, best))
    stop_reason: StopReason = MAX_EPOCHS
    with _flushed_denormals():
        for epoch in range(1, max_epochs + 1):
            train_rmse = math.sqrt(training.run_epoch())
            error = math.sqrt(training.mean_squared_error())
            if not held_out:
                train_rmse = error
            if not (math.isfinite(train_rmse) and math.isfinite(error)):
                raise DivergenceError(f"the loss is not finite in epoch {epoch}")
            work = epoch * training.epoch_work
            history.add(stage, work, epoch, train_rmse, error if held_out else None)
            if epoch in SHOWN:
                history.keep(stage, epoch, partial(training.network_of, training.weights()))
            if convergence.update(error, epoch):
                best = training.weights()
            if early_stopping and convergence.converged:
                stop_reason = CONVERGED
                break
    last = best if early_stopping else training.weights()
    return Outcome(training.network_of(last), stop_reason, convergence.best_epoch)


@contextmanager
def _flushed_denormals() -> Iterator[None]:
    """Round numbers below 1e-38 to 0: moments of units at rest fade through them, slowly."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
