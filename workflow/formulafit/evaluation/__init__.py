"""How good the fits of a formula are: on the test set, by region, beside baselines, at new inputs.

>>> from formulafit.evaluation import evaluate_formula
>>> evaluate_formula("results/formulas/damped_wave", ["base", "tutorial"])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from formulafit import sampling
from formulafit.baselines.fitting import fit_baselines
from formulafit.evaluation.metrics import Array, finite, metrics
from formulafit.evaluation.pictures import Predict, picture
from formulafit.evaluation.regions import Mask, Outside, is_edge, is_inside, region_errors
from formulafit.evaluation.verdict import (
    all_fail,
    best_nrmse,
    coverage,
    is_undersampled,
    missed,
)
from formulafit.files import read_json, write_arrays, write_json
from formulafit.formula import Formula, parse
from formulafit.network import load
from formulafit.sampling import Sample, TrainingSet, sequence, training_set
from formulafit.scaling import standard_deviation
from formulafit.vocabulary import BASE, OK, ROW_SETTINGS

__all__ = [
    "evaluate_baselines",
    "evaluate_formula",
    "metrics",
    "predictions",
    "undersampled",
]


def evaluate_formula(
    folder: str | Path,
    variations: Sequence[str],
    points: Sequence[Mapping[str, float]] = (),
    leave_out: Sequence[str] = (),
) -> None:
    """Evaluate all fits of a formula; write ``evaluation.json`` and ``evaluation.safetensors``.

    Parameters
    ----------
    folder : path
        ``results/formulas/<formula>`` with the data and a folder a variation; the two files are
        written there.
    variations : sequence of str
        The variations to evaluate, ``base`` among them: it is what the baselines, the picture
        and the predictions belong to.
    points : sequence of mapping, optional
        New inputs by name to predict with the best replicate of the base variation.
    leave_out : sequence of str
        Baselines that are not wanted.
    """
    folder = Path(folder)
    sample, data = sampling.read(folder / "data.json", folder / "data.safetensors")
    test = TestSet.of(sample, data)
    fits = {variation: read_json(folder / variation / "fit.json") for variation in variations}
    settings = {variation: _row_settings(fit) for variation, fit in fits.items()}
    rows = training_set(sample, **settings[BASE])
    baselines = evaluate_baselines(test.X, test.y, rows, leave_out)
    best = best_nrmse(baselines)
    judged = {
        v: evaluate_variation(
            test, folder / v, fit, best if settings[v] == settings[BASE] else None
        )
        for v, fit in fits.items()
    }
    predict = predictor(folder / BASE, fits[BASE]["best_replicate"])
    drawn = picture(test.formula, sample.box, predict)
    about = ("formula", "expression", "names", "inputs", "test_rows")
    document = {
        **{key: data[key] for key in about},
        "test_std": test.spread,
        "variations": judged,
        "baselines": baselines,
        "baselines_left_out": list(leave_out),
        "coverage": test.coverage(sample, drawn),
        "undersampled": undersampled(sample, settings[BASE], judged[BASE]["replicates"], baselines),
        "predictions": predictions(test.formula, sample.box, points, predict),
    }
    arrays = {"test_true": test.y, **drawn}
    if predict:
        arrays["test_predicted"] = predict(test.X)
    write_arrays(folder / "evaluation.safetensors", arrays)
    write_json(folder / "evaluation.json", document)


@dataclass(frozen=True)
class TestSet:
    """What every fit of a formula is judged on."""

    formula: Formula
    X: Array  # (rows, inputs)
    y: Array  # (rows,), noiseless
    noise: Array  # (rows,), to be added to y at a noise of 1
    edge: Mask  # (rows,)
    spread: float  # population standard deviation of y
    outside: Outside
    probes: np.random.Generator

    @classmethod
    def of(cls, sample: Sample, data: Mapping[str, Any]) -> TestSet:
        """Take the test rows of a formula's sample, and draw the points outside of its box."""
        formula = parse(data["expression"], sample.names)
        seed = partial(sequence, data["seed"], data["formula"])
        rows = slice(sample.test_rows)
        X, y = sample.X[rows], sample.y[rows]
        return cls(
            formula=formula,
            X=X,
            y=y,
            noise=sample.targets(1.0)[rows] - y,
            edge=is_edge(X, sample.box),
            spread=standard_deviation(y),
            outside=Outside.draw(formula, sample.box, np.random.default_rng(seed("outside"))),
            probes=np.random.default_rng(seed("probes")),
        )

    def coverage(self, sample: Sample, drawn: Mapping[str, Array]) -> dict[str, Any]:
        """Compare the test targets with what the formula does in its box; see `verdict`."""
        shown = [values.ravel() for name, values in drawn.items() if name.endswith("_true")]
        known = np.concatenate([sample.y, *shown])
        return coverage(self.formula, sample.box, self.y, known, self.probes)


