"""The ingredients of the method `auto`, each against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from formulafit import registry
from formulafit.scaling import Scaling
from formulafit.training.auto import active_subspace
from formulafit.training.auto import readout as readouts
from formulafit.training.auto.data import StandardisedData, with_ones
from formulafit.training.auto.gauss_newton import DAMPING, MOMENTUM, REACH, GaussNewton
from formulafit.training.auto.layer import Layer
from formulafit.training.auto.plan import Findings, make_plan
from formulafit.training.auto.race import first_readout
from formulafit.training.auto.random_features import Candidate, Trials, climb, draw_layer
from formulafit.training.auto.readout import RIDGES, Readout, quick, triangle
from formulafit.training.auto.run import Run
from formulafit.training.auto.variable_projection import ProjectedLoss, minimise
from formulafit.training.base import TrainingHistory, TrainingProblem
from formulafit.training.work import Budget


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def layer_of(rng, activation="tanh", inputs=2, units=6, rows=200):
    X = with_ones(rng.standard_normal((rows, inputs)))
    return Layer(activation, rng.standard_normal((inputs + 1, units))), X


def design(layer, X):
    """Features and a column of ones, (rows, units + 1)."""
    return np.column_stack([layer.features(X).T, np.ones(X.shape[1])])


# ---------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize("activation", registry.activation_names())
def test_slopes_are_the_derivatives_of_the_features(rng, activation):
    layer, X = layer_of(rng, activation)
    features, slopes = layer.features_and_slopes(X)
    step = 1e-6
    up, down = (
        Layer(activation, layer.V + np.array([[0], [0], [sign * step]])).features(X)
        for sign in (1, -1)
    )
    np.testing.assert_array_equal(features, layer.features(X))
    np.testing.assert_allclose(slopes, (up - down) / (2 * step), atol=1e-8)


def test_predictions_come_in_chunks(rng, monkeypatch):
    layer, X = layer_of(rng)
    c = rng.standard_normal((3, 7))
    expected = c @ design(layer, X).T
    np.testing.assert_allclose(layer.predict(c, X), expected, rtol=1e-12)
    monkeypatch.setattr("formulafit.training.auto.layer.ELEMENTS", 7 * 64)
    np.testing.assert_allclose(layer.predict(c, X), expected, rtol=1e-12)
    np.testing.assert_allclose(layer.predict(c[1], X), expected[1], rtol=1e-12)


# --------------------------------------------------------------------------------------- readouts


@pytest.mark.parametrize("elements", [1 << 22, 7 * 16])
def test_triangle_is_that_of_all_rows_in_any_chunks(rng, monkeypatch, elements):
    monkeypatch.setattr("formulafit.training.auto.layer.ELEMENTS", elements)
    layer, X = layer_of(rng)
    y = rng.standard_normal(200)
    A = np.column_stack([design(layer, X), y])
    R = triangle(layer, X, y)
    np.testing.assert_allclose(R.T @ R, A.T @ A, atol=1e-10)
    np.testing.assert_array_equal(R, np.triu(R))


def test_best_readout_is_the_ridge_regression_best_on_held_out_rows(rng):
    layer, X = layer_of(rng, units=30, rows=80)
    y = np.sin(2 * X[0]) + 0.3 * rng.standard_normal(80)
    X_fit, y_fit, X_held, y_held = X[:, :60], y[:60], X[:, 60:], y[60:]
    found = Readout.best(layer, X_fit, y_fit, X_held, y_held)
    A, largest = design(layer, X_fit), np.linalg.norm(design(layer, X_fit), 2)
    solutions = [
        np.linalg.lstsq(
            np.vstack([A, np.sqrt(ridge) * largest * np.eye(31)]),
            np.append(y_fit, np.zeros(31)),
            rcond=None,
        )[0]
        for ridge in RIDGES[:6]
    ]
    errors = [np.sqrt(np.mean((design(layer, X_held) @ c - y_held) ** 2)) for c in solutions]
    i = int(np.argmin(errors))
    assert found.ridge == RIDGES[i] > 1e-10
    np.testing.assert_allclose(found.c, solutions[i], rtol=1e-6)
    assert found.error == pytest.approx(errors[i], rel=1e-8)
    train_error = np.sqrt(np.mean((A @ solutions[i] - y_fit) ** 2))
    assert found.train_error == pytest.approx(train_error, rel=1e-8)


def test_no_weight_explodes_for_the_sake_of_one_row(rng):
    x = np.sort(rng.uniform(-1, 1, 300))
    y = np.maximum(x, 0) + 0.05 * rng.standard_normal(300)
    y[0] += 0.2
    kinks = [-2, x[0] + 1e-9, 0]  # the second is linear on all rows but the first, 1e-9 from it
    X, layer = with_ones(x[:, None]), Layer("relu", np.array([[1.0] * 3, np.negative(kinks)]))
    fitted = rng.permutation(299)[:200] + 1
    fitted, held = np.append(fitted, 0), np.setdiff1d(np.arange(1, 300), fitted)
    found = Readout.best(layer, X[:, fitted], y[fitted], X[:, held], y[held])
    assert np.abs(found.c).max() < 10  # by the least error alone 1e8
    assert found.error < 0.06


def test_refit_solves_with_the_held_out_rows_too(rng):
    layer, X = layer_of(rng)
    y = rng.standard_normal(200)
    found = Readout.best(layer, X[:, :150], y[:150], X[:, 150:], y[150:], refit=50)
    A = design(layer, X)
    ridge = found.ridge * np.linalg.norm(A, 2) ** 2 * np.eye(7)
    np.testing.assert_allclose(found.c, np.linalg.solve(A.T @ A + ridge, A.T @ y), rtol=1e-8)


@pytest.mark.parametrize("units", [10, 60])  # fewer units than rows, and more
def test_without_held_out_rows_generalised_cross_validation_chooses(rng, units):
    layer, X = layer_of(rng, units=units, rows=40)
    y = X[0] + 0.3 * rng.standard_normal(40)
    found = Readout.best(layer, X, y, X[:, :0], y[:0])
    A = design(layer, X)
    largest = np.linalg.norm(A, 2) ** 2

    def score(ridge):
        hat = A @ np.linalg.solve(A.T @ A + ridge * largest * np.eye(units + 1), A.T)
        return np.linalg.norm(y - hat @ y) / np.sqrt(40) / (1 - np.trace(hat) / 40)

    scores = [score(ridge) for ridge in RIDGES[:5]]
    assert found.ridge == RIDGES[int(np.argmin(scores))]
    assert found.error == pytest.approx(min(scores), rel=1e-4)


def test_quick_readout_comes_near_the_best(rng):
    layer, X = layer_of(rng)
    y = np.sin(X[0] * X[1])
    held = X[:, 150:], y[150:]
    exact = Readout.best(layer, X[:, :150], y[:150], *held)
    P, P_held = layer.features(X[:, :150]), layer.features(held[0])
    found = quick(P, y[:150], P_held, held[1])
    assert found.error == pytest.approx(exact.error, rel=0.05)


def test_normal_equations_that_are_not_definite_have_no_solution():
    assert readouts.damped_solution(-np.eye(3), np.ones(3), 0.0) is None


@pytest.mark.parametrize("units", [6, 300])  # by the normal equations, and by their dual
def test_first_readout_is_a_ridge_regression(rng, units):
    layer, X = layer_of(rng, units=units, rows=100)
    y = np.sin(X[0])
    A = design(layer, X)
    mean = np.sum(A * A) / min(A.shape)
    expected = A.T @ np.linalg.solve(A @ A.T + 1e-6 * mean * np.eye(100), y)
    c = first_readout(layer, X, y)
    np.testing.assert_allclose(A @ c, A @ expected, atol=1e-6)


# ------------------------------------------------------------------------- random features, metric


def run_of(formula, inputs, rows=600, units=64):
    rng = np.random.default_rng(1)
    X = rng.uniform(-1, 1, (rows, inputs))
    y = formula(X)
    cut = rows - 100
    scaling = Scaling.fit("standard", X[:cut], y[:cut])
    X, y = scaling.inputs(X), scaling.output(y)
    problem = TrainingProblem(X[:cut], y[:cut], X[cut:], y[cut:], scaling, (units,), "sin", 5)
    budget = Budget(1.0)
    data = StandardisedData.of(problem, rng)
    return Run(data, budget, TrainingHistory(1.0), "sin", units, 5)


def test_units_are_centred_on_data_points_in_the_metric(rng):
    X = with_ones(rng.standard_normal((50, 3)))
    metric = np.diag([1.0, 2.0, 0.0])
    layer = draw_layer("tanh", X, metric, 0.5, 20_000, rng)
    np.testing.assert_allclose(layer.V[:-1].std(axis=1), [0.5, 1.0, 0.0], rtol=0.03)
    arguments = layer.V.T @ X
    assert np.abs(arguments).min(axis=1).max() < 1e-12  # each is 0 at some point


def test_climb_finds_the_best_scale_in_either_direction():
    class Candidate:
        def __init__(self, scale, best):
            self.scale, self.error = scale, abs(np.log2(scale / best))

    for best in (8.0, 1.0, 0.25):
        assert climb(lambda scale, best=best: Candidate(scale, best), 1.0).scale == best


def test_the_metric_learns_the_direction_that_matters():
    direction = np.array([3.0, 4.0, 0.0]) / 5
    run = run_of(lambda X: np.sin(4 * X @ direction), inputs=3)
    trials = Trials(run, 64, 400, precise=False)
    first = climb(trials.of("sin", np.eye(3)), 0.5)
    found, metric = active_subspace.improve(first, trials)
    values, vectors = np.linalg.eigh(metric)
    assert abs(vectors[:, -1] @ direction) > 0.999
    assert values[-2] < 0.2 * values[-1]
    assert np.sum(metric**2) == pytest.approx(3)
    assert found.error < 0.1 * first.error


# --------------------------------------------------------------------------------------- the plan


SMOOTHED = Candidate(Layer("sin", np.ones((3, 2))), 1.0, Readout(np.ones(3), 1e-2, 0.1, 0.1, 3.0))


def plan_for(*, inputs=3, rows=3000, units=64, held=100, seconds=6.0, activation="auto", **found):
    """Return the plan for a problem of random numbers, after findings of one's own."""
    rng = np.random.default_rng(0)
    X, y = with_ones(rng.standard_normal((rows, inputs))), rng.standard_normal(rows)
    data = StandardisedData(X, y, X[:, :held], y[:held], True, Scaling.fit("none", X.T, y))
    run = Run(data, Budget(seconds), TrainingHistory(1.0), activation, units, 1)
    settings = {"error": 1e-2, "errors": {}, "kinked": False, **found}
    findings = Findings("sin", np.eye(inputs), 0.5, size=1.0, few=run.few, **settings)
    return make_plan(run, findings)


