"""Epochs of Adam for one hidden layer, compiled: forward pass, backward pass, update.

A step on a small network is nearly all overhead, wherever its functions are called one by one. Here
an epoch is one call, and every inner loop runs over units, which the processor takes sixteen at a
time: `LANES` units are a block, whose numbers for all rows of a minibatch stay in the first cache.

Parameters lie as ``P[block, parameter, lane]``: the bias, the weights of the inputs, the output
weight. The output's bias comes last, alone. Units that fill the last block have weights 0 and keep
them. The first input is taken together with the bias, further ones in pairs, since what limits a
small network is how often the cache is read and written, and hardly its arithmetic. Sums have an
order that is written here and not chosen by the compiler, so that every processor gives the same
bits.
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
VECTOR = 16  # lanes that the output's sums are kept in
CHUNK = 8  # rows added up at once
CACHE_LINE = 64  # bytes


class OneLayer:
    """A network of one hidden layer whose activation has `at`; see `training_loop`."""

    kind = "compiled"

    def __init__(
        self, network: MLP, batch_size: int, learning_rate: float, weight_decay: float
    ) -> None:
        activation = registry.activation(network.activation)
        self._units, self._inputs = network.hidden[0], network.n_inputs
        self._columns = self._inputs + 1 - self._inputs % 2  # one, and pairs
        blocks = -(-self._units // LANES)
        shape = blocks, self._columns + 2, LANES

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
        of_units = blocks, batch_size, LANES
        H, S = zeros(*of_units), None if follows else zeros(*of_units)
        T, sums = zeros(batch_size, LANES), zeros(batch_size, VECTOR)
        self._scratch = H, S, T, sums, zeros(self._columns + 1, batch_size)

        parts = {"at": activation.at, "slope_at": activation.slope_at if follows else slope_at}
        X, y = self.columns(np.ones((1, network.n_inputs))), np.ones(1, self.parameters.dtype)
        self._epoch = compiled(epoch, self._epoch_arguments(X, y), parts)
        self._squared_error = compiled(squared_error, self._error_arguments(X, y), parts)

    def _epoch_arguments(self, X: Array, y: Array) -> tuple[Any, ...]:
        return *self._state, X, y, self._batch_size, *self._scratch

    def _error_arguments(self, X: Array, y: Array) -> tuple[Any, ...]:
        *scratch, C = self._scratch
        return self.parameters, X, y, *scratch, C[-1]

    def columns(self, X: Array) -> Array:
        """Return the inputs, and zeros to fill a pair, (rows, columns)."""
        columns: Array = np.zeros((len(X), self._columns), self.parameters.dtype)
        columns[:, : self._inputs] = X
        return columns

    def run_epoch(self, X: Array, y: Array) -> float:
        """Take a step for each minibatch; see `Loop`."""
        return float(self._epoch(*self._epoch_arguments(X, y))) / len(X)

    def mean_squared_error(self, X: Array, y: Array) -> float:
        """Return the mean squared error of the network as it is."""
        return float(self._squared_error(*self._error_arguments(X, y))) / len(X)

    def _read(self, network: MLP) -> None:
        hidden, output = (layer.state_dict() for layer in network.layers)
        blocks = self._blocks.swapaxes(1, 2)  # (blocks, LANES, columns + 2), a view
        for unit in range(self._units):
            parameters = blocks[divmod(unit, LANES)]
            parameters[0] = hidden["bias"][unit]
            parameters[1 : self._inputs + 1] = hidden["weight"][unit]
            parameters[-1] = output["weight"][0, unit]
        self.parameters[-1] = output["bias"][0]

    def copy_to(self, network: MLP) -> None:
        """Write the parameters into a network of the same shape."""
        by_unit = np.concatenate(self._blocks.swapaxes(1, 2))[: self._units]  # (units, columns + 2)
        state = {
            "layers.0.weight": by_unit[:, 1 : self._inputs + 1],
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
    C: Array,
) -> float:
    """Take a step for each minibatch of rows; return the sum of their squared errors before it.

    `H` has the values of the hidden units and `S` their slopes (none: they follow from the values),
    (blocks, rows, LANES); `T` (rows, LANES), `sums` (rows, VECTOR) and `C` (columns + 1, rows) are
    scratch.
    """
    P, G = blocks_of(parameters, X), blocks_of(gradient, X)
    filling = units - (len(P) - 1) * LANES  # where units begin that only fill the last block
    total = 0.0
    for start in range(0, len(X), batch_size):
        x, targets = X[start : start + batch_size], y[start : start + batch_size]
        residuals = C[-1, : len(x)]
        forward(P, x, H, S, T, sums)
        total += compare(sums, parameters[-1], targets, residuals)
        gradient[-1] = backward(P, x, residuals, H, S, C, G)
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
    """Return all parameters but the output's bias, (blocks, columns + 2, LANES)."""
    return parameters[:-1].reshape(-1, X.shape[1] + 2, LANES)


