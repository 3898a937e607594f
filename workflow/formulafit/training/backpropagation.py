"""Forward and backward pass of a multilayer perceptron, by hand in NumPy.

A small network's step under autograd is nearly all overhead. Here everything that a step writes
has its place beforehand: weights and biases lie in one flat vector, their gradients in another,
and each number of rows that occurs (the batch, a last smaller one) has its own set of buffers.

Arrays are laid out with a column a row of data, ``(units, rows)``. The network's inputs end with a
row of ones: the first layer, bias included, is then a single matrix product. Further layers have
their biases apart, since BLAS takes up to a third longer where the rows of a matrix do not lie side
by side.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from formulafit import registry
from formulafit.activation import Activation, Array
from formulafit.network.mlp import MLP


class Backpropagation:
    """Squared error and its gradient of an MLP with linear output, over scaled data.

    Parameters
    ----------
    network : MLP
        Gives shape, activation, number type and the first weights; it is not changed.

    Attributes
    ----------
    parameters : array
        All weights and biases; whoever changes them in place changes what the passes compute.
    gradient : array
        Of the same shape, written by `backward`.
    """

    def __init__(self, network: MLP) -> None:
        self.activation = registry.activation(network.activation)
        self.sizes = (network.n_inputs, *network.hidden, network.n_outputs)
        first, *others = (layer.state_dict() for layer in network.layers)
        parts = [np.column_stack([first["weight"], first["bias"]])]
        for layer in others:
            parts += [layer["weight"].numpy(), layer["bias"].numpy()]
        self.parameters: Array = np.concatenate([part.ravel() for part in parts])
        self.gradient: Array = np.zeros_like(self.parameters)
        self.weights, self.biases = self._views(self.parameters)
        self.gradients, self.bias_gradients = self._views(self.gradient)
        self._passes: dict[int, _Buffers] = {}

    def _views(self, flat: Array) -> tuple[list[Array], list[Array]]:
        """Cut a flat vector into [W b], W, W, … (outputs, inputs) and all biases but the first."""
        inputs, units, *_ = self.sizes
        end = units * (inputs + 1)
        weights, biases = [flat[:end].reshape(units, inputs + 1)], []
        for inputs, units in itertools.pairwise(self.sizes[1:]):
            start, middle, end = end, end + units * inputs, end + units * (inputs + 1)
            weights.append(flat[start:middle].reshape(units, inputs))
            biases.append(flat[middle:end].reshape(units, 1))
        return weights, biases

    def _buffers(self, rows: int) -> _Buffers:
        if rows not in self._passes:
            self._passes[rows] = _Buffers(
                self.sizes[1:], rows, self.activation, self.parameters.dtype
            )
        return self._passes[rows]

    def forward(self, X: Array, y: Array) -> Array:
        """Return the residuals, prediction - y, (1, rows).

        Parameters
        ----------
        X : array
            (inputs + 1, rows), ending with a row of ones; see `augment`.
        y : array
            (rows,).
        """
        buffers = self._buffers(X.shape[1])
        for k, W in enumerate(self.weights):
            Z = np.dot(W, X, out=buffers.products[k])  # (units, rows)
            if k > 0:
                Z += self.biases[k - 1]
            if k < len(buffers.H):
                X = buffers.H[k]
                buffers.activations[k].forward(Z, X)
        buffers.residual -= y
        return buffers.residual

    def backward(self, X: Array, X_rows: Array, residual: Array) -> None:
        """Write the gradient of the mean squared error, of the rows last given to `forward`.

        `X_rows` is `X` laid out the other way, (rows, inputs + 1): each product takes its faster.

        A hidden layer's gradient is ``(Wᵀδ ∘ φ'(Z)) Xᵀ``. With one output, Wᵀδ is the outer product
        of the output weights and the residuals, and each can be taken to where it costs a row or a
        column and not a matrix: ``w ∘ (φ'(Z) (δ ∘ X)ᵀ)``.
        """
        buffers = self._buffers(X.shape[1])
        residual *= 2 / residual.size
        delta = residual
        for k in reversed(range(len(buffers.Z))):
            np.dot(delta, buffers.H[k].T, out=self.gradients[k + 1])
            np.dot(delta, buffers.ones, out=self.bias_gradients[k])
            slopes, W = buffers.Z[k], self.weights[k + 1]
            buffers.activations[k].derivative(slopes, buffers.H[k])
            if k == 0 and len(delta) == 1:
                np.dot(slopes, X_rows * delta.T, out=self.gradients[0])
                self.gradients[0] *= W.T
                return
            np.dot(W.T, delta, out=buffers.G[k])  # (units, rows)
            delta = np.multiply(buffers.G[k], slopes, out=buffers.G[k])
        np.dot(delta, X_rows, out=self.gradients[0])

    def copy_to(self, network: MLP) -> None:
        """Write the parameters into a network of the same shape."""
        state = {
            "layers.0.weight": torch.from_numpy(self.weights[0][:, :-1]),
            "layers.0.bias": torch.from_numpy(self.weights[0][:, -1]),
        }
        for k, (W, b) in enumerate(zip(self.weights[1:], self.biases, strict=True), start=1):
            state[f"layers.{k}.weight"] = torch.from_numpy(W)
            state[f"layers.{k}.bias"] = torch.from_numpy(b[:, 0])
        network.load_state_dict(state)


class _Buffers:
    """What the passes over one number of rows write, a list entry a hidden layer."""

    def __init__(
        self,
        sizes: Sequence[int],
        rows: int,
        activation: type[Activation],
        dtype: np.dtype[Any],
    ) -> None:
        *hidden, outputs = sizes
        self.Z = [np.empty((units, rows), dtype) for units in hidden]  # before the activation
        self.H = [np.empty((units, rows), dtype) for units in hidden]  # after it
        self.G = [np.empty((units, rows), dtype) for units in hidden]  # gradient with respect to Z
        self.activations = [activation((units, rows), dtype) for units in hidden]
        self.residual = np.empty((outputs, rows), dtype)
        self.products = [*self.Z, self.residual]
        self.ones = np.ones((rows, 1), dtype)


def augment(X: Array) -> Array:
    """Append a column of ones: (rows, inputs) -> (rows, inputs + 1)."""
    return np.column_stack([X, np.ones_like(X[:, 0])])
