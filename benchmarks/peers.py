"""The methods that are compared: each learns from a task, and is timed while it does.

Every one runs on a single thread, with its defaults or with what is written here for all formulas
alike. The CPU seconds are those of training alone; data, imports and predictions are not counted.
A method returns one measurement or more: the assignment's loop is looked at as it goes.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from scipy.interpolate import make_smoothing_spline
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits

from benchmarks.suites import Array, Task
from formulafit.baselines.fitting import fit_baselines
from formulafit.baselines.registry import METHODS as BASELINES
from formulafit.experiment import NetworkSettings
from formulafit.language.en.baselines import chosen
from formulafit.network.surrogate import predict
from formulafit.network.threads import one_thread
from formulafit.scaling import Scaling
from formulafit.training.adam.settings import AdamSettings

UNITS, BATCH = 512, 64
JAX_SECONDS = 10.0
LOOP_SECONDS = (2.0, 5.0, 10.0, 20.0, 60.0)
GP_ROWS, GP_SEARCH_ROWS = 2000, 1000
GP_DIAGONALS = (1e-12, 1e-11, 1e-10, 1e-9, 1e-8)
SPLINE_CELLS = 10_000


@dataclass(frozen=True)
class Measurement:
    """Predictions for the test rows (rows,), and the CPU seconds of training that they took."""

    setting: str
    predicted: Array
    cpu_seconds: float


Method = Callable[[Task], Iterable[Measurement]]


class Stopwatch:
    """CPU seconds of this process, while it runs."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Run for the length of a block."""
        start = time.process_time()
        yield
        self.seconds += time.process_time() - start


# ------------------------------------------------------------------------------------------- ours


def ours(task: Task, method: str, settings: dict[str, Any], activation: str) -> list[Measurement]:
    """Fit one replicate as the workflow does; `fit` times it."""
    network_settings = NetworkSettings("standard", (UNITS,), activation, method, settings)
    (replicate,) = network_settings.fit(task.train, seeds=[task.seed]).replicates
    network = replicate.network
    nothing = np.full(len(task.X_test), np.nan)
    predicted = predict(network, task.X_test) if network else nothing
    return [Measurement("", predicted, replicate.fit_cpu_seconds)]


def auto(task: Task, effort: str = "normal") -> list[Measurement]:
    """Fit by the default method."""
    return ours(task, "auto", {"effort": effort}, "auto")


def adam(task: Task) -> list[Measurement]:
    """Fit by the assignment's method with early stopping, as the workflow's `adam` does."""
    return ours(task, "adam", AdamSettings.model_validate({}).model_dump(), "relu")


# ------------------------------------------------------------------------- the assignment's loop


