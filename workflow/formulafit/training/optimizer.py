"""The optimizer Adam, and an epoch of its steps. Nothing is allocated in a step."""

from __future__ import annotations

import math

import numpy as np

from formulafit.activation import Array
from formulafit.training.backpropagation import Backpropagation

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
BLOCK = 1 << 15  # parameters updated at once, so that all passes over them stay in the cache


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
