from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import deque
from dataclasses import replace

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

from formulafit import registry
from formulafit.documents.data import DataDocument, OutputValues
from formulafit.documents.replay import ReplayDocument
from formulafit.files import read_arrays
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import OutsideBoxWarning, load, predict
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling
from formulafit.training import base as training_base
from formulafit.training import reference
from formulafit.training.base import Outcome
from formulafit.training.fit import fit, write

SETTINGS = {
    "learning_rate": 3e-3,
    "batch_size": 32,
    "max_epochs": 40,
    "min_improvement": 1e-3,
    "patience": 40,
    "early_stopping": True,
    "weight_decay": 0.0,
}
DATA = DataDocument(
    formula="wave",
    expression="20*sin(x)",
    names=("x",),
    inputs={"x": (0.0, 6.0)},
    seed=1,
    sampling="uniform",
    points=400,
    test_rows=100,
    training_rows=300,
    dropped_points=0,
    output=OutputValues(0.0, 14.0, -20.0, 20.0),
)


def data_of(formula=lambda x: 20 * np.sin(x), rows=300, validation_rows=60, noise=0.0):
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 6, rows)
    y = formula(x) + noise * rng.standard_normal(rows)
    X = x[:, None]
    cut = rows - validation_rows
    return TrainingSet(X[:cut], y[:cut], X[cut:], y[cut:])


def fit_of(data=None, *, seeds=(1,), hidden=(32,), activation="tanh", method="adam", **changes):
    progress = changes.pop("progress", None)
    scaling = changes.pop("scaling", "standard")
    return fit(
        data or data_of(),
        scaling=scaling,
        hidden=hidden,
        activation=activation,
        method=method,
        settings={**SETTINGS, **changes},
        seeds=seeds,
        progress=progress,
    )


def weights_of(result, replicate=0):
    state = result.replicates[replicate].network.state_dict()
    return b"".join(tensor.numpy().tobytes() for tensor in state.values())


def rmse(network, X, y):
    with torch.no_grad():
        return float(np.sqrt(np.mean((network(torch.from_numpy(X))[:, 0].numpy() - y) ** 2)))


@pytest.fixture(scope="module")
def trained():
    return fit_of(seeds=(1, 2, 3))


# ----------------------------------------------------------------------------------------- fits


def test_a_smooth_function_is_learned():
    data = data_of()
    result = fit_of(data, max_epochs=300)
    (replicate,) = result.replicates
    assert replicate.status == "ok"
    x = np.linspace(0.1, 5.9, 100)
    assert rmse(replicate.network, x[:, None], 20 * np.sin(x)) < 0.02 * 14.1


def test_it_is_the_loop_that_the_paper_prints():
    data = data_of(validation_rows=0)
    generator = torch.Generator().manual_seed(1)
    network = MLP(1, [32], "tanh", generator=generator)
    settings = ("learning_rate", "batch_size", "weight_decay")
    scaling = Scaling.fit("standard", data.X, data.y)
    deque(
        reference.train(
            network,
            torch.from_numpy(scaling.inputs(data.X)).float(),
            torch.from_numpy(scaling.output(data.y)).float()[:, None],
            epochs=3,
            generator=generator,
            **{name: SETTINGS[name] for name in settings},
        ),
        maxlen=0,
    )
    ours = fit_of(data, max_epochs=3, early_stopping=False).replicates[0].network
    for parameter, expected in zip(ours.parameters(), network.parameters(), strict=True):
        torch.testing.assert_close(parameter, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("hidden", "activation", "changes"),
    [
        ((512,), "relu", {}),
        ((40,), "sin", {"weight_decay": 0.01, "batch_size": 50}),
        ((12, 7), "tanh", {}),
    ],
)
def test_torch_and_adam_go_the_same_way(hidden, activation, changes):
    fits = [
        fit_of(hidden=hidden, activation=activation, method=method, max_epochs=4, **changes)
        for method in ("adam", "torch")
    ]
    adam, torch_ = (each.replicates[0] for each in fits)
    assert [record.stage for record in torch_.history] == ["torch"] * 4
    for ours, theirs in zip(adam.history, torch_.history, strict=True):
        assert ours.epoch == theirs.epoch
        assert 0 < ours.work < theirs.work  # for the same steps autograd does more
        assert ours.train_rmse == pytest.approx(theirs.train_rmse, rel=2e-5)
        assert ours.validation_rmse == pytest.approx(theirs.validation_rmse, rel=2e-5)
    assert torch_.train_rmse == pytest.approx(adam.train_rmse, rel=2e-5)
    assert weights_of(fits[0]) != weights_of(fits[1])  # two codes