class Net(torch.nn.Module):
    """The assignment's network, with any hidden layers."""

    def __init__(self, inputs: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        sizes = (inputs, *hidden, 1)
        layers = [torch.nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
        steps = [step for layer in layers for step in (layer, torch.nn.ReLU())][:-1]
        self.layers = torch.nn.Sequential(*steps)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return outputs (rows, 1)."""
        outputs: torch.Tensor = self.layers(x)
        return outputs


def assignment_loop(
    task: Task, hidden: tuple[int, ...], checks: tuple[float, ...]
) -> list[Measurement]:
    """Train in the assignment's loop: DataLoader, batches of 64, Adam; look at it as it goes."""
    scaling, X, y = scaled(task)
    inputs = torch.tensor(X, dtype=torch.float32)
    targets = torch.tensor(y[:, None], dtype=torch.float32)
    with torch.random.fork_rng():
        torch.manual_seed(task.seed)  # the loop as printed knows no other way
        net = Net(task.inputs, hidden)
        loader = torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(inputs, targets), batch_size=BATCH, shuffle=True
        )
        criterion = torch.nn.MSELoss()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
        found: list[Measurement] = []
        spent, start = 0.0, time.process_time()
        while len(found) < len(checks):
            for batch, labels in loader:
                optimizer.zero_grad()
                loss = criterion(net(batch), labels)
                loss.backward()
                optimizer.step()
                now = spent + time.process_time() - start
                if now >= checks[len(found)]:
                    with torch.no_grad():
                        outputs = net(
                            torch.tensor(scaling.inputs(task.X_test), dtype=torch.float32)
                        )
                    predicted = scaling.inverse_output(outputs[:, 0].double().numpy())
                    at = f"{checks[len(found)]:g} s"
                    found.append(Measurement(at, predicted, now))
                    if len(found) == len(checks):
                        break
                    spent, start = now, time.process_time()
    return found


# --------------------------------------------------------------------------------------- peers


def scaled(task: Task) -> tuple[Scaling, Array, Array]:
    """Return standardised rows, all of them, and the scaling."""
    X, y = task.all_rows()
    scaling = Scaling.fit("standard", X, y)
    return scaling, scaling.inputs(X), scaling.output(y)


def scikit_learn(task: Task, **settings: Any) -> list[Measurement]:
    """Fit scikit-learn's perceptron of 512 units on standardised rows."""
    scaling, X, y = scaled(task)
    model = MLPRegressor(hidden_layer_sizes=(UNITS,), random_state=task.seed, **settings)
    watch = Stopwatch()
    with watch(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # its iterations are limited
        model.fit(X, y)
    predicted = scaling.inverse_output(model.predict(scaling.inputs(task.X_test)))
    return [Measurement("", predicted, watch.seconds)]


def gaussian_process(task: Task) -> list[Measurement]:
    """Fit a Gaussian process to 2,000 rows, its lengthscales by marginal likelihood on 1,000.

    One lengthscale an input, and white noise. The diagonal grows until the kernel's matrix is
    positive definite in floating point.
    """
    scaling, X, y = scaled(task)
    X, y = X[:GP_ROWS], y[:GP_ROWS]
    lengthscales = RBF(np.ones(task.inputs), (1e-2, 1e3))
    kernel = ConstantKernel(10.0, (1e-3, 1e6)) * lengthscales + WhiteKernel(1e-3, (1e-12, 1.0))
    watch = Stopwatch()
    with watch(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a parameter at its bound
        for alpha in GP_DIAGONALS:
            try:
                search = GaussianProcessRegressor(kernel, alpha=alpha)
                search.fit(X[:GP_SEARCH_ROWS], y[:GP_SEARCH_ROWS])
                model = GaussianProcessRegressor(search.kernel_, alpha=alpha, optimizer=None)
                model.fit(X, y)
                break
            except np.linalg.LinAlgError:
                continue
    predicted = scaling.inverse_output(model.predict(scaling.inputs(task.X_test)))
    return [Measurement("", predicted, watch.seconds)]


def baseline(task: Task, name: str) -> list[Measurement]:
    """Fit a baseline of the paper, as it is fitted there: validation rows choose its size.

    Nothing is measured where it is not for so many inputs.
    """
    train, others = task.train, [each.name for each in BASELINES if each.name != name]
    rows = (train.X, train.y, train.X_validation, train.y_validation)
    return [
        Measurement(chosen(each.detail), each(task.X_test), each.cpu_seconds)
        for each in fit_baselines(*rows, leave_out=others).values()
    ]


def smoothing_spline(task: Task) -> list[Measurement]:
    """Fit SciPy's cubic smoothing spline of one input, its penalty by cross-validation (GCV).

    Its equations lose their digits where rows are too close: those of a cell, a ten-thousandth of
    the range wide, stand for their mean, with a weight.
    """
    if task.inputs > 1:
        return []
    X, y = task.all_rows()
    x, watch = X[:, 0], Stopwatch()
    with watch():
        cells = np.floor((x - x.min()) / np.ptp(x) * SPLINE_CELLS)
        _, place, count = np.unique(cells, return_inverse=True, return_counts=True)
        sums = [np.bincount(place, weights=each) for each in (x, y)]
        spline = make_smoothing_spline(sums[0] / count, sums[1] / count, w=count)
    return [Measurement("", spline(task.X_test[:, 0]), watch.seconds)]


def pykan(task: Task) -> list[Measurement]:
    """Fit a Kolmogorov-Arnold network of 5 hidden units as pykan's first example does."""
    from kan import KAN

    scaling, X, y = scaled(task)
    inputs = torch.tensor(X, dtype=torch.float32)
    labels = torch.tensor(y[:, None], dtype=torch.float32)
    data = {"train_input": inputs, "train_label": labels}
    data |= {"test_input": inputs[:100], "test_label": labels[:100]}  # shown only in its bar
    model = KAN([task.inputs, 5, 1], grid=5, k=3, seed=task.seed, auto_save=False)
    watch = Stopwatch()
    with watch(), redirect_stderr(io.StringIO()):
        model.fit(data, opt="LBFGS", steps=50, lamb=0.0)
    with torch.no_grad():
        test = torch.tensor(scaling.inputs(task.X_test), dtype=torch.float32)
        predicted = scaling.inverse_output(model(test)[:, 0].double().numpy())
    return [Measurement("", predicted, watch.seconds)]


def jax(task: Task) -> list[Measurement]:
    """Train in JAX, by the assignment's algorithm; compiling is not counted."""
    from benchmarks.jax_loop import JaxLoop

    scaling, X, y = scaled(task)
    JaxLoop(X, y, (UNITS,), BATCH, task.seed).epoch()
    loop, watch = JaxLoop(X, y, (UNITS,), BATCH, task.seed), Stopwatch()
    while watch.seconds < JAX_SECONDS:
        with watch():
            loop.epoch()
    predicted = scaling.inverse_output(loop.predict(scaling.inputs(task.X_test)))
    return [Measurement(f"{JAX_SECONDS:g} s", predicted, watch.seconds)]


# In the order of the tables. `auto` is what the others are held against.
METHODS: dict[str, Method] = {
    "auto": auto,
    "auto quick": partial(auto, effort="quick"),
    "auto thorough": partial(auto, effort="thorough"),
    "adam": adam,
    "scikit-learn": scikit_learn,
    "scikit-learn pushed": partial(scikit_learn, max_iter=1000, tol=1e-6, n_iter_no_change=20),
    "Gaussian process": gaussian_process,
    "polynomial": partial(baseline, name="polynomial"),
    "spline": partial(baseline, name="spline"),
    "smoothing spline": smoothing_spline,
    "decision tree": partial(baseline, name="decision_tree"),
    "boosted trees": partial(baseline, name="boosted_trees"),
    "nearest neighbours": partial(baseline, name="nearest_neighbours"),
    "loop 512": partial(assignment_loop, hidden=(UNITS,), checks=LOOP_SECONDS),
    "loop 128-128": partial(assignment_loop, hidden=(128, 128), checks=LOOP_SECONDS[:-1]),
}
if importlib.util.find_spec("jax"):
    METHODS["JAX"] = jax
if importlib.util.find_spec("kan"):
    METHODS["pykan"] = pykan
ON_ALL = tuple(name for name in METHODS if name != "smoothing spline")  # which is for noise


def measure(name: str, task: Task) -> list[Measurement]:
    """Run one method on one thread."""
    with threadpool_limits(1), one_thread():
        return list(METHODS[name](task))