@pytest.mark.parametrize(
    ("situation", "trainer", "reason"),
    [
        ({"held": 0}, "random features", "no held-out rows"),
        ({"rows": 127}, "random features", "few rows"),
        ({"error": 9e-7}, "random features", "exact"),
        ({"inputs": 2, "smoothed": SMOOTHED, "error": 0.1}, "random features", "noisy"),
        ({"inputs": 2, "error": 9e-4}, "variable projection", "smooth"),
        ({"inputs": 2, "error": 2e-3, "units": 512}, "Gauss-Newton", "rough"),
        ({"inputs": 2, "error": 9e-4, "kinked": True}, "Gauss-Newton", "kinked"),
        ({"error": 9e-4, "units": 512}, "Gauss-Newton", "rough"),
        ({"units": 8}, "variable projection", "cheap"),
        ({"inputs": 2, "units": 8, "kinked": True}, "Gauss-Newton", "kinked"),
        ({"units": 512, "seconds": 0.1}, "random features", "budget"),
    ],
    ids=str,
)
def test_a_plan_follows_from_what_was_found(situation, trainer, reason):
    plan = plan_for(**situation)
    assert (plan.trainer, plan.reason) == (trainer, reason)


def test_starts_are_the_likeliest_first():
    plan = plan_for(units=512)
    assert [start.activation for start in plan.starts] == ["sin", "tanh", "gauss"] * 3
    assert plan.starts[:2] == (("sin", 1.0), ("tanh", 0.5))  # twice 0.5; half of it for tanh
    assert plan_for(units=512, activation="silu").starts == (
        ("silu", 0.5), ("silu", 0.25), ("silu", 1.0)
    )  # fmt: skip


