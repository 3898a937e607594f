"""Documents for tests, each whole; what a test is about is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from formulafit.config.settings import Data
from formulafit.documents.evaluation import (
    Coverage,
    EvaluationDocument,
    RegionErrors,
    Regions,
    Sizes,
    TestedReplicate,
    TestedVariation,
    Values,
)
from formulafit.documents.fit import FitDocument, TrainedReplicate
from formulafit.metrics import Metrics, registered

SETTINGS = {
    "data": Data().model_dump(mode="json"),
    "network": {"hidden": [512], "activation": "relu"},
    "training": {
        "method": "adam",
        "adam": {"learning_rate": 0.001, "weight_decay": 0.0, "early_stopping": True},
    },
}
SHOWN = Values(-1.0, 1.0, 0.7)
HIDDEN = Values(0.0, 1e-3, 2e-5)


def trained(replicate: int, status: Any = "ok", **changes: Any) -> TrainedReplicate:
    """Return how a replicate of `adam` went."""
    ok = status == "ok"
    entry = TrainedReplicate(
        replicate=replicate,
        seed=10 + replicate,
        status=status,
        stop_reason="converged" if ok else None,
        cause=None if ok else "the loss is not finite in epoch 3",
        activation="relu",
        choice={},
        epochs=40,
        best_epoch=30 if ok else None,
        work=1000,
        train_rmse=0.1 if ok else None,
        validation_rmse=1 / 3 if ok else None,
        fit_seconds=1.5,
        fit_cpu_seconds=1.25,
    )
    return replace(entry, **changes)


def fit(*replicates: TrainedReplicate, **changes: Any) -> FitDocument:
    """Return a fit of one input; the best replicate is the first that ended well."""
    best = next((each.replicate for each in replicates if each.ok), None)
    document = FitDocument(
        formula="wave",
        variation="base",
        method="adam",
        hidden=(512,),
        settings=SETTINGS,
        inputs=1,
        train_rows=8000,
        validation_rows=800,
        parameters=2049,
        best_replicate=best,
        replicates=replicates,
    )
    return replace(document, **changes)


def metrics(nrmse: float | None, rmse: float = 0.02) -> Metrics:
    """Return the errors of a replicate that ended well."""
    r2 = None if nrmse is None else 1 - nrmse**2
    known = {"mse": rmse**2, "nrmse": nrmse, "mae": rmse / 2, "r2": r2, "max_abs_error": 5 * rmse}
    return Metrics(**{**dict.fromkeys(registered(), rmse), **known})


def tested_replicate(replicate: int, errors: Metrics | None, **changes: Any) -> TestedReplicate:
    """Return the errors of a replicate, which diverged where there are none."""
    if errors is None:
        return replace(TestedReplicate(replicate, "diverged"), **changes)
    region = RegionErrors(100, errors.rmse, errors.nrmse, errors.max_abs_error)
    found = TestedReplicate(
        replicate, "ok", errors, None, Regions(region, region, replace(region, dropped=3))
    )
    return replace(found, **changes)


def variation(*errors: float | None, missed: Any = None, noise: float = 0.0) -> TestedVariation:
    """Return a variation by the NRMSE of each replicate; None stands for one that diverged."""
    replicates = tuple(
        tested_replicate(k, None if e is None else metrics(e), missed=None if e is None else missed)
        for k, e in enumerate(errors, start=1)
    )
    best = next((each.replicate for each in replicates if each.metrics), None)
    return TestedVariation(best, noise, replicates)


def evaluation(variations: Mapping[str, TestedVariation], **changes: Any) -> EvaluationDocument:
    """Return the evaluation of a formula of one input."""
    document = EvaluationDocument(
        formula="wave",
        expression="sin(x)",
        names=("x",),
        inputs={"x": (0.0, 6.0)},
        test_rows=2000,
        test_std=0.7,
        test_sizes=Sizes(0.01, 1.0),
        variations=variations,
        baselines={},
        baselines_left_out=(),
        coverage=Coverage(SHOWN, SHOWN, shown=True),
        undersampled=False,
        predictions=(),
    )
    return replace(document, **changes)
