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

from formulafit.activation import Array
from formulafit.training import work as counted
from formulafit.training.adam.convergence import Convergence
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.base import DivergenceError, Outcome, TrainingHistory, TrainingProblem
from formulafit.training.optimizer import Adam, run_epoch
from formulafit.vocabulary import CONVERGED, MAX_EPOCHS, StopReason

CHUNK = 256  # rows evaluated at once, so that all that is computed of them stays in the cache


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
    passes = Backpropagation(network)
    optimizer = Adam(passes.parameters, passes.gradient, learning_rate, weight_decay)
    dtype = passes.parameters.dtype
    X, y = augment(problem.X.astype(dtype)), problem.y.astype(dtype)
    held_out = len(problem.X_validation) > 0
    X_judged = augment(problem.X_validation.astype(dtype)) if held_out else X
    y_judged = problem.y_validation.astype(dtype) if held_out else y
    X_judged = np.ascontiguousarray(X_judged.T)  # (inputs + 1, rows)

    work = counted.adam_epoch(network.parameters_count, sum(network.hidden), len(X), batch_size)
    convergence = Convergence(min_improvement, patience)
    best = passes.parameters.copy()
    stop_reason: StopReason = MAX_EPOCHS
    with _flushed_denormals():
        for epoch in range(1, max_epochs + 1):
            order = torch.randperm(len(X), generator=generator).numpy()
            train_rmse = math.sqrt(run_epoch(passes, optimizer, X[order], y[order], batch_size))
            error = _rmse(passes, X_judged, y_judged)
            if not held_out:
                train_rmse = error
            if not (math.isfinite(train_rmse) and math.isfinite(error)):
                raise DivergenceError(f"the loss is not finite in epoch {epoch}")
            history.add("adam", epoch * work, epoch, train_rmse, error if held_out else None)
            if convergence.update(error, epoch):
                best[:] = passes.parameters
            if early_stopping and convergence.converged:
                stop_reason = CONVERGED
                break
    if early_stopping:
        passes.parameters[:] = best
    passes.copy_to(network)
    return Outcome(network, stop_reason, convergence.best_epoch)


def _rmse(passes: Backpropagation, columns: Array, y: Array) -> float:
    squared_error = 0.0
    for start in range(0, len(y), CHUNK):
        chunk = slice(start, start + CHUNK)
        residual = passes.forward(columns[:, chunk], y[chunk])[0]
        squared_error += float(np.dot(residual, residual))
    return math.sqrt(squared_error / len(y))


@contextmanager
def _flushed_denormals() -> Iterator[None]:
    """Round numbers below 1e-38 to 0: moments of units at rest fade through them, slowly."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