# ----------------------------------------------------------------------------------- Gauss-Newton


def jacobian(layer, c, X):
    """Derivatives of the outputs by the hidden weights, (rows, weights), by autograd."""
    V = torch.from_numpy(layer.V)

    def outputs(V):
        return torch.from_numpy(c[:-1]) @ torch.tanh(V.T @ torch.from_numpy(X)) + c[-1]

    return torch.func.jacrev(outputs)(V).reshape(X.shape[1], -1).numpy()


def test_steps_are_those_of_the_dense_formula(rng):
    layer, X = layer_of(rng, units=5, rows=12)
    c, y = rng.standard_normal(6), rng.standard_normal(12)
    training = GaussNewton(layer, c, X, y, rng)
    last = np.zeros(layer.V.size)
    for length in (1.0, 0.5):
        before, damping = training.layer, training.damping
        training.step(12, length)
        J, residual = jacobian(before, c, X), y - before.predict(c, X)
        kernel = J @ J.T
        kernel += damping * np.trace(kernel) / 12 * np.eye(12)
        last = MOMENTUM * last
        last += J.T @ np.linalg.solve(kernel, residual - J @ last)
        if not np.array_equal(training.layer.V, before.V):
            moved = np.sqrt(np.mean(np.sum(last.reshape(before.V.shape) ** 2, axis=0)))
            expected = before.V + min(length, REACH / moved) * last.reshape(before.V.shape)
            np.testing.assert_allclose(training.layer.V, expected, rtol=1e-6, atol=1e-9)
            break
        last[:] = 0
    else:
        pytest.fail("no step was taken")


