"""Epochs of Adam for one hidden layer, compiled: forward pass, backward pass, update.

A step on a small network is nearly all overhead, wherever its functions are called one by one. Here
an epoch is one call, and every inner loop runs over units, which the processor takes sixteen at a
time: `LANES` units are a block, whose numbers for all rows of a minibatch stay in the first cache.

Parameters lie as ``P[block, parameter, lane]``: the bias, the weights of the inputs, the output
weight. The output's bias comes last, alone. Units that fill the
last block have weights 0 and keep them. Sums have an order that is written here and not chosen by
the compiler, so that every processor gives the same bits.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import torch

from formulafit import registry
from formulafit.activation import Activation, Array
from formulafit.compiled.code import compiled
from formulafit.elementary import like
from formulafit.network.mlp import MLP
from formulafit.training import work as counted
from formulafit.training.optimizer import step_factors, update

LANES = 64
CHUNK = 4  # rows added up at once
CACHE_LINE = 64  # bytes


class OneLayer:
    """A network of one hidden layer whose activation has `at`; see `training_loop`."""

    def __init__(
        self, network: MLP, batch_size: int, learning_rate: float, weight_decay: float
    ) -> None:
        activation = registry.activation(network.activation)
        self._units, self._inputs = network.hidden[0], network.n_inputs + 1
        self._columns = self._inputs + self._inputs % 2  # they are taken in pairs
        blocks = -(-self._units // LANES)
        shape, rows = (blocks, self._columns + 1, LANES), (batch_size, LANES)

        zeros = partial(_zeros, dtype=_number_type(network))
        size = math.prod(shape) + 1
        self.parameters = zeros(size)
        self._blocks = self.parameters[:-1].reshape(shape)
        self._read(network)
        gradient, m, v = zeros(size), zeros(size), zeros(size)
        settings = learning_rate, weight_decay, self._units
        self._state = self.parameters, gradient, m, v, np.ones(2), *settings
        self._batch_size, self._activation_work = batch_size, activation.work

        follows = activation.slope_at is not Activation.slope_at  # the slope from the value
        H, S = zeros(blocks, *rows), None if follows else zeros(blocks, *rows)
        T, sums, D, C = (
            zeros(*rows),
            zeros(*rows),
            zeros(*rows),
            zeros(self._columns + 1, batch_size),
        )
        self._scratch = H, S, T, sums, D, C

        parts = {"at": activation.at, "slope_at": activation.slope_at if follows else slope_at}
        X, y = self.columns(np.ones((1, network.n_inputs))), np.ones(1, self.parameters.dtype)
        self._epoch = compiled(epoch, self._epoch_arguments(X, y), parts)
        self._squared_error = compiled(squared_error, self._error_arguments(X, y), parts)

    def _epoch_arguments(self, X: Array, y: Array) -> tuple[Any, ...]:
        return *self._state, X, y, self._batch_size, *self._scratch

    def _error_arguments(self, X: Array, y: Array) -> tuple[Any, ...]:
        *scratch, _, C = self._scratch
        return self.parameters, X, y, *scratch, C[-1]

    def columns(self, X: Array) -> Array:
        """Return a column of ones, inputs, and zeros to fill a pair, (rows, columns)."""
        columns: Array = np.zeros((len(X), self._columns), self.parameters.dtype)
        columns[:, 0], columns[:, 1 : self._inputs] = 1, X
        return columns

    def run_epoch(self, X: Array, y: Array) -> float:
        """Take a step for each minibatch; see `Loop`."""
        return float(self._epoch(*self._epoch_arguments(X, y))) / len(X)

    def mean_squared_error(self, X: Array, y: Array) -> float:
        """Return the mean squared error of the network as it is."""
        return float(self._squared_error(*self._error_arguments(X, y))) / len(X)

    def _read(self, network: MLP) -> None:
        hidden, output = (layer.state_dict() for layer in network.layers)
        blocks = self._blocks.swapaxes(1, 2)  # (blocks, LANES, columns + 1), a view
        for unit in range(self._units):
            parameters = blocks[divmod(unit, LANES)]
            parameters[0], parameters[1 : self._inputs] = (
                hidden["bias"][unit],
                hidden["weight"][unit],
            )
            parameters[-1] = output["weight"][0, unit]
        self.parameters[-1] = output["bias"][0]

    def copy_to(self, network: MLP) -> None:
        """Write the parameters into a network of the same shape."""
        by_unit = np.concatenate(self._blocks.swapaxes(1, 2))[: self._units]  # (units, columns + 1)
        state = {
            "layers.0.weight": by_unit[:, 1 : self._inputs],
            "layers.0.bias": by_unit[:, 0],
            "layers.1.weight": by_unit[None, :, -1],
            "layers.1.bias": self.parameters[-1:],
        }
        network.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})

    def epoch_work(self, rows: int) -> int:
        """Count `run_epoch`, units that only fill a block among the others."""
        size = len(self.parameters), len(self._blocks) * LANES
        return counted.compiled_epoch(*size, rows, self._batch_size, self._activation_work)


def _zeros(*shape: int, dtype: Any) -> Array:
    """Return zeros that begin where a line of the cache does, as what is loaded at once should."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(size + CACHE_LINE, np.uint8)
    start = -memory.ctypes.data % CACHE_LINE
    array: Array = memory[start : start + size].view(dtype).reshape(shape)
    return array


def _number_type(network: MLP) -> Any:
    return torch.empty(0, dtype=network.dtype).numpy().dtype


# --------------------------------------------------------------------------- what is compiled


def at(z: float) -> tuple[float, float]:
    """Stand for the activation's own, which takes this one's place."""
    return z, z