def test_torch_stops_and_keeps_the_best_epoch_as_adam_does():
    settings = {"patience": 3, "min_improvement": 0.5, "learning_rate": 0.03, "seeds": (2,)}
    adam, torch_ = (fit_of(method=method, **settings).replicates[0] for method in ("adam", "torch"))
    assert torch_.stop_reason == adam.stop_reason == "converged"
    assert (torch_.epochs, torch_.best_epoch) == (adam.epochs, adam.best_epoch)
    best = torch_.history[torch_.best_epoch - 1].validation_rmse
    assert torch_.validation_rmse == pytest.approx(best, rel=1e-5)


def test_torch_tells_that_it_diverged():
    replicate = fit_of(method="torch", learning_rate=1e30).replicates[0]
    assert (replicate.status, replicate.network) == ("diverged", None)
    assert replicate.cause == "the loss is not finite in epoch 1"


def test_errors_are_those_of_the_network_returned_in_own_units(trained):
    data = data_of()
    for replicate in trained.replicates:
        train_rmse = rmse(replicate.network, data.X, data.y)
        validation_rmse = rmse(replicate.network, data.X_validation, data.y_validation)
        assert replicate.train_rmse == pytest.approx(train_rmse, rel=1e-12)
        assert replicate.validation_rmse == pytest.approx(validation_rmse, rel=1e-12)
        record = replicate.history[replicate.best_epoch - 1]
        assert replicate.validation_rmse == pytest.approx(record.validation_rmse, rel=1e-5)
        assert replicate.fit_seconds > 0
        assert replicate.fit_cpu_seconds > 0


def test_work_counts_multiply_adds(trained):
    records = trained.replicates[0].history
    assert [record.epoch for record in records] == list(range(1, len(records) + 1))
    epoch = records[0].work
    assert epoch > 240 * 3 * (32 + 32)  # forward, and backward to weights and units
    assert [record.work for record in records] == [epoch * record.epoch for record in records]
    assert {record.stage for record in records} == {"adam"}
    assert trained.replicates[0].work == records[-1].work
    assert trained.replicates[0].epochs == records[-1].epoch


def test_best_replicate_by_validation_error(trained):
    errors = [replicate.validation_rmse for replicate in trained.replicates]
    assert trained.best.validation_rmse == min(errors)


def test_early_stopping_returns_the_best_weights():
    # Noise and a large step: the error goes up and down.
    result = fit_of(data_of(noise=5.0), learning_rate=0.03, patience=4)
    (replicate,) = result.replicates
    errors = [record.validation_rmse for record in replicate.history]
    assert replicate.validation_rmse == pytest.approx(min(errors), rel=1e-5)
    assert replicate.best_epoch == np.argmin(errors) + 1 < replicate.epochs
    assert replicate.stop_reason == "converged"
    assert replicate.epochs < 40


def test_without_early_stopping_the_last_weights_are_returned():
    result = fit_of(data_of(noise=5.0), learning_rate=0.03, patience=2, early_stopping=False)
    (replicate,) = result.replicates
    errors = [record.validation_rmse for record in replicate.history]
    assert replicate.epochs == len(errors) == 40
    assert replicate.stop_reason == "max_epochs"
    assert replicate.validation_rmse == pytest.approx(errors[-1], rel=1e-5)
    assert min(errors) < errors[-1]
    assert replicate.best_epoch == np.argmin(errors) + 1