def test_a_step_moves_standardised_rows_no_further_than_its_reach(rng):
    X = with_ones(whitened(rng.standard_normal((400, 3))))
    layer = Layer("tanh", rng.standard_normal((4, 50)))
    y = 10 * rng.standard_normal(400)  # far away: the full step would go further
    training = GaussNewton(layer, first_readout(layer, X, y), X, y, rng)
    for length, moved in ((1.0, REACH), (1e-9, 0.0)):
        before = training.layer
        training.step(400, length)
        change = (training.layer.V - before.V).T @ X  # of the pre-activations, (units, rows)
        assert np.sqrt(np.mean(change**2)) == pytest.approx(moved, rel=1e-9, abs=1e-5)


def whitened(X):
    """Rows of mean 0 and of the covariance of the identity."""
    X = X - X.mean(axis=0)
    return X @ np.linalg.inv(np.linalg.cholesky(X.T @ X / len(X)).T)


def test_gauss_newton_lowers_the_error(rng):
    layer, X = layer_of(rng, units=100, rows=2000)
    y = np.sin(X[0] * X[1])
    training = GaussNewton(layer, first_readout(layer, X, y), X, y, rng)
    before = training.error_on(X, y)
    for k in range(300):
        training.step(500, 1 - k / 300)
    assert training.error_on(X, y) < 0.75 * before
    assert len(training.errors) == 300


