"""The method `adam`: the assignment's training loop, made fast.

The algorithm is that of `formulafit.training.reference`, to which a test holds it step for step:
mean squared error, Adam with its usual constants, minibatches in shuffled order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from formulafit.training import work as counted
from formulafit.training.adam.convergence import Convergence
from formulafit.training.base import DivergenceError, Outcome, TrainingHistory, TrainingProblem
from formulafit.training.loops import training_loop
from formulafit.vocabulary import CONVERGED, MAX_EPOCHS, StopReason


@np.errstate(all="ignore")  # what overflows makes the loss infinite, which is found there
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
    and then measures the error on the validation rows. In the history, an epoch's training error
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
    generator = torch.Generator().manual_seed(problem.seed)
    network = problem.network(generator)
    loop = training_loop(network, batch_size, learning_rate, weight_decay)
    dtype = loop.parameters.dtype
    X, y = loop.columns(problem.X), problem.y.astype(dtype)
    held_out = len(problem.X_validation) > 0
    X_judged = loop.columns(problem.X_validation) if held_out else X
    y_judged = problem.y_validation.astype(dtype) if held_out else y

    work = counted.adam_epoch(network.parameters_count, sum(network.hidden), len(X), batch_size)
    convergence = Convergence(min_improvement, patience)
    best = loop.parameters.copy()
    stop_reason: StopReason = MAX_EPOCHS
    with _flushed_denormals():
        for epoch in range(1, max_epochs + 1):
            order = torch.randperm(len(X), generator=generator).numpy()
            train_rmse = math.sqrt(loop.run_epoch(X[order], y[order]))
            error = math.sqrt(loop.mean_squared_error(X_judged, y_judged))
            if not held_out:
                train_rmse = error
            if not (math.isfinite(train_rmse) and math.isfinite(error)):
                raise DivergenceError(f"the loss is not finite in epoch {epoch}")
            history.add("adam", epoch * work, epoch, train_rmse, error if held_out else None)
            if convergence.update(error, epoch):
                best[:] = loop.parameters
            if early_stopping and convergence.converged:
                stop_reason = CONVERGED
                break
    if early_stopping:
        loop.parameters[:] = best
    loop.copy_to(network)
    return Outcome(network, stop_reason, convergence.best_epoch)


def prepare(problem: TrainingProblem) -> None:
    """Compile what training a network of this shape takes, before its clock runs."""
    training_loop(problem.network(), batch_size=1, learning_rate=0.0, weight_decay=0.0)


@contextmanager
def _flushed_denormals() -> Iterator[None]:
    """Round numbers below 1e-38 to 0: moments of units at rest fade through them, slowly."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
