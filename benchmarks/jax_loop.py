"""The assignment's training in JAX: Adam on minibatches, an epoch in one compiled scan."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from benchmarks.suites import Array

BETA1, BETA2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.001
ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "relu": lambda z: jnp.maximum(z, 0),
    "tanh": jnp.tanh,
    "silu": jax.nn.silu,
    "gelu": partial(jax.nn.gelu, approximate=False),
    "sigmoid": jax.nn.sigmoid,
    "sin": jnp.sin,
    "gauss": lambda z: jnp.exp(-0.5 * z * z),
}


def outputs(activation: str, layers: list[Any], X: Any) -> Any:
    """Return a network's outputs (rows,) for inputs (rows, inputs)."""
    *hidden, (W, b) = layers
    for V, c in hidden:
        X = ACTIVATIONS[activation](X @ V + c)
    return (X @ W + b)[:, 0]


def loss(activation: str, layers: list[Any], X: Any, y: Any) -> Any:
    """Return the mean squared error of a batch."""
    return jnp.mean((outputs(activation, layers, X) - y) ** 2)


def step(activation: str, carry: Any, batch: Any) -> tuple[Any, None]:
    """Take a step of Adam on the rows that a batch names."""
    (p, m, v, t), X, y = carry
    g = jax.grad(partial(loss, activation))(p, X[batch], y[batch])
    t = t + 1
    m = jax.tree.map(lambda a, b: BETA1 * a + (1 - BETA1) * b, m, g)
    v = jax.tree.map(lambda a, b: BETA2 * a + (1 - BETA2) * b * b, v, g)
    rate, unbias = RATE / (1 - BETA1**t), jnp.sqrt(1 - BETA2**t)
    p = jax.tree.map(lambda a, b, c: a - rate * b / (jnp.sqrt(c) / unbias + EPSILON), p, m, v)
    return ((p, m, v, t), X, y), None


@partial(jax.jit, static_argnums=0)
def scan(activation: str, state: Any, X: Any, y: Any, batches: Any) -> Any:
    """Take the steps of an epoch, a row of `batches` each."""
    ((state, _, _), _) = jax.lax.scan(partial(step, activation), (state, X, y), batches)
    return state


class JaxLoop:
    """A network in training, in float32.

    Parameters
    ----------
    X, y : array
        Scaled inputs (rows, inputs) and targets (rows,).
    hidden : tuple of int
        Units of each hidden layer.
    batch : int
        Rows that fill no batch are left out of an epoch, others each time.
    seed : int
    activation : str, default relu
        A key of `ACTIVATIONS`.
    """

    def __init__(
        self,
        X: NDArray[Any],
        y: NDArray[Any],
        hidden: tuple[int, ...],
        batch: int,
        seed: int,
        activation: str = "relu",
    ) -> None:
        self._rng = np.random.default_rng(seed)
        self._data, self._batch = (jnp.asarray(X, jnp.float32), jnp.asarray(y, jnp.float32)), batch
        self._activation = activation
        sizes = itertools.pairwise((X.shape[1], *hidden, 1))
        p = [(self._draw(a, (a, b)), self._draw(a, (b,))) for a, b in sizes]
        zeros = jax.tree.map(jnp.zeros_like, p)
        self._state: Any = (p, zeros, zeros, jnp.float32(0))

    def _draw(self, fan_in: int, shape: tuple[int, ...]) -> Any:
        return jnp.asarray(self._rng.uniform(-1, 1, shape) / np.sqrt(fan_in), jnp.float32)

    def epoch(self) -> None:
        """Train once over the rows, in random order."""
        rows = len(self._data[1])
        steps = rows // self._batch
        order = self._rng.permutation(rows)[: steps * self._batch].reshape(steps, self._batch)
        state = scan(self._activation, self._state, *self._data, jnp.asarray(order))
        self._state = jax.block_until_ready(state)

    def predict(self, X: Array) -> Array:
        """Return predictions (rows,)."""
        values = outputs(self._activation, self._state[0], jnp.asarray(X, jnp.float32))
        return np.asarray(values, np.float64)