def test_weight_decay_shrinks_the_weights():
    def size(weight_decay):
        network = fit_of(weight_decay=weight_decay).replicates[0].network
        return sum(float((p.detach() ** 2).sum()) for p in network.parameters())

    assert size(0.1) < 0.7 * size(0.0)


def test_scaling_is_measured_on_training_rows_alone():
    data = data_of()
    shifted = replace(data, X_validation=data.X_validation + 100, y_validation=data.y - 100)
    shifted = replace(shifted, y_validation=data.y_validation - 100)
    scaling = fit_of(shifted, max_epochs=1).architecture.scaling
    assert scaling.x_offset == (data.X.mean(),)
    assert scaling.y_scale == data.y.std()


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
def test_scalings_train_what_they_say(scaling):
    data = data_of(lambda x: 1 + 0.5 * np.sin(x))
    result = fit_of(data, scaling=scaling, max_epochs=1)
    assert result.architecture.scaling.kind == scaling
    # In own units whatever the scaling: at first the error is about the spread or the mean.
    assert 0.1 < result.replicates[0].train_rmse < 3


# ------------------------------------------------------------------------------------- same bits


def test_same_seed_gives_the_same_bits_on_any_number_of_threads(trained):
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    with threadpool_limits(2):
        again = fit_of(seeds=(1, 2, 3), progress=lambda text: None)
    assert torch.get_num_threads() == 2
    torch.set_num_threads(threads)
    for k in range(3):
        assert weights_of(again, k) == weights_of(trained, k)
        assert again.replicates[k].history == trained.replicates[k].history


def test_a_replicate_depends_on_its_own_seed_alone(trained):
    assert weights_of(fit_of(seeds=(3,))) == weights_of(trained, 2)
    assert weights_of(trained, 0) != weights_of(trained, 1)


def test_no_global_randomness():
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # it is the one not to be touched
    torch_before = torch.random.get_rng_state()
    fit_of(max_epochs=2)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert torch.equal(torch.random.get_rng_state(), torch_before)


def test_progress_is_told_and_changes_nothing(trained, monkeypatch):
    monkeypatch.setattr(training_base, "LOG_INTERVAL", 0.0)
    lines = []
    result = fit_of(progress=lines.append)
    assert weights_of(result) == weights_of(trained)
    assert lines[0].startswith("replicate 1: adam, epoch 1: validation RMSE ")
    assert len(lines) == 41
    assert lines[-1].startswith("replicate 1: max_epochs after 40 epochs, ")


# -------------------------------------------------------------------------------- awkward data


def test_constant_output_is_fitted():
    data = data_of(lambda x: np.full_like(x, 7.5))
    result = fit_of(data, max_epochs=200)
    assert result.architecture.scaling.y_scale == 1
    assert result.replicates[0].status == "ok"
    assert result.replicates[0].validation_rmse < 0.05


def test_without_validation_rows_the_training_error_decides():
    result = fit_of(data_of(validation_rows=0), seeds=(1, 2))
    for replicate in result.replicates:
        errors = [record.train_rmse for record in replicate.history]
        assert replicate.validation_rmse is None
        assert replicate.train_rmse == pytest.approx(min(errors), rel=1e-5)
        assert {record.validation_rmse for record in replicate.history} == {None}
    assert result.best.train_rmse == min(each.train_rmse for each in result.replicates)


@pytest.mark.parametrize("rows", [1, 3, 33])
def test_few_rows(rows):
    result = fit_of(data_of(rows=rows, validation_rows=0), max_epochs=5)
    assert result.replicates[0].status == "ok"


def test_an_input_that_does_not_vary():
    data = data_of()
    columns = (np.column_stack([X, np.full(len(X), 0.3)]) for X in (data.X, data.X_validation))
    X, X_validation = columns
    result = fit_of(replace(data, X=X, X_validation=X_validation))
    assert result.architecture.n_inputs == 2
    assert result.replicates[0].validation_rmse < 10


# ------------------------------------------------------------------------------------- failures


