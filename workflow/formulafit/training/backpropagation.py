"""Forward and backward pass of a multilayer perceptron, by hand in NumPy.

A small network's step under autograd is nearly all overhead. Here everything that a step writes
has its place beforehand: weights and biases lie in one flat vector, their gradients in another,
and each number of rows that occurs (the batch, a last smaller one) has its own set of buffers.

Arrays are laid out with a column a row of data, ``(units, rows)``, and a layer's inputs end with
a row of ones: a layer, bias included, is then a single matrix product.
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
        layers = [_augmented(layer) for layer in network.layers]
        self.parameters: Array = np.concatenate([layer.ravel() for layer in layers])
        self.gradient: Array = np.zeros_like(self.parameters)
        self.weights = self._views(self.parameters)
        self.gradients = self._views(self.gradient)
        self._passes: dict[int, _Buffers] = {}

    def _views(self, flat: Array) -> list[Array]:
        """Cut a flat vector into a matrix [W b] (outputs, inputs + 1) for each layer."""
        shapes = [(outputs, inputs + 1) for inputs, outputs in itertools.pairwise(self.sizes)]
        ends = itertools.accumulate(rows * columns for rows, columns in shapes)
        return [
            flat[end - rows * columns : end].reshape(rows, columns)
            for (rows, columns), end in zip(shapes, ends, strict=True)
        ]

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
        *weights, output = self.weights
        layers = zip(weights, buffers.activations, buffers.Z, buffers.H, buffers.A, strict=True)
        for W, phi, Z, H, A in layers:
            np.dot(W, X, out=Z)  # (units, rows)
            phi.forward(Z, H)
            X = A
        residual = np.dot(output, X, out=buffers.residual)
        residual -= y
        return residual

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
            np.dot(delta, buffers.A[k].T, out=self.gradients[k + 1])
            slopes, W = buffers.Z[k], self.weights[k + 1][:, :-1]
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
        state = {}
        for k, W in enumerate(self.weights):
            state[f"layers.{k}.weight"] = torch.from_numpy(W[:, :-1])
            state[f"layers.{k}.bias"] = torch.from_numpy(W[:, -1])
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
        self.A = [np.ones((units + 1, rows), dtype) for units in hidden]  # after it, and ones
        self.H = [A[:-1] for A in self.A]
        self.G = [np.empty((units, rows), dtype) for units in hidden]  # gradient with respect to Z
        self.activations = [activation((units, rows), dtype) for units in hidden]
        self.residual = np.empty((outputs, rows), dtype)


def _augmented(layer: torch.nn.Module) -> Array:
    state = layer.state_dict()
    return np.column_stack([state["weight"].numpy(), state["bias"].numpy()])


def augment(X: Array) -> Array:
    """Append a column of ones: (rows, inputs) -> (rows, inputs + 1)."""
    return np.column_stack([X, np.ones_like(X[:, 0])])
