"""The optimizer Adam, and an epoch of its steps. Nothing is allocated in a step."""

from __future__ import annotations

import math

import numpy as np

from formulafit.activation import Array
from formulafit.elementary import like
from formulafit.training.backpropagation import Backpropagation

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


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
        (parameters,); `step` reads the gradient.
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
        from formulafit.compiled.code import compiled  # not before a network is trained by Adam

        self.learning_rate, self.weight_decay = learning_rate, weight_decay
        self._powers = np.ones(2)
        moments = np.zeros_like(parameters), np.zeros_like(parameters)
        self._arrays = parameters, gradient, *moments
        self._update = compiled(update, (*self._arrays, 0.0, 0.0, 0.0))

    def step(self) -> None:
        """Take one step."""
        factors = step_factors(self._powers, self.learning_rate)
        self._update(*self._arrays, *factors, self.weight_decay)


def step_factors(powers: Array, learning_rate: float) -> tuple[float, float]:
    """Return a step's rate and ε, see `Adam`; `powers`, of β1 and β2, are those before the step."""
    powers[0] *= BETA1
    powers[1] *= BETA2
    a = (1 - BETA1) / (1 - powers[0])
    b = math.sqrt((1 - BETA2) / (1 - powers[1]))
    return learning_rate * a / b, EPSILON / b


def update(
    parameters: Array,
    gradient: Array,
    m: Array,
    v: Array,
    rate: float,
    epsilon: float,
    weight_decay: float,
) -> None:
    """Take a step, in one pass over all arrays; compiled."""
    one = gradient[0]  # of the number type in which all is computed
    beta1, beta2 = like(BETA1, one), like(BETA2, one)
    rate, epsilon, decay = like(rate, one), like(epsilon, one), like(weight_decay, one)
    for i in range(len(parameters)):
        g = gradient[i] + decay * parameters[i]
        m[i] = beta1 * m[i] + g
        v[i] = beta2 * v[i] + g * g
        parameters[i] -= rate * m[i] / (np.sqrt(v[i]) + epsilon)
