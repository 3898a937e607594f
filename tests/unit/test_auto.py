"""The method `auto` as a whole."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

from formulafit import registry
from formulafit.network.surrogate import predict
from formulafit.sampling.rows import TrainingSet
from formulafit.training import work as counted
from formulafit.training.auto import method
from formulafit.training.auto.policy import Policy
from formulafit.training.fit import fit

HUGE = 1_000_003


def data_of(formula, inputs=1, rows=800, validation_rows=80, noise=0.0, low=-1.0, high=1.0):
    rng = np.random.default_rng(0)
    X = rng.uniform(low, high, (rows, inputs))
    y = formula(*X.T)
    y = y + noise * y.std() * rng.standard_normal(rows)
    cut = rows - validation_rows
    return TrainingSet(X[:cut], y[:cut], X[cut:], y[cut:])


def fit_of(data, *, effort=0.3, hidden=(64,), activation="auto", scaling="standard", seeds=(1,)):
    return fit(
        data,
        scaling=scaling,
        hidden=hidden,
        activation=activation,
        method="auto",
        settings={"effort": effort},
        seeds=seeds,
    )


def nrmse(result, formula, inputs=1, low=-1.0, high=1.0):
    X = np.random.default_rng(9).uniform(low, high, (1000, inputs))
    y = formula(*X.T)
    return np.sqrt(np.mean((predict(result.replicates[0].network, X) - y) ** 2)) / y.std()


def wave(x):
    return np.exp(-0.3 * x) * np.sin(4 * x)


def product(a, b, c):
    return a * np.sin(3 * b) + np.exp(a * c)


# ------------------------------------------------------------------------------------------ errors


def test_smooth_formulas_of_one_input_are_fitted_to_rounding():
    result = fit_of(data_of(wave))
    (replicate,) = result.replicates
    assert nrmse(result, wave) < 1e-11
    assert (replicate.status, replicate.stop_reason) == ("ok", "converged")
    assert replicate.network.dtype == torch.float64


def test_three_inputs_are_trained_by_gauss_newton():
    def front(a, b, c):
        return np.tanh(5 * (a * b - c))

    data = data_of(front, 3, rows=3000, validation_rows=300)
    result = fit_of(data, effort=1.0, hidden=(256,))
    stages = [record.stage for record in result.replicates[0].history]
    assert list(dict.fromkeys(stages)) == [
        "random features", "active subspace", "start", "Gauss-Newton", "readout"
    ]  # fmt: skip
    assert nrmse(result, front, 3) < 3e-2


def test_two_inputs_are_trained_by_variable_projection():
    def ridge(a, b):
        return np.tanh(6 * a + 8 * b * b)

    data = data_of(ridge, 2, rows=1500, validation_rows=150)
    result = fit_of(data, effort=0.5, hidden=(128,), activation="tanh")
    errors = {record.stage: record.validation_rmse for record in result.replicates[0].history}
    assert errors["variable projection"] < 0.5 * errors["random features"]
    assert nrmse(result, ridge, 2) < 3e-2


def test_noise_is_not_memorised():
    result = fit_of(data_of(np.sin, rows=4000, validation_rows=400, noise=0.1), hidden=(512,))
    assert nrmse(result, np.sin) < 0.02


def test_noise_in_three_inputs_is_not_memorised():
    data = data_of(product, 3, rows=2000, validation_rows=200, noise=0.1)
    assert nrmse(fit_of(data, effort=1.0, hidden=(256,)), product, 3) < 0.08


@pytest.mark.parametrize(
    ("formula", "bound"), [(np.abs, 1e-2), (lambda x: np.where(x > 0.1, 1.0, 0.0), 0.3)]
)
def test_kinks_and_steps(formula, bound):
    assert nrmse(fit_of(data_of(formula)), formula) < bound


def test_a_kink_on_a_line_is_found_by_relu():
    data = data_of(np.abs, rows=3000, validation_rows=300)
    result = fit_of(data, effort=1.0, hidden=(128,))
    assert result.replicates[0].network.activation == "relu"
    assert nrmse(result, np.abs) < 1e-5


def test_edges_of_a_surface_are_trained_by_gauss_newton():
    def pyramid(a, b):
        return 1 - np.maximum(np.abs(a), np.abs(b))

    data = data_of(pyramid, 2, rows=3000, validation_rows=300)
    result = fit_of(data, effort=1.5, hidden=(128,))
    errors = {record.stage: record.validation_rmse for record in result.replicates[0].history}
    assert errors["readout"] < 0.2 * errors["random features"]
    assert result.replicates[0].remark == "Gauss-Newton, relu (kinks)"
    assert nrmse(result, pyramid, 2) < 1e-3


@pytest.mark.parametrize(
    ("formula", "activations", "bound"),
    [
        (lambda a, b, c: np.maximum(a + b, c), {"relu"}, 2e-3),
        (lambda a, b, c: np.tanh(6 * (a - b * c)), {"sin", "tanh", "gauss"}, 5e-2),
    ],
)
def test_relu_is_for_kinks_and_not_for_a_front(formula, activations, bound):
    data = data_of(formula, 3, rows=4000, validation_rows=400)
    result = fit_of(data, effort=1.5, hidden=(128,))
    choice = result.replicates[0].choice
    assert choice["activation"] in activations
    assert (choice["reason"] == "kinked") == (choice["activation"] == "relu")
    assert nrmse(result, formula, 3) < bound


def bumps(a, b):
    return np.exp(-50 * (a - 0.3) ** 2) + np.exp(-80 * (b + 0.2) ** 2)


@pytest.mark.parametrize(
    ("formula", "kinked", "bound"),
    [(bumps, False, 3e-3), (np.maximum, True, 3e-4)],  # by relu the bumps have 1e-2
    ids=["bumps", "maximum"],
)
@pytest.mark.parametrize("seed", [2, 3])
def test_narrow_bumps_pass_for_no_kinks_by_any_draw(formula, kinked, bound, seed):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (4400, 2))
    y = formula(*X.T)
    data = TrainingSet(X[400:], y[400:], X[:400], y[:400])
    result = fit_of(data, effort=1.5, hidden=(128,), seeds=(seed,))
    assert (result.replicates[0].choice["reason"] == "kinked") == kinked
    assert nrmse(result, formula, 2) < bound


# -------------------------------------------------------------------------------- awkward problems


@pytest.mark.parametrize("validation_rows", [0, 2])
@pytest.mark.parametrize("rows", [1, 2, 3, 20, 60])
def test_few_rows(rows, validation_rows):
    data = data_of(wave, rows=rows + validation_rows, validation_rows=validation_rows)
    result = fit_of(data)
    (replicate,) = result.replicates
    assert replicate.status == "ok"
    if rows >= 20:
        assert nrmse(result, wave) < 0.1


def test_without_validation_rows_some_are_held_out_until_the_end():
    result = fit_of(data_of(wave, validation_rows=0))
    (replicate,) = result.replicates
    assert replicate.validation_rmse is None
    assert {record.validation_rmse for record in replicate.history} == {None}
    assert nrmse(result, wave) < 1e-11


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
def test_any_scaling(scaling):
    data = data_of(lambda x: 1e3 + wave(x - 5), low=4, high=6)
    result = fit_of(data, scaling=scaling)
    assert nrmse(result, lambda x: 1e3 + wave(x - 5), low=4, high=6) < 1e-9


@pytest.mark.parametrize("scaling", ["standard", "none"])
@pytest.mark.parametrize("inputs", [1, 3])
def test_constant_output_is_exact(inputs, scaling):
    data = data_of(lambda *x: np.full_like(x[0], 7.5), inputs)
    (replicate,) = fit_of(data, scaling=scaling).replicates
    assert (replicate.status, replicate.stop_reason) == ("ok", "converged")
    assert replicate.validation_rmse < 1e-12


@pytest.mark.parametrize("inputs", [2, 4])
def test_an_input_that_does_not_vary(inputs):
    data = data_of(lambda *x: wave(x[0]), inputs)
    for X in (data.X, data.X_validation):
        X[:, 1] = 0.3
    (replicate,) = fit_of(data).replicates
    assert replicate.validation_rmse < 1e-3


def test_duplicate_rows():
    data = data_of(product, 3)
    X, y = (np.repeat(each[:40], 18, axis=0) for each in (data.X, data.y))
    (replicate,) = fit_of(TrainingSet(X, y, data.X_validation, data.y_validation)).replicates
    assert replicate.status == "ok"
    assert np.isfinite(replicate.validation_rmse)


@pytest.mark.parametrize("hidden", [(1,), (8,), (2000,)])
@pytest.mark.parametrize("inputs", [1, 3])
def test_any_width(hidden, inputs):
    formula = wave if inputs == 1 else product
    (replicate,) = fit_of(data_of(formula, inputs), hidden=hidden).replicates
    assert replicate.status == "ok"
    assert replicate.network.hidden == hidden


# ------------------------------------------------------------------------- activations and depth


@pytest.mark.parametrize("activation", registry.activation_names())
@pytest.mark.parametrize("inputs", [1, 3])
def test_an_activation_that_is_named_is_used(activation, inputs):
    formula = wave if inputs == 1 else product
    (replicate,) = fit_of(data_of(formula, inputs), activation=activation).replicates
    assert replicate.network.activation == activation
    assert replicate.status == "ok"
    assert replicate.validation_rmse < 0.2


@pytest.mark.parametrize("activation", ["auto", "relu"])
def test_two_hidden_layers_and_a_solved_output_layer(activation):
    data = data_of(product, 3)
    (replicate,) = fit_of(data, hidden=(24, 16), activation=activation).replicates
    *adam, last = replicate.history
    assert {record.stage for record in adam} == {"adam"}
    assert last.stage == "readout"
    assert last.validation_rmse <= min(record.validation_rmse for record in adam) * (1 + 1e-5)
    assert last.validation_rmse == pytest.approx(replicate.validation_rmse, rel=1e-9)
    assert replicate.network.dtype == torch.float64


# -------------------------------------------------------------------------- bits, work and records


def weights_of(result):
    state = result.replicates[-1].network.state_dict()
    return b"".join(tensor.numpy().tobytes() for tensor in state.values())


@pytest.mark.parametrize("hidden", [(64,), (16, 16)])
def test_same_bits_on_any_number_of_threads(hidden):
    data = data_of(product, 3, rows=1500)
    first = fit_of(data, hidden=hidden)
    with threadpool_limits(2):
        again = fit_of(data, hidden=hidden)
    assert weights_of(first) == weights_of(again)
    assert first.replicates[0].history == again.replicates[0].history
    assert weights_of(fit_of(data, hidden=hidden, seeds=(2,))) != weights_of(first)
    assert weights_of(fit_of(data, hidden=hidden, seeds=(2, 1))) == weights_of(first)


def test_same_bits_on_a_busy_machine():
    data = data_of(product, 3, rows=1500)
    quiet = fit_of(data)
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        busy = fit_of(data)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert weights_of(quiet) == weights_of(busy)
    assert quiet.replicates[0].history == busy.replicates[0].history


def test_no_clock_decides(monkeypatch):
    data = data_of(product, 3)
    first = fit_of(data)
    ticks = iter(range(10**9))
    for clock in ("process_time", "perf_counter", "monotonic", "time"):
        monkeypatch.setattr(f"time.{clock}", lambda: float(next(ticks)) * HUGE)
    assert weights_of(fit_of(data)) == weights_of(first)


def test_effort_bounds_the_work():
    data = data_of(product, 3, rows=2000, validation_rows=200)
    works = [fit_of(data, effort=effort).replicates[0].work for effort in (0.2, 0.4, 0.8)]
    for work, effort in zip(works, (0.2, 0.4, 0.8), strict=True):
        assert 0.3 * effort < work / counted.RATE < 1.3 * effort


def test_a_large_effort_begins_as_the_normal_one_and_never_ends_worse(monkeypatch):
    efforts = {"quick": (0.1, 0.1), "normal": (0.7, 0.7), "thorough": (1.8, 1.8)}
    monkeypatch.setattr(method, "POLICY", Policy(efforts=efforts))
    data = data_of(lambda a, b, c: np.tanh(5 * (a * b - c)), 3, rows=3000, validation_rows=300)
    normal, thorough, between = (
        fit_of(data, effort=effort, hidden=(256,)).replicates[0]
        for effort in ("normal", "thorough", 1.7)
    )
    assert thorough.history[: len(normal.history)] == normal.history
    assert len(thorough.history) > len(normal.history)
    assert thorough.validation_rmse <= normal.validation_rmse * (1 + 1e-9)
    assert between.history[-1].work < thorough.history[-1].work
    assert between.history[: len(normal.history)] != normal.history  # too small an effort for that


@pytest.mark.parametrize(("inputs", "seconds"), [(2, 1.5), (3, 2.5)])
def test_named_efforts_stand_for_seconds(inputs, seconds):
    data = data_of(lambda *x: np.sqrt(np.abs(x[0] + x[1])), inputs, rows=200, validation_rows=20)
    named, number = (
        fit_of(data, effort=effort, hidden=(12,)).replicates[0].history
        for effort in ("quick", seconds)
    )
    assert named == number


def test_records_tell_work_iterations_and_errors():
    data = data_of(product, 3, rows=1500, validation_rows=150)
    (replicate,) = fit_of(data).replicates
    history = replicate.history
    works, epochs = [record.work for record in history], [record.epoch for record in history]
    assert works == sorted(works)
    assert epochs == sorted(set(epochs))
    assert replicate.best_epoch == replicate.epochs == epochs[-1]
    assert history[-1].validation_rmse == pytest.approx(replicate.validation_rmse, rel=1e-6)
    assert history[-1].train_rmse == pytest.approx(replicate.train_rmse, rel=1e-6)


def choice_of(formula, inputs, *, rows=3000, **settings):
    data = data_of(formula, inputs, rows=rows, validation_rows=rows // 10)
    (replicate,) = fit_of(data, hidden=(128,), **settings).replicates
    assert replicate.choice["activation"] == replicate.network.activation
    return replicate.choice, replicate.remark


def test_errors_of_random_features_are_told():
    choice, remark = choice_of(wave, 1)
    told = choice["activation"], choice["why"], choice["stage"], choice["reason"]
    assert told == ("sin", "errors", "random features", "exact")
    assert list(choice["errors"]) == ["sin", "tanh", "gauss"]
    assert max(choice["errors"].values()) < 1e-6
    errors = ", ".join(f"{name} {error:.1e}" for name, error in choice["errors"].items())
    assert remark == f"random features, sin (errors of random features: {errors})"


def test_a_race_is_told():
    def front(a, b, c):
        return np.tanh(5 * (a * b - c))

    choice, remark = choice_of(front, 3, effort=1.0)
    assert (choice["why"], choice["reason"], choice["starts"]) == ("race", "rough", 9)
    assert (choice["stage"], choice["trainer"]) == ("Gauss-Newton", "Gauss-Newton")
    assert remark == f"Gauss-Newton, {choice['activation']} (won a race of 9 starts)"
    choice, remark = choice_of(np.abs, 1, effort=1.0)
    assert (choice["activation"], choice["why"], choice["starts"]) == ("relu", "kinks", 1)
    assert remark == "Gauss-Newton, relu (kinks)"


def test_an_activation_that_is_named_is_told():
    def ridge(a, b):
        return np.tanh(6 * a + 8 * b * b)

    choice, remark = choice_of(ridge, 2, rows=1500, effort=0.5, activation="tanh")
    assert (choice["why"], choice["trainer"]) == ("named", "variable projection")
    assert list(choice["errors"]) == ["tanh"]
    assert remark == "variable projection, tanh (the activation named)"


def test_several_layers_are_told():
    (replicate,) = fit_of(data_of(product, 3), hidden=(8, 8)).replicates
    assert (replicate.choice["activation"], replicate.choice["why"]) == ("tanh", "depth")
    assert replicate.remark == "Adam, tanh"