def forward(P: Array, x: Array, H: Array, S: Array | None, T: Array, sums: Array) -> None:
    """Write the hidden units' values and slopes, and the output's sums over the blocks."""
    columns = x.shape[1]
    sums[: len(x)] = 0
    for j in range(len(P)):
        if columns > 3:
            T[: len(x)] = 0
        for k in range(3, columns, 2):
            for b in range(len(x)):
                for i in range(LANES):
                    T[b, i] += x[b, k] * P[j, k + 1, i] + x[b, k + 1] * P[j, k + 2, i]
        for b in range(len(x)):
            for i in range(VECTOR):
                total = sums[b, i]
                for first in range(0, LANES, VECTOR):
                    lane = first + i
                    z = P[j, 0, lane] + x[b, 0] * P[j, 1, lane]
                    if columns > 1:
                        z += x[b, 1] * P[j, 2, lane] + x[b, 2] * P[j, 3, lane]
                    if columns > 3:
                        z += T[b, lane]
                    h, slope = at(z)
                    H[j, b, lane] = h
                    if S is not None:
                        S[j, b, lane] = slope
                    total += P[j, columns + 1, lane] * h
                sums[b, i] = total


def compare(sums: Array, bias: float, targets: Array, residuals: Array) -> float:
    """Write the residuals, prediction - target; return the sum of their squares."""
    total = 0.0
    for b in range(len(targets)):
        for i in range(8):  # a tree: 16 sums become 8, 4 and one
            sums[b, i] += sums[b, i + 8]
        for i in range(4):
            sums[b, i] += sums[b, i + 4]
        output = (sums[b, 0] + sums[b, 1]) + (sums[b, 2] + sums[b, 3]) + bias
        residuals[b] = output - targets[b]
        total += float(residuals[b]) * float(residuals[b])
    return total


def backward(
    P: Array, x: Array, residuals: Array, H: Array, S: Array | None, C: Array, G: Array
) -> float:
    """Write the gradient of the mean squared error; return that of the output's bias."""
    rows, columns = x.shape
    whole = rows // CHUNK * CHUNK
    bias = like(0.0, residuals[0])
    for b in range(rows):
        residuals[b] *= like(2.0, residuals[b]) / like(rows, residuals[b])
        bias += residuals[b]
        for k in range(columns):
            C[k, b] = x[b, k] * residuals[b]
    for j in range(len(P)):
        G[j] = 0
        for b in range(0, whole, CHUNK):
            add(b, CHUNK, residuals, C, H, S, G, j)
        for b in range(whole, rows):
            add(b, 1, residuals, C, H, S, G, j)
        for k in range(columns + 1):
            for i in range(LANES):
                G[j, k, i] *= P[j, columns + 1, i]
    return bias


def add(
    start: int,
    count: int,
    residuals: Array,
    C: Array,
    H: Array,
    S: Array | None,
    G: Array,
    j: int,
) -> None:
    """Add to a block's gradient what some rows give, without the output weights' factor.

    Where their number is a constant, as it nearly always is, the compiler keeps all sums of a lane
    in registers.
    """
    columns = len(C) - 1
    for i in range(LANES):
        output, bias, first = G[j, columns + 1, i], G[j, 0, i], G[j, 1, i]
        for b in range(start, start + count):
            slope = slope_at(H[j, b, i]) if S is None else S[j, b, i]
            output += residuals[b] * H[j, b, i]
            bias += residuals[b] * slope
            first += C[0, b] * slope
        G[j, columns + 1, i], G[j, 0, i], G[j, 1, i] = output, bias, first
    for k in range(1, columns, 2):
        for i in range(LANES):
            one, other = G[j, k + 1, i], G[j, k + 2, i]
            for b in range(start, start + count):
                slope = slope_at(H[j, b, i]) if S is None else S[j, b, i]
                one += C[k, b] * slope
                other += C[k + 1, b] * slope
            G[j, k + 1, i], G[j, k + 2, i] = one, other
