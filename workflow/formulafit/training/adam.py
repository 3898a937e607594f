"""The method `adam`: the assignment's training loop, made fast.

The algorithm is that of `reference`, to which a test holds it step for step: mean squared error,
Adam with its usual constants, minibatches in shuffled order. Nothing is allocated in a step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from formulafit.training import work as counted
from formulafit.training.activations import Array
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.base import Convergence, DivergenceError, History, Outcome, Problem

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
BLOCK = 1 << 15  # parameters updated at once, so that all passes over them stay in the cache
CHUNK = 256  # rows evaluated at once, likewise


@np.errstate(all="ignore")  # what overflows makes the loss infinite, which is found there
def adam(
    problem: Problem,
    history: History,
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
    problem : Problem
    history : History
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
    stop_reason = "max_epochs"
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
                stop_reason = "converged"
                break
    if early_stopping:
        passes.parameters[:] = best
    passes.copy_to(network)
    return Outcome(network, stop_reason, convergence.best_epoch)


def run_epoch(
    passes: Backpropagation, optimizer: Adam, X: Array, y: Array, batch_size: int
) -> float:
    """Take a step for each minibatch of rows as they come.

    Parameters
    ----------
    passes, optimizer
        Of the same parameters.
    X, y : array
        (rows, inputs + 1), see `augment`, and (rows,).
    batch_size : int

    Returns
    -------
    float
        The mean squared error over all rows, each taken just before its minibatch's step.
    """
    columns = np.ascontiguousarray(X.T)  # (inputs + 1, rows)
    squared_error = 0.0
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        residual = passes.forward(columns[:, batch], y[batch])
        squared_error += float(np.dot(residual[0], residual[0]))
        passes.backward(columns[:, batch], X[batch], residual)
        optimizer.step()
    return squared_error / len(X)


def _rmse(passes: Backpropagation, columns: Array, y: Array) -> float:
    squared_error = 0.0
    for start in range(0, len(y), CHUNK):
        chunk = slice(start, start + CHUNK)
        residual = passes.forward(columns[:, chunk], y[chunk])[0]
        squared_error += float(np.dot(residual, residual))
    return math.sqrt(squared_error / len(y))


class Adam:
    """Adam (Kingma & Ba 2015), which changes a flat vector of parameters in place.

    Parameters
    ----------
    parameters, gradient : array
        (parameters,); `step` reads the gradient and leaves its place with other numbers.
    learning_rate, weight_decay : float
        As in `torch.optim.Adam`.

    Notes
    -----
    The moments are kept as m / (1 - β1) and v / (1 - β2), and their factors and bias corrections
    moved into two numbers a step, which saves passes over the parameters:
    ``a = (1 - β1) / (1 - β1**t)`` and ``b = sqrt((1 - β2) / (1 - β2**t))`` give
    ``a m / (b sqrt(v) + ε) = (a / b) m / (sqrt(v) + ε / b)``.
    """

    def __init__(
        self, parameters: Array, gradient: Array, learning_rate: float, weight_decay: float = 0.0
    ) -> None:
        self.learning_rate, self.weight_decay = learning_rate, weight_decay
        self.steps = 0
        arrays = parameters, gradient, np.zeros_like(parameters), np.zeros_like(parameters)
        blocks = (slice(i, i + BLOCK) for i in range(0, len(parameters), BLOCK))
        self._blocks = [tuple(array[block] for array in arrays) for block in blocks]
        self._scratch = [np.empty_like(block[0]) for block in self._blocks]

    def step(self) -> None:
        """Take one step."""
        self.steps += 1
        a = (1 - BETA1) / (1 - BETA1**self.steps)
        b = math.sqrt((1 - BETA2) / (1 - BETA2**self.steps))
        rate, epsilon = self.learning_rate * a / b, EPSILON / b
        for (p, g, m, v), s in zip(self._blocks, self._scratch, strict=True):
            if self.weight_decay:
                g += np.multiply(p, self.weight_decay, out=s)
            m *= BETA1
            m += g
            v *= BETA2
            v += np.multiply(g, g, out=s)
            np.sqrt(v, out=s)
            s += epsilon
            np.divide(m, s, out=s)
            s *= rate
            p -= s


@contextmanager
def _flushed_denormals() -> Iterator[None]:
    """Round numbers below 1e-38 to 0: moments of units at rest fade through them, slowly."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
