"""The assignment's training in JAX: Adam on minibatches, an epoch in one compiled scan."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.suites import Array

BETA1, BETA2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.001


def outputs(p: dict[str, Any], X: Any) -> Any:
    """Return a network's outputs (rows,) for inputs (rows, inputs)."""
    return jnp.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]


def loss(p: dict[str, Any], X: Any, y: Any) -> Any:
    """Return the mean squared error of a batch."""
    return jnp.mean((outputs(p, X) - y) ** 2)


def step(carry: Any, batch: Any) -> tuple[Any, None]:
    """Take a step of Adam on the rows that a batch names."""
    (p, m, v, t), X, y = carry
    g = jax.grad(loss)(p, X[batch], y[batch])
    t = t + 1
    m = jax.tree.map(lambda a, b: BETA1 * a + (1 - BETA1) * b, m, g)
    v = jax.tree.map(lambda a, b: BETA2 * a + (1 - BETA2) * b * b, v, g)
    rate, unbias = RATE / (1 - BETA1**t), jnp.sqrt(1 - BETA2**t)
    p = jax.tree.map(lambda a, b, c: a - rate * b / (jnp.sqrt(c) / unbias + EPSILON), p, m, v)
    return ((p, m, v, t), X, y), None


@jax.jit
def scan(state: Any, X: Any, y: Any, batches: Any) -> Any:
    """Take the steps of an epoch, a row of `batches` each."""
    ((state, _, _), _) = jax.lax.scan(step, (state, X, y), batches)
    return state


class JaxLoop:
    """A network of one hidden relu layer in training, in float32.

    Parameters
    ----------
    X, y : array
        Scaled inputs (rows, inputs) and targets (rows,).
    units, batch : int
        Rows that fill no batch are left out of an epoch, others each time.
    seed : int
    """

    def __init__(self, X: Array, y: Array, units: int, batch: int, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._data, self._batch = (jnp.asarray(X, jnp.float32), jnp.asarray(y, jnp.float32)), batch
        bounds = {"W1": X.shape[1], "b1": X.shape[1], "W2": units, "b2": units}  # fan-in
        shapes = {"W1": (X.shape[1], units), "b1": (units,), "W2": (units,), "b2": ()}
        p = {
            name: jnp.asarray(self._rng.uniform(-1, 1, shape) / np.sqrt(bounds[name]), jnp.float32)
            for name, shape in shapes.items()
        }
        zeros = jax.tree.map(jnp.zeros_like, p)
        self._state: Any = (p, zeros, zeros, jnp.float32(0))

    def epoch(self) -> None:
        """Train once over the rows, in random order."""
        rows = len(self._data[1])
        steps = rows // self._batch
        order = self._rng.permutation(rows)[: steps * self._batch].reshape(steps, self._batch)
        self._state = jax.block_until_ready(scan(self._state, *self._data, jnp.asarray(order)))

    def predict(self, X: Array) -> Array:
        """Return predictions (rows,)."""
        return np.asarray(outputs(self._state[0], jnp.asarray(X, jnp.float32)), np.float64)
