"""A fit: all replicates of one network on one training set, and the files that tell of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from formulafit import registry
from formulafit.documents.data import DataDocument
from formulafit.documents.fit import FitDocument, TrainedReplicate
from formulafit.documents.folder import FitFolder, ReplayFolder
from formulafit.documents.history import Record, write_histories
from formulafit.documents.replay import ReplayDocument, ReplayedMoment
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import predict, save
from formulafit.network.threads import one_thread
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling, root_mean_square
from formulafit.training.base import (
    Array,
    DivergenceError,
    Moment,
    Outcome,
    TrainingHistory,
    TrainingProblem,
)
from formulafit.vocabulary import DIVERGED, FAILED, OK, Status


@dataclass(frozen=True)
class Replicate(TrainedReplicate):
    """How one replicate went, with its network, None unless it is ok, and its learning curve.

    `remark` is its `choice` for people to read.
    """

    remark: str
    network: MLP | None
    moments: tuple[Moment, ...]
    history: tuple[Record, ...]


@dataclass(frozen=True)
class Fit:
    """The replicates of a fit, and what they have in common."""

    data: TrainingSet
    architecture: MLP  # its shape and scaling; the weights mean nothing
    method: str
    replicates: tuple[Replicate, ...]

    @property
    def best(self) -> Replicate | None:
        """The replicate with the lowest validation error (training error without such rows)."""
        ok = [replicate for replicate in self.replicates if replicate.ok]
        return min(ok, key=_judged_by, default=None)


def _judged_by(replicate: Replicate) -> float:
    judged = replicate.validation_rmse
    error = replicate.train_rmse if judged is None else judged
    return float("inf") if error is None else error


def fit(
    data: TrainingSet,
    *,
    scaling: str,
    hidden: Sequence[int],
    activation: str,
    method: str,
    settings: Mapping[str, Any],
    seeds: Sequence[int],
    progress: Callable[[str], None] | None = None,
) -> Fit:
    """Train a network for each seed, on one thread.

    Methods learn the rows as their axes show them; what they return sees through these axes by
    itself. A numerical failure is a result, told by the replicate's status; any other exception is
    raised.

    Parameters
    ----------
    data : TrainingSet
    scaling : {"standard", "minmax", "none"}
        Measured on the rows trained on, without the validation rows.
    hidden : sequence of int
        Units of each hidden layer.
    activation : str
        The name of a file of `formulafit.activations`, or "auto": the method chooses.
    method : str
        The name of a folder of `formulafit.training`.
    settings : mapping
        The method's keyword arguments, all of them.
    seeds : sequence of int
        A replicate each, at least one.
    progress : callable, default none
        Is given a line of text every few seconds, and one at the end of each replicate.

    Raises
    ------
    ValueError
        When there is no such method.
    """
    function = registry.method(method)  # imported and prepared before the clock runs
    train = partial(function, **settings)
    seen = data.seen()
    problems = _problems(seen, Scaling.fit(scaling, seen.X, seen.y), hidden, activation, seeds)
    replicates = []
    with threadpool_limits(1), one_thread():
        registry.preparation(function)(problems[0])
        for number, problem in enumerate(problems, start=1):
            told = partial(_tell, progress, number)
            replicate = _replicate(train, problem, data, number, told)
            told(_summary(replicate))
            if replicate.remark:
                told(replicate.remark)
            replicates.append(replicate)
    return Fit(data, problems[0].network().seeing(data.axes), method, tuple(replicates))


def _problems(
    data: TrainingSet,
    scaling: Scaling,
    hidden: Sequence[int],
    activation: str,
    seeds: Sequence[int],
) -> list[TrainingProblem]:
    X, y = scaling.inputs(data.X), scaling.output(data.y)
    X_validation = scaling.inputs(data.X_validation)
    y_validation = scaling.output(data.y_validation)
    shape = tuple(hidden), activation
    return [
        TrainingProblem(X, y, X_validation, y_validation, scaling, *shape, seed, data)
        for seed in seeds
    ]


def _replicate(
    train: Callable[[TrainingProblem, TrainingHistory], Outcome],
    problem: TrainingProblem,
    data: TrainingSet,
    number: int,
    progress: Callable[[str], None],
) -> Replicate:
    history = TrainingHistory(problem.scaling.y_scale, progress)
    outcome, network, cause = None, None, None
    status: Status = OK
    train_rmse, validation_rmse = None, None
    seconds, cpu_seconds = time.perf_counter(), time.process_time()
    try:
        outcome = train(problem, history)
    except DivergenceError as error:
        status, cause = DIVERGED, str(error)
    except (FloatingPointError, np.linalg.LinAlgError) as error:
        status, cause = FAILED, f"{type(error).__name__}: {error}"
    seconds, cpu_seconds = time.perf_counter() - seconds, time.process_time() - cpu_seconds
    if outcome:
        network = outcome.network.seeing(data.axes)
        train_rmse = _rmse(network, data.X, data.y)
        if len(data.X_validation):
            validation_rmse = _rmse(network, data.X_validation, data.y_validation)
        if not all(math.isfinite(error) for error in (train_rmse, validation_rmse or 0.0)):
            status, cause = DIVERGED, "the trained network's predictions are not finite"
            outcome = network = train_rmse = validation_rmse = None
    last = history.records[-1] if history.records else None
    return Replicate(
        replicate=number,
        seed=problem.seed,
        status=status,
        stop_reason=outcome.stop_reason if outcome else None,
        cause=cause,
        activation=outcome.network.activation if outcome else problem.activation,
        remark=outcome.remark if outcome else "",
        choice=outcome.choice if outcome else {},
        epochs=last.epoch if last else 0,
        best_epoch=outcome.best_epoch if outcome else None,
        work=last.work if last else 0,
        train_rmse=train_rmse,
        validation_rmse=validation_rmse,
        fit_seconds=seconds,
        fit_cpu_seconds=cpu_seconds,
        network=network,
        moments=tuple(history.moments) if network else (),
        history=tuple(history.records),
    )


def _rmse(network: MLP, X: Array, y: Array) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return root_mean_square(predict(network, X) - y)


def _tell(progress: Callable[[str], None] | None, number: int, text: str) -> None:
    if progress:
        progress(f"replicate {number}: {text}")


def _summary(replicate: Replicate) -> str:
    if not replicate.ok:
        return f"{replicate.status}: {replicate.cause}"
    errors = f"training RMSE {replicate.train_rmse:.3g}"
    if replicate.validation_rmse is not None:
        errors += f", validation RMSE {replicate.validation_rmse:.3g}"
    return (
        f"{replicate.stop_reason} after {replicate.epochs} epochs, "
        f"{replicate.fit_cpu_seconds:.1f} CPU seconds: {errors}"
    )


# -------------------------------------------------------------------------------------------- files


def write(
    fit: Fit,
    folder: str | Path,
    *,
    data: DataDocument,
    variation: str,
    settings: Mapping[str, Any],
) -> None:
    """Write a fit's networks, learning curves, the best one's ``replay/``, and ``fit.json``.

    Parameters
    ----------
    fit : Fit
    folder : path
        Of the formula's variation.
    data : DataDocument
        The formula's ``data.json``.
    variation : str
        The variation's key.
    settings : mapping
        What was asked for: data, network, and the method's own block of training. The network
        warns outside the part of the box that it was trained in, `train_box` where there is one.
    """
    to = FitFolder(Path(folder))
    best = fit.best.replicate if fit.best else None
    about: dict[str, Any] = {
        "formula": data.formula,
        "expression": data.expression,
        "names": data.names,
        "inputs": {**data.inputs, **(settings.get("data", {}).get("train_box") or {})},
    }
    networks = {each.replicate: each.network for each in fit.replicates if each.network}
    save(to.path, fit.architecture, networks, best, **about)
    _write_replay(fit, to.replay, about)
    write_histories(to.history, {each.replicate: each.history for each in fit.replicates})
    FitDocument(
        formula=data.formula,
        variation=variation,
        method=fit.method,
        hidden=fit.architecture.hidden,
        settings=settings,
        inputs=fit.architecture.n_inputs,
        train_rows=fit.data.rows,
        validation_rows=len(fit.data.X_validation),
        parameters=fit.architecture.parameters_count,
        best_replicate=best,
        replicates=tuple(each.entry for each in fit.replicates),
    ).write(to.fit)


def _write_replay(fit: Fit, to: ReplayFolder, about: Mapping[str, Any]) -> None:
    """Write the moments of the best replicate; number types stay, since large weights cancel."""
    best = fit.best
    moments = best.moments if best else ()
    networks = {i: moment.network() for i, moment in enumerate(moments, start=1)}
    save(to.path, fit.architecture, networks, max(networks, default=None), **about)
    ReplayDocument(
        best.replicate if best else None,
        tuple(ReplayedMoment(moment.stage, moment.epoch) for moment in moments),
    ).write(to.about)
