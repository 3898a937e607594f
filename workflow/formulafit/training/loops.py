"""Epochs of Adam over minibatches: one interface, and what is fastest for a network behind it."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from formulafit import registry
from formulafit.activation import Activation, Array
from formulafit.network.mlp import MLP
from formulafit.training import work as counted
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.optimizer import Adam, run_epoch

CHUNK = 256  # rows evaluated at once, so that all that is computed of them stays in the cache


class Loop(Protocol):
    """A network in training on the mean squared error.

    Attributes
    ----------
    parameters : array
        All weights and biases, in an order of its own; whoever changes them in place changes the
        network in training.
    kind : str
        Which loop it is: "compiled", or "layer by layer".
    """

    parameters: Array
    kind: str

    def columns(self, X: Array) -> Array:
        """Return inputs (rows, inputs) as the methods below want them: a row a row."""

    def run_epoch(self, X: Array, y: Array) -> float:
        """Take a step for each minibatch of rows as they come.

        Parameters
        ----------
        X, y : array
            (rows, columns), see `columns`, and (rows,).

        Returns
        -------
        float
            The mean squared error over all rows, each taken just before its minibatch's step.
        """

    def mean_squared_error(self, X: Array, y: Array) -> float:
        """Return the mean squared error of the network as it is."""

    def copy_to(self, network: MLP) -> None:
        """Write the parameters into a network of the same shape."""

    def epoch_work(self, rows: int) -> int:
        """Count `run_epoch`; see `formulafit.training.work`."""


def training_loop(network: MLP, batch_size: int, learning_rate: float, weight_decay: float) -> Loop:
    """Return the fastest loop for a network: compiled for one hidden layer, else layer by layer.

    Parameters
    ----------
    network : MLP
        Gives the shape, the number type and the first weights; it is not changed.
    batch_size : int
        Rows in a minibatch.
    learning_rate, weight_decay : float
        As in `torch.optim.Adam`.
    """
    settings = network, batch_size, learning_rate, weight_decay
    if len(network.hidden) == 1 and _is_compiled(network.activation):
        from formulafit.training.one_layer import OneLayer  # and numba with it

        return OneLayer(*settings)
    return LayerByLayer(*settings)


def _is_compiled(activation: str) -> bool:
    return registry.activation(activation).at is not Activation.at


class LayerByLayer:
    """A network of any depth: matrix products by BLAS, in NumPy; see `training_loop`."""

    kind = "layer by layer"

    def __init__(
        self, network: MLP, batch_size: int, learning_rate: float, weight_decay: float
    ) -> None:
        self._passes = Backpropagation(network)
        self._batch_size, self._units = batch_size, sum(network.hidden)
        self.parameters = self._passes.parameters
        self._optimizer = Adam(self.parameters, self._passes.gradient, learning_rate, weight_decay)

    def columns(self, X: Array) -> Array:
        """Return inputs and a column of ones, (rows, inputs + 1)."""
        return augment(X.astype(self.parameters.dtype))

    def run_epoch(self, X: Array, y: Array) -> float:
        """Take a step for each minibatch; see `Loop`."""
        return run_epoch(self._passes, self._optimizer, X, y, self._batch_size)

    def mean_squared_error(self, X: Array, y: Array) -> float:
        """Return the mean squared error of the network as it is."""
        squared_error = 0.0
        for start in range(0, len(y), CHUNK):
            rows = slice(start, start + CHUNK)
            residual = self._passes.forward(np.ascontiguousarray(X[rows].T), y[rows])[0]
            squared_error += float(np.dot(residual, residual))
        return squared_error / len(y)

    def copy_to(self, network: MLP) -> None:
        """Write the parameters into a network of the same shape."""
        self._passes.copy_to(network)

    def epoch_work(self, rows: int) -> int:
        """Count `run_epoch`."""
        return counted.adam_epoch(len(self.parameters), self._units, rows, self._batch_size)