def slope_at(h: float) -> float:
    """Stand for the activation's own, which takes this one's place."""
    return h


def epoch(
    parameters: Array,
    gradient: Array,
    m: Array,
    v: Array,
    powers: Array,
    learning_rate: float,
    weight_decay: float,
    units: int,
    X: Array,
    y: Array,
    batch_size: int,
    H: Array,
    S: Array | None,
    T: Array,
    sums: Array,
    D: Array,
    C: Array,
) -> float:
    """Take a step for each minibatch of rows; return the sum of their squared errors before it.

    `H` has the values of the hidden units and `S` their slopes (none: they follow from the values),
    (blocks, rows, LANES); `T`, `sums`, `D` (rows, LANES) and `C` (columns + 1, rows) are scratch.
    """
    P, G = blocks_of(parameters, X), blocks_of(gradient, X)
    filling = units - (len(P) - 1) * LANES  # where units begin that only fill the last block
    total = 0.0
    for start in range(0, len(X), batch_size):
        x, targets = X[start : start + batch_size], y[start : start + batch_size]
        residuals = C[-1, : len(x)]
        forward(P, x, H, S, T, sums)
        total += compare(sums, parameters[-1], targets, residuals)
        gradient[-1] = backward(P, x, residuals, H, S, D, C, G)
        G[-1, -1, filling:] = 0
        rate, epsilon = step_factors(powers, learning_rate)
        update(parameters, gradient, m, v, rate, epsilon, weight_decay)
    return total


def squared_error(
    parameters: Array,
    X: Array,
    y: Array,
    H: Array,
    S: Array | None,
    T: Array,
    sums: Array,
    residuals: Array,
) -> float:
    """Return the sum of squared errors; the other arrays are scratch."""
    P = blocks_of(parameters, X)
    total, rows = 0.0, len(sums)
    for start in range(0, len(X), rows):
        x, targets = X[start : start + rows], y[start : start + rows]
        forward(P, x, H, S, T, sums)
        total += compare(sums, parameters[-1], targets, residuals)
    return total


def blocks_of(parameters: Array, X: Array) -> Array:
    """Return all parameters but the output's bias, (blocks, columns + 1, LANES)."""
    return parameters[:-1].reshape(-1, X.shape[1] + 1, LANES)


def forward(P: Array, x: Array, H: Array, S: Array | None, T: Array, sums: Array) -> None:
    """Write the hidden units' values and slopes, and the output's sums over the blocks."""
    columns = x.shape[1]
    sums[: len(x)] = 0
    for j in range(len(P)):
        if columns > 2:  # T stays 0 else
            T[: len(x)] = 0
        for k in range(2, columns, 2):
            for b in range(len(x)):
                for i in range(LANES):
                    T[b, i] += x[b, k] * P[j, k, i] + x[b, k + 1] * P[j, k + 1, i]
        for b in range(len(x)):
            for i in range(LANES):
                z = T[b, i] + (x[b, 0] * P[j, 0, i] + x[b, 1] * P[j, 1, i])
                h, slope = at(z)
                H[j, b, i] = h
                if S is not None:
                    S[j, b, i] = slope
                sums[b, i] += P[j, columns, i] * h


def compare(sums: Array, bias: float, targets: Array, residuals: Array) -> float:
    """Write the residuals, prediction - target; return the sum of their squares."""
    total = 0.0
    for b in range(len(targets)):
        for i in range(16):  # a tree: 64 sums become 16, 4 and one
            sums[b, i] = (sums[b, i] + sums[b, i + 16]) + (sums[b, i + 32] + sums[b, i + 48])
        for i in range(4):
            sums[b, i] = (sums[b, i] + sums[b, i + 4]) + (sums[b, i + 8] + sums[b, i + 12])
        sums[b, 0] = (sums[b, 0] + sums[b, 1]) + (sums[b, 2] + sums[b, 3])
        residuals[b] = sums[b, 0] + bias - targets[b]
        total += float(residuals[b]) * float(residuals[b])
    return total


def backward(
    P: Array, x: Array, residuals: Array, H: Array, S: Array | None, D: Array, C: Array, G: Array
) -> float:
    """Write the gradient of the mean squared error; return that of the output's bias."""
    rows, columns = x.shape
    bias = like(0.0, residuals[0])
    for b in range(rows):
        residuals[b] *= like(2.0, residuals[b]) / like(rows, residuals[b])
        bias += residuals[b]
        for k in range(columns):
            C[k, b] = x[b, k] * residuals[b]
    for j in range(len(P)):
        combine(residuals, H[j], G[j, columns])
        if S is None:
            slopes_of(H[j], D, rows)
            slopes = D
        else:
            slopes = S[j]
        for k in range(columns):
            combine(C[k, :rows], slopes, G[j, k])
            for i in range(LANES):
                G[j, k, i] *= P[j, columns, i]
    return bias


def slopes_of(values: Array, slopes: Array, rows: int) -> None:
    """Write the slopes of a block of units, (rows, LANES), that follow from their values."""
    for b in range(rows):
        for i in range(LANES):
            slopes[b, i] = slope_at(values[b, i])


def combine(coefficients: Array, rows: Array, out: Array) -> None:
    """Write the sum of rows, (LANES,) each, times their coefficients."""
    whole = len(coefficients) // CHUNK * CHUNK
    out[:] = 0
    for b in range(0, whole, CHUNK):
        for i in range(LANES):
            total = out[i]
            for c in range(CHUNK):
                total += coefficients[b + c] * rows[b + c, i]
            out[i] = total
    for b in range(whole, len(coefficients)):
        for i in range(LANES):
            out[i] += coefficients[b] * rows[b, i]