def test_divergence_is_a_result():
    with np.errstate(all="raise"):
        result = fit_of(learning_rate=1e30, seeds=(1, 2))
    for replicate in result.replicates:
        assert (replicate.status, replicate.network) == ("diverged", None)
        assert "not finite in epoch" in replicate.cause
        assert (replicate.stop_reason, replicate.train_rmse) == (None, None)
        assert replicate.epochs < 40
    assert result.best is None


def test_values_beyond_float32_are_told():
    result = fit_of(data_of(lambda x: 1e60 * x), scaling="none")
    assert result.replicates[0].status == "diverged"
    assert fit_of(data_of(lambda x: 1e60 * x)).replicates[0].status == "ok"  # scaled, it fits


def test_numerical_failure_is_a_result_and_the_others_go_on(monkeypatch):
    def singular(problem, history, *, seed_that_fails):
        if problem.seed == seed_that_fails:
            history.add("solve", 10, 1, 0.5, 0.5)
            raise np.linalg.LinAlgError("Singular matrix")
        return Outcome(problem.network(), "budget", 1)

    monkeypatch.setattr(registry, "method", lambda name: singular)
    settings = {"seed_that_fails": 4}
    result = fit(
        data_of(),
        scaling="none",
        hidden=[3],
        activation="relu",
        method="singular",
        settings=settings,
        seeds=[4, 5],
    )
    failed, ok = result.replicates
    assert (failed.status, failed.cause) == ("failed", "LinAlgError: Singular matrix")
    assert (failed.epochs, failed.work, failed.best_epoch) == (1, 10, None)
    assert (ok.status, ok.stop_reason) == ("ok", "budget")
    assert result.best is ok


def test_crashes_are_not_hidden(monkeypatch):
    def broken(problem, history, **settings):
        raise TypeError("a mistake in the code")

    monkeypatch.setattr(registry, "method", lambda name: broken)
    with pytest.raises(TypeError, match="a mistake"):
        fit_of(method="broken")


def test_a_method_imports_nothing_of_another():
    program = (
        "import sys; from formulafit import registry; registry.method('adam');"
        "print({'scipy', 'formulafit.training.auto'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "set()\n"


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match=r"training\.method: 'sgd' is none of adam"):
        fit_of(method="sgd")


# ---------------------------------------------------------------------------------------- files


def test_files_tell_the_fit(tmp_path, trained):
    settings = {"data": {"noise": 0.0}, "network": {}, "training": SETTINGS}
    write(trained, tmp_path, data=DATA, variation="base", settings=settings)
    document = json.loads((tmp_path / "fit.json").read_text())
    assert document["settings"] == settings
    assert (document["formula"], document["variation"]) == ("wave", "base")
    assert (document["method"], document["hidden"]) == ("adam", [32])
    assert (document["inputs"], document["parameters"]) == (1, 32 + 32 + 32 + 1)
    assert (document["train_rows"], document["validation_rows"]) == (300, 60)
    assert document["best_replicate"] == trained.best.replicate
    assert set(document["replicates"][1]) == {
        "replicate", "seed", "status", "stop_reason", "cause", "epochs", "best_epoch", "work",
        "train_rmse", "validation_rmse", "fit_seconds", "fit_cpu_seconds", "activation", "choice",
    }  # fmt: skip
    assert [each["activation"] for each in document["replicates"]] == ["tanh"] * 3
    assert document["replicates"][1]["seed"] == 2

    with (tmp_path / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "replicate", "stage", "work", "epoch", "train_rmse", "validation_rmse"
    ]  # fmt: skip
    records = [record for each in trained.replicates for record in each.history]
    assert [float(row["validation_rmse"]) for row in rows] == [r.validation_rmse for r in records]
    assert {row["replicate"] for row in rows} == {"1", "2", "3"}

    opened = load(tmp_path)
    assert opened.replicate == trained.best.replicate
    with torch.no_grad():
        expected = trained.best.network(torch.tensor([[0.5], [1.0]]))[:, 0].numpy()
    np.testing.assert_allclose(opened([0.5, 1.0]), expected, rtol=1e-6)  # of single precision