def test_a_step_that_fails_is_taken_back_and_damped(rng):
    layer, X = layer_of(rng, "sin", units=5, rows=40)
    c = rng.standard_normal(6)
    y = layer.predict(c, X) + 1e-5 * rng.standard_normal(40)
    training = GaussNewton(layer, c, X, y, rng)
    training.damping = 1e-12
    training.step(40, 1e6)
    assert training.layer is layer
    assert training.damping > 1e-12
    assert training.damping < DAMPING


def test_steps_that_are_cut_short_do_not_take_the_damping_away(rng):
    X = with_ones(whitened(rng.standard_normal((400, 3))))
    layer = Layer("tanh", rng.standard_normal((4, 50)))
    training = GaussNewton(layer, 1e-3 * np.ones(51), X, 0.01 * rng.standard_normal(400), rng)
    for _ in range(60):  # 1.5 ** -60 of the first damping would be left, each promise being kept
        training.step(400, 1.0)
    assert training.damping >= 0.1 * training.errors[-1] ** 2 > 1e-7


def test_rows_are_drawn_in_proportion_to_what_was_missed(rng):
    layer, X = layer_of(rng, rows=100)
    y = np.where(np.arange(100) < 5, 20.0, 1.0)  # 5 rows miss as much as the other 100
    training = GaussNewton(layer, np.zeros(7), X, y, rng)
    training.step(100, 0.0)  # sees all and moves nothing
    assert training.evenness == pytest.approx(1.95 / np.sqrt(20.95), rel=1e-12)
    batches = [training._batch(20, 0.5) for _ in range(400)]
    assert all(len(set(rows)) == 20 for rows in batches)
    drawn = np.concatenate([rows[10:] for rows in batches])
    large = np.mean([np.count_nonzero(rows[10:] < 5) for rows in batches])
    assert large > 3  # of 5; by chance it were half a row
    in_turn = np.concatenate([rows[:10] for rows in batches[:10]])
    assert sorted(in_turn) == list(range(100))
    assert set(drawn) == set(range(100))  # none is left out for good


def test_a_batch_of_all_rows_holds_each_once(rng):
    layer, X = layer_of(rng, rows=30)
    training = GaussNewton(layer, np.zeros(7), X, np.ones(30), rng)
    training.step(10, 0.0)
    for _ in range(5):
        rows = training._batch(30, 0.5)
        assert len(set(rows)) == len(rows) <= 30


# ---------------------------------------------------------------------------- variable projection


def test_gradient_of_the_projected_loss(rng):
    layer, X = layer_of(rng, units=4, rows=60)
    y = np.sin(2 * X[0]) + X[1]
    loss = ProjectedLoss("tanh", X, y)
    value, gradient = loss(layer.V)
    best = np.linalg.lstsq(design(layer, X), y, rcond=None)[0]
    np.testing.assert_allclose(loss.c, best, rtol=1e-6)
    assert value == pytest.approx(np.mean((design(layer, X) @ best - y) ** 2), rel=1e-9)
    assert loss.error == pytest.approx(np.sqrt(value), rel=1e-6)
    step = 1e-6
    for index in np.ndindex(layer.V.shape):
        moved = np.zeros_like(layer.V)
        moved[index] = step
        slope = (loss(layer.V + moved)[0] - loss(layer.V - moved)[0]) / (2 * step)
        assert gradient[index] == pytest.approx(slope, rel=1e-4, abs=1e-7)


def test_minimise_lowers_the_projected_loss_until_told_to_stop(rng):
    layer, X = layer_of(rng, units=4, rows=60)
    y, errors = np.sin(2 * X[0]) + X[1], []

    def keep(iterate, c, error, evaluations):
        assert evaluations >= len(errors)
        residual = iterate.predict(c, X) - y
        assert error == pytest.approx(np.sqrt(np.mean(residual**2)), rel=1e-9)
        errors.append(error)
        return len(errors) < 25

    assert not minimise(layer, X, y, keep)
    assert len(errors) == 25
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.3 * errors[0]
