"""Counted work against measured CPU seconds: they go together, whatever the algorithm and shape.

What a count says in seconds depends on the machine; that it says the same for all does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import numpy as np
import torch
from scipy.linalg import lapack
from threadpoolctl import threadpool_limits

from formulafit.network.mlp import MLP
from formulafit.network.threads import one_thread
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling
from formulafit.training import work as counted
from formulafit.training.auto.data import with_ones
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.race import first_readout, first_readout_work
from formulafit.training.auto.random_features import quick_readout_work
from formulafit.training.auto.readout import Readout, quick, triangular_factor
from formulafit.training.auto.variable_projection import ProjectedLoss
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.base import TrainingProblem
from formulafit.training.fit import fit
from formulafit.training.loops import training_loop
from formulafit.training.one_layer import OneLayer
from formulafit.training.optimizer import Adam, run_epoch
from formulafit.training.torch import method as torch_method
from formulafit.training.work import Budget

FACTOR = 3.0
Task = tuple[Callable[[], object], int]  # what is measured, and the work that is counted for it


@contextmanager
def on_one_thread() -> Iterator[None]:
    with threadpool_limits(1), one_thread():
        yield


def cpu_seconds(run: Callable[[], object], least: float = 0.1) -> float:
    """Return the median of several runs, after one that fills the caches."""
    run()
    times: list[float] = []
    while len(times) < 5 or (sum(times) < least and len(times) < 100):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return median(times)


def problem(inputs: int, units: int, rows: int) -> tuple[Layer, Array, Array]:
    rng = np.random.default_rng(0)
    X = with_ones(rng.standard_normal((rows, inputs)))
    return Layer("sin", rng.standard_normal((inputs + 1, units))), X, np.sin(X[:-1].sum(axis=0))


def gram(columns: int, rows: int) -> Task:
    A = np.random.default_rng(0).standard_normal((columns, rows))
    return lambda: A @ A.T, counted.gram(columns, rows)


def cholesky(n: int) -> Task:
    A = np.eye(n) + 0.5 / n
    return lambda: lapack.dpotrf(A, lower=1, clean=0), counted.cholesky(n)


def triangle(columns: int, rows: int) -> Task:
    A = np.random.default_rng(0).standard_normal((columns, rows))
    return lambda: triangular_factor(A.copy()), counted.triangle(columns, rows)


def svd(n: int) -> Task:
    A = np.triu(np.random.default_rng(0).standard_normal((n, n)))
    return lambda: np.linalg.svd(A), counted.svd(n)


def features(inputs: int, units: int, rows: int) -> Task:
    layer, X, _ = problem(inputs, units, rows)
    return lambda: layer.features(X), counted.features(inputs, units, rows)


def gauss_newton(inputs: int, units: int, rows: int) -> Task:
    layer, X, y = problem(inputs, units, rows)
    rng = np.random.default_rng(1)
    training = GaussNewton(layer, rng.standard_normal(units + 1) / units, X, y, rng)
    return lambda: training.step(rows, 1e-3), counted.gauss_newton_step(inputs, units, rows)


def variable_projection(inputs: int, units: int, rows: int) -> Task:
    layer, X, y = problem(inputs, units, rows)
    loss = ProjectedLoss("sin", X, y)
    return lambda: loss(layer.V), counted.projected_gradient(inputs, units, rows)


def readout(inputs: int, units: int, rows: int) -> Task:
    layer, X, y = problem(inputs, units, rows)
    solve = counted.triangle(units + 2, rows) + counted.svd(units + 1)
    work = counted.features(inputs, units, rows) + solve
    return lambda: Readout.best(layer, X, y, X[:, :10], y[:10]), work


def quick_readout(inputs: int, units: int, rows: int) -> Task:
    layer, X, y = problem(inputs, units, rows)
    X_held, y_held = X[:, :10], y[:10]
    work = counted.features(inputs, units, rows + 10) + quick_readout_work(units, rows)
    return lambda: quick(layer.features(X), y, layer.features(X_held), y_held), work


def readout_of_a_start(inputs: int, units: int, rows: int) -> Task:
    layer, X, y = problem(inputs, units, rows)
    return lambda: first_readout(layer, X, y), first_readout_work(inputs, units, rows)


def adam(inputs: int, hidden: tuple[int, ...], rows: int) -> Task:
    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(1)
    X = augment(rng.standard_normal((rows, inputs)).astype(np.float32))
    y = np.sin(X[:, 0])
    network = MLP(inputs, hidden, "relu", generator=generator)
    passes = Backpropagation(network)
    optimizer = Adam(passes.parameters, passes.gradient, 1e-3)
    work = counted.adam_epoch(network.parameters_count, sum(hidden), rows, 64)
    return lambda: run_epoch(passes, optimizer, X, y, 64), work


def adam_of_two_layers(inputs: int, hidden: tuple[int, ...], rows: int) -> Task:
    return adam(inputs, hidden, rows)


def adam_compiled(activation: str, inputs: int, units: int, batch: int) -> Task:
    generator = torch.Generator().manual_seed(1)
    network = MLP(inputs, (units,), activation, generator=generator)
    loop = training_loop(network, batch, 1e-3, 0.0)
    assert isinstance(loop, OneLayer)
    X = loop.columns(np.random.default_rng(0).standard_normal((2000, inputs)))
    y = np.sin(X[:, 0])
    return lambda: loop.run_epoch(X, y), loop.epoch_work(2000)


def adam_by_autograd(inputs: int, hidden: tuple[int, ...], rows: int) -> Task:
    data = np.random.default_rng(0).standard_normal((rows, inputs + 1))
    scaling = Scaling.fit("none", data[:, :-1], data[:, -1])
    none = np.empty((0, inputs)), np.empty(0)
    shape = hidden, "relu", 1
    problem = TrainingProblem(data[:, :-1], data[:, -1], *none, scaling, *shape)
    training = torch_method._Training(problem, 64, 1e-3, 0.0)
    return training.run_epoch, training.epoch_work


SHAPES = {  # the first ones wide enough apart to tell a square from a cube
    gram: [(64, 2000), (1024, 2000), (128, 8000)],
    cholesky: [(200,), (600,), (1800,)],
    triangle: [(128, 2000), (384, 2000), (128, 6000)],
    svd: [(150,), (400,), (800,)],
    features: [(1, 64, 1000), (9, 1024, 2000), (30, 256, 4000)],
    gauss_newton: [(1, 128, 500), (3, 512, 400), (3, 512, 1000), (9, 1024, 800), (3, 2048, 500)],
    variable_projection: [(1, 128, 2500), (2, 256, 1200), (2, 512, 2500), (1, 64, 4000)],
    readout: [(1, 128, 2000), (2, 256, 2000), (3, 512, 3000)],
    quick_readout: [(3, 128, 1200), (3, 256, 1200), (9, 512, 1200)],
    readout_of_a_start: [(1, 128, 2000), (3, 512, 2000), (9, 512, 500)],
    adam: [(1, (128,), 2000), (1, (512,), 2000), (6, (2048,), 1000)],
    adam_of_two_layers: [(3, (64, 64), 2000), (6, (256, 256), 1000)],
    adam_compiled: [
        *[("relu", 1, 512, 64), ("relu", 9, 2048, 64), ("relu", 1, 128, 8)],
        *[("sin", 1, 512, 64), ("tanh", 6, 512, 64), ("gauss", 1, 512, 500)],
    ],
    adam_by_autograd: [(1, (512,), 640), (1, (128, 128), 640), (6, (2048,), 640)],
}


def assert_together(ratios: dict[str, float]) -> None:
    """Check that seconds over work differ by less than a factor."""
    assert max(ratios.values()) < FACTOR * min(ratios.values()), ratios


def test_seconds_follow_the_counts_whatever_the_algorithm_and_the_shape() -> None:
    medians = {}
    with on_one_thread():
        for algorithm, shapes in SHAPES.items():
            ratios = {}
            for shape in shapes:
                run, work = algorithm(*shape)
                ratios[f"{algorithm.__name__}{shape}"] = cpu_seconds(run) / work
            assert_together(ratios)
            medians[algorithm.__name__] = median(ratios.values())
    middle = median(medians.values())
    apart = {name: each / middle for name, each in medians.items()}
    assert all(1 / FACTOR < each < FACTOR for each in apart.values()), apart


def front(X: Array) -> Array:
    values: Array = np.tanh(5 * (X[:, 0] * X[:, -1] - X.mean(axis=1)))
    return values


def test_seconds_of_whole_fits_follow_their_work() -> None:
    ratios = {}
    for inputs, hidden, rows, effort in (
        (1, (128,), 2000, 0.3),
        (2, (128,), 3000, 0.3),
        (2, (512,), 3000, 1.0),
        (3, (256,), 3000, 0.5),
        (6, (512,), 6000, 1.0),
        (3, (64, 64), 2000, 0.3),
    ):
        X = np.random.default_rng(0).uniform(-1, 1, (rows, inputs))
        y, cut = front(X), rows - rows // 10
        data = TrainingSet(X[:cut], y[:cut], X[cut:], y[cut:])
        shape = {"scaling": "standard", "hidden": hidden, "activation": "auto"}
        method = {"method": "auto", "settings": {"effort": effort}}
        fitted = fit(data, **shape, **method, seeds=[1, 1, 1])
        seconds = median(each.fit_cpu_seconds for each in fitted.replicates)
        ratios[f"{inputs} inputs, {hidden}"] = seconds / fitted.replicates[0].work
    assert_together(ratios)


def test_a_budget_is_what_its_seconds_stand_for() -> None:
    budget = Budget(2.0)
    assert (budget.done, budget.left) == (0, budget.limit)
    budget.spend(5000)
    assert (budget.done, budget.left) == (5000, budget.limit - 5000)
    assert Budget(1.0).limit * 2 == budget.limit