def test_a_network_trained_in_a_part_of_the_box_warns_outside_of_it(tmp_path, trained):
    for box, inside in ((None, 5.0), ({"x": [0, 3]}, 2.0)):
        settings = {"data": {"train_box": box}}
        write(trained, tmp_path, data=DATA, variation="base", settings=settings)
        network = load(tmp_path)
        network([inside])
        with pytest.warns(OutsideBoxWarning, match=f"x from 0 to {box['x'][1] if box else 6}"):
            network([inside + 2])


def test_files_without_a_network(tmp_path):
    result = fit_of(learning_rate=1e30, seeds=(1, 2))
    write(result, tmp_path, data=DATA, variation="base", settings={})
    document = json.loads((tmp_path / "fit.json").read_text())
    assert document["best_replicate"] is None
    assert [each["status"] for each in document["replicates"]] == ["diverged", "diverged"]
    assert read_arrays(tmp_path / "network.safetensors") == {}
    assert (tmp_path / "history.csv").read_text().startswith("replicate,stage,")


def test_history_without_validation_rows_leaves_the_column_empty(tmp_path):
    write(
        fit_of(data_of(validation_rows=0), max_epochs=1),
        tmp_path,
        data=DATA,
        variation="base",
        settings={},
    )
    assert (tmp_path / "history.csv").read_text().splitlines()[1].endswith(",")


@pytest.mark.parametrize("method", ["adam", "torch"])
def test_moments_of_a_training_are_what_shorter_ones_end_in(tmp_path, method):
    changes = {"method": method, "seeds": (4, 5), "hidden": (8,), "early_stopping": False}
    result = fit_of(max_epochs=12, **changes)
    write(result, tmp_path, data=DATA, variation="base", settings={})
    about = ReplayDocument.read(tmp_path / "replay" / "replay.json")
    assert about.replicate == result.best.replicate
    assert [(each.stage, each.epoch) for each in about.moments] == [
        (method, epoch) for epoch in (0, 1, 3, 10)
    ]
    points = np.linspace(0, 6, 7)[:, None]
    for i, epochs in ((2, 1), (3, 3), (4, 10)):
        shorter = fit_of(max_epochs=epochs, **changes).replicates[about.replicate - 1]
        expected = predict(shorter.network, points)
        np.testing.assert_array_equal(load(tmp_path / "replay", i).predict(points), expected)
    start = load(tmp_path / "replay", 1).network
    drawn = start.layers[0].weight
    assert drawn.abs().max() <= 1  # of one input, within one over its root


def test_moments_of_auto_have_the_errors_of_its_history(tmp_path):
    data = data_of(lambda x: 20 * np.abs(np.sin(3 * x)))
    asked = {"scaling": "standard", "hidden": (48,), "activation": "tanh", "seeds": (1,)}
    result = fit(data, method="auto", settings={"effort": 0.3}, **asked)
    write(result, tmp_path, data=DATA, variation="base", settings={})
    about = ReplayDocument.read(tmp_path / "replay" / "replay.json")
    assert about.moments[0].stage == "random features"
    assert len(about.moments) > 2
    history = {(record.stage, record.epoch): record for record in result.best.history}
    compared = 0
    for i, moment in enumerate(about.moments, start=1):
        record = history.get((moment.stage, moment.epoch))
        if record is not None:
            predicted = load(tmp_path / "replay", i).predict(data.X_validation)
            error = np.sqrt(np.mean((predicted - data.y_validation) ** 2))
            assert error == pytest.approx(record.validation_rmse, rel=1e-6)
            compared += 1
    assert compared >= 2


def test_a_fit_without_a_network_has_no_moments(tmp_path):
    result = fit_of(learning_rate=1e30)
    write(result, tmp_path, data=DATA, variation="base", settings={})
    assert ReplayDocument.read(tmp_path / "replay" / "replay.json") == ReplayDocument(None, ())
