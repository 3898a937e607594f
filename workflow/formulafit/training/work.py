"""Work counted in multiply-adds, from the shapes of arrays alone: a fit's price and its budget.

The clock is never read, so that the same settings do the same steps on a fast and on a slow day.
What runs slower than a matrix product, or is no multiply-add at all, counts as the products that
take as long: a total is then proportional to time.
"""

from __future__ import annotations

RATE = 20_000_000_000  # multiply-adds that a plain core does in a second of symmetric products
ACTIVATION = 70  # of one element: what a sine takes; a tanh takes half of it
STEP = 500_000  # what surrounds the products of a minibatch, whatever their size: 25 µs
AUTOGRAD_STEP = 16 * STEP  # the same under autograd
PASSES = 30  # over one element of an array that is copied, scaled and added to


class Budget:
    """The multiply-adds done so far, and how many there may be.

    Parameters
    ----------
    seconds : float
        The budget in CPU seconds of a plain core.
    """

    def __init__(self, seconds: float) -> None:
        self.done = 0
        self.allow(seconds)

    def allow(self, seconds: float) -> None:
        """Set how much there may be from now on, what is done included."""
        self.limit = int(seconds * RATE)

    @property
    def left(self) -> int:
        """What may still be done; negative once the budget is overdrawn."""
        return self.limit - self.done

    def spend(self, multiply_adds: int) -> None:
        """Count something as done."""
        self.done += multiply_adds


def features(inputs: int, units: int, rows: int, activations: int = 1) -> int:
    """Count a hidden layer's features: one product, and one activation or more."""
    return units * rows * (inputs + 1 + ACTIVATION * activations)


def gram(columns: int, rows: int) -> int:
    """Count AᵀA for A (rows, columns), which is symmetric."""
    return rows * columns * columns // 2


def cholesky(n: int) -> int:
    """Count the factor of an n × n matrix."""
    return n * n * n // 4


def triangle(columns: int, rows: int) -> int:
    """Count the triangular factor of (rows, columns) by Householder reflections."""
    return rows * columns * (4 * columns // 3 + 2 * PASSES)


def svd(n: int) -> int:
    """Count all singular vectors of an n × n matrix."""
    return 10 * n * n * n


def gauss_newton_step(inputs: int, units: int, rows: int) -> int:
    """Count a step in the dual: a Gram matrix, a Cholesky factor and three activations."""
    system = gram(rows, units) + rows * rows * PASSES + cholesky(rows)
    return system + features(inputs, units, rows, 3)


def projected_gradient(inputs: int, units: int, rows: int) -> int:
    """Count the variable projection's loss and gradient: features, their slopes and a QR."""
    return features(inputs, units, rows, 2) + triangle(units + 1, rows + units)


def adam_epoch(parameters: int, units: int, rows: int, batch: int) -> int:
    """Count an epoch of Adam layer by layer: both passes in float32, the parameters' updates."""
    return rows * _passes(parameters, units) + (10 * parameters + STEP) * _steps(rows, batch)


def compiled_epoch(parameters: int, units: int, rows: int, batch: int, activation: int) -> int:
    """Count an epoch of Adam compiled, for one hidden layer; `activation` is of a number."""
    passes = 6 * parameters // 5 + (2 + activation) * units
    return rows * passes + 16 * parameters * _steps(rows, batch)


def autograd_epoch(parameters: int, units: int, rows: int, batch: int) -> int:
    """Count an epoch of PyTorch's Adam under autograd, which keeps and copies what it computes."""
    steps = _steps(rows, batch)
    return 2 * rows * _passes(parameters, units) + (20 * parameters + AUTOGRAD_STEP) * steps


def _passes(parameters: int, units: int) -> int:
    return 3 * parameters // 2 + ACTIVATION // 2 * units


def _steps(rows: int, batch: int) -> int:
    return -(-rows // batch)