def predictor(folder: Path, replicate: int | None) -> Predict | None:
    """Open a trained network as a function of inputs; None where there is no replicate to open."""
    if replicate is None:
        return None
    # The surrogate's own call would warn of points outside the box, which are asked for here.
    return load(folder, replicate).predict


def _row_settings(fit: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fit["settings"]["data"][name] for name in ROW_SETTINGS}


def evaluate_variation(
    test: TestSet, folder: Path, fit: Mapping[str, Any], best: float | None
) -> dict[str, Any]:
    """Return the errors of every replicate, None for those that did not end well.

    `best` is the NRMSE of the best baseline on the same rows, None without one.
    """
    noise = fit["settings"]["data"]["noise"]
    replicates = []
    for entry in fit["replicates"]:
        number, status = entry["replicate"], entry["status"]
        judged = dict.fromkeys(("metrics", "noisy", "regions", "missed"))
        predict = predictor(folder, number if status == OK else None)
        if predict:
            judged = _errors(test, predict, noise)
            judged["missed"] = missed(judged["metrics"]["nrmse"], best, test.spread > 0)
        replicates.append({"replicate": number, "status": status, **judged})
    return {"best_replicate": fit["best_replicate"], "noise": noise, "replicates": replicates}


def _errors(test: TestSet, predict: Predict, noise: float) -> dict[str, Any]:
    predicted = predict(test.X)
    outside = test.outside
    noisy = metrics(test.y + noise * test.noise, predicted, test.spread) if noise else None

    def region(chosen: Mask) -> dict[str, Any]:
        return region_errors(test.y[chosen], predicted[chosen], test.spread)

    return {
        "metrics": metrics(test.y, predicted),
        "noisy": noisy,
        "regions": {
            "inside": region(~test.edge),
            "edge": region(test.edge),
            "outside": {
                **region_errors(outside.y, predict(outside.X), test.spread),
                "dropped": outside.dropped,
            },
        },
    }


def evaluate_baselines(
    X: Array, y: Array, rows: TrainingSet, leave_out: Sequence[str] = ()
) -> dict[str, Any]:
    """Train the baselines on `rows`; test them on ``(rows, inputs)`` and noiseless ``(rows,)``."""
    return {
        name: {
            "metrics": metrics(y, baseline(X)),
            "cpu_seconds": baseline.cpu_seconds,
            "detail": baseline.detail,
        }
        for name, baseline in fit_baselines(
            rows.X, rows.y, rows.X_validation, rows.y_validation, leave_out
        ).items()
    }


def undersampled(
    sample: Sample,
    settings: Mapping[str, Any],
    replicates: Sequence[Mapping[str, Any]],
    baselines: Mapping[str, Any],
) -> bool:
    """Tell whether every method fails and the training rows do not resolve the formula.

    `settings` are `ROW_SETTINGS`.
    """
    networks = [entry["metrics"]["nrmse"] for entry in replicates if entry["metrics"]]
    if not (baselines and all_fail([best_nrmse(baselines), *networks])):
        return False
    rows = training_set(sample, **{**settings, "noise": 0.0})
    return is_undersampled(rows.X, rows.y)


def predictions(
    formula: Formula,
    box: Array,
    points: Sequence[Mapping[str, float]],
    predict: Predict | None,
) -> list[dict[str, Any]]:
    """Return true value, predicted value and error (predicted - true) at each of the points.

    None stands for what does not exist: a true value where the formula is undefined, a
    prediction without a network.
    """
    if not points:
        return []
    X = np.array([[point[name] for name in formula.names] for point in points], dtype=np.float64)
    true = formula(X)
    predicted = predict(X) if predict else np.full(len(X), np.nan)
    return [
        {
            "point": dict(point),
            "true": finite(true[i]),
            "predicted": finite(predicted[i]),
            "error": finite(predicted[i] - true[i]),
            "inside": bool(inside),
        }
        for i, (point, inside) in enumerate(zip(points, is_inside(X, box), strict=True))
    ]
