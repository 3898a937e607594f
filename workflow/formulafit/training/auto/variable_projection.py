"""Variable projection: the hidden layer trained with the best readout always in place.

The loss of the best readout depends on the hidden layer alone, and its gradient is that of the
full loss with the readout held fixed (Golub & Pereyra 1973). L-BFGS (Liu & Nocedal 1989) follows
it. Up to two inputs, where errors become tiny, this beats Gauss-Newton on batches: each readout is
solved by QR on all rows, so nothing but the ridge limits the error.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.readout import triangular_factor

RIDGE = 1e-14  # relative to the mean squared feature; 1e-8 would cost orders of magnitude
MEMORY = 100  # pairs that L-BFGS keeps
FIRST_STEP = 1e-3  # of each parameter, root mean square

# Given an iterate's layer, readout and training error and the number of evaluations so far, tells
# whether to go on.
Callback = Callable[[Layer, Array, float, int], bool]


class ProjectedLoss:
    """Mean squared error of the best readout, and its gradient, as functions of the hidden layer.

    Parameters
    ----------
    activation : str
    X, y : array
        (inputs + 1, rows) and (rows,).

    Attributes
    ----------
    c : array
        The readout last solved, (units + 1,).
    error : float
        Its RMSE on the rows.
    """

    def __init__(self, activation: str, X: Array, y: Array) -> None:
        self.activation, self.X, self.y = activation, X, y
        self.c, self.error = np.empty(0), float("inf")

    def __call__(self, V: Array) -> tuple[float, Array]:
        """Return the loss, ridge included, and its gradient of the shape of `V`."""
        P, slopes = Layer(self.activation, V).features_and_slopes(self.X)
        units, rows = P.shape
        ridge = RIDGE * (float(np.sum(P * P)) + rows) / (units + 1)
        system = np.zeros((units + 2, rows + units + 1))  # columns [features, 1, y], ridge below
        system[:-2, :rows] = P
        system[-2, :rows] = 1
        system[-1, :rows] = self.y
        np.fill_diagonal(system[:-1, rows:], np.sqrt(ridge))
        R = triangular_factor(system)
        c = solve_triangular(R[:-1, :-1], R[:-1, -1], check_finite=False)
        residual = c[:-1] @ P + c[-1] - self.y
        self.c, self.error = c, rms(residual)
        loss = (float(residual @ residual) + ridge * float(c @ c)) / rows
        gradient = 2 / rows * ((self.X * residual) @ slopes.T) * c[:-1]
        return loss, gradient


def minimise(start: Layer, X: Array, y: Array, callback: Callback) -> bool:
    """Follow the projected loss from `start` by L-BFGS.

    Parameters
    ----------
    start : Layer
    X, y : array
        (inputs + 1, rows) and (rows,).
    callback : callable
        Is given each iterate.

    Returns
    -------
    bool
        Whether L-BFGS found no lower loss any more.
    """
    loss = ProjectedLoss(start.activation, X, y)
    unit = FIRST_STEP * np.sqrt(start.V.size)  # the first step of L-BFGS-B has length 1
    evaluations, stopped = 0, False

    def scaled_loss(v: Array) -> tuple[float, Array]:
        nonlocal evaluations
        evaluations += 1
        value, gradient = loss(unit * v.reshape(start.V.shape))
        return value, unit * gradient.ravel()

    def keep(xk: Array) -> None:  # SciPy asks for the name
        nonlocal stopped
        layer = Layer(start.activation, unit * xk.reshape(start.V.shape))
        stopped = not callback(layer, loss.c, loss.error, evaluations)
        if stopped:
            raise StopIteration

    minimize(
        scaled_loss,
        np.ravel(start.V / unit),
        jac=True,
        method="L-BFGS-B",
        callback=keep,
        options={"maxcor": MEMORY, "maxiter": 10**9, "maxfun": 10**9, "ftol": 0.0, "gtol": 0.0},
    )
    return not stopped
