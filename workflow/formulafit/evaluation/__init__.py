"""How good the fits of a formula are: on the test set, by region, beside baselines, at new inputs.

>>> from formulafit.evaluation import evaluate_formula
>>> evaluate_formula("results/formulas/damped_wave", ["base", "tutorial"])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formulafit import sampling
from formulafit.evaluation.metrics import Array, finite, judge, metrics
from formulafit.evaluation.pictures import Predict, picture
from formulafit.evaluation.regions import Mask, Outside, is_edge, is_inside, region_errors
from formulafit.files import read_json, write_arrays, write_json
from formulafit.formula import Formula, parse
from formulafit.network import load
from formulafit.sampling import Sample, sequence, training_set
from formulafit.scaling import standard_deviation

__all__ = ["evaluate_formula", "metrics", "predictions"]

BASE = "base"


def evaluate_formula(
    folder: str | Path,
    variations: Sequence[str],
    expect: Mapping[str, float | None] | None = None,
    points: Sequence[Mapping[str, float]] = (),
) -> None:
    """Evaluate all fits of a formula; write ``evaluation.json`` and ``evaluation.safetensors``.

    Parameters
    ----------
    folder : path
        ``results/formulas/<formula>`` with the data and a folder a variation; the two files are
        written there.
    variations : sequence of str
        The variations to evaluate, ``base`` among them: it is what the baselines, the picture,
        the predictions and `expect` belong to.
    expect : mapping, optional
        ``nrmse_max``, ``r2_min``: see `judge`.
    points : sequence of mapping, optional
        New inputs by name to predict with the best replicate of the base variation.
    """
    folder = Path(folder)
    sample, data = sampling.read(folder / "data.json", folder / "data.safetensors")
    test = TestSet.of(sample, data)
    fits = {variation: read_json(folder / variation / "fit.json") for variation in variations}
    judged = {v: evaluate_variation(test, folder / v, fit) for v, fit in fits.items()}
    predict = predictor(folder / BASE, fits[BASE]["best_replicate"])
    settings = fits[BASE]["settings"]["data"]
    about = ("formula", "title", "expression", "latex", "names", "inputs", "test_rows")
    document = {
        **{key: data[key] for key in about},
        "test_std": test.spread,
        "variations": judged,
        "baselines": evaluate_baselines(test, sample, settings),
        "predictions": predictions(test.formula, sample.box, points, predict),
        "expect": judge(expect, judged[BASE]["replicates"]),
    }
    arrays = {"test_true": test.y, **picture(test.formula, sample.box, predict)}
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

    @classmethod
    def of(cls, sample: Sample, data: Mapping[str, Any]) -> TestSet:
        """Take the test rows of a formula's sample, and draw the points outside of its box."""
        formula = parse(data["expression"], sample.names)
        generator = np.random.default_rng(sequence(data["seed"], data["formula"], "outside"))
        rows = slice(sample.test_rows)
        X, y = sample.X[rows], sample.y[rows]
        return cls(
            formula=formula,
            X=X,
            y=y,
            noise=sample.targets(1.0)[rows] - y,
            edge=is_edge(X, sample.box),
            spread=standard_deviation(y),
            outside=Outside.draw(formula, sample.box, generator),
        )


def predictor(folder: Path, replicate: int | None) -> Predict | None:
    """Open a trained network as a function of inputs; None where there is no replicate to open."""
    if replicate is None:
        return None
    # The surrogate's own call would warn of points outside the box, which are asked for here.
    return load(folder, replicate).predict


def evaluate_variation(test: TestSet, folder: Path, fit: Mapping[str, Any]) -> dict[str, Any]:
    """Return the errors of every replicate, None for those that did not end well."""
    noise = fit["settings"]["data"]["noise"]
    replicates = []
    for entry in fit["replicates"]:
        number, status = entry["replicate"], entry["status"]
        judged = dict.fromkeys(("metrics", "noisy", "regions"))
        predict = predictor(folder, number if status == "ok" else None)
        if predict:
            judged = _errors(test, predict, noise)
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
    test: TestSet, sample: Sample, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Train the baselines on the rows that a fit with these data settings gets, and test them."""
    from formulafit.baselines import fit_baselines  # scikit-learn takes a second to import

    chosen = ("noise", "train_rows", "train_box", "validation_fraction")
    rows = training_set(sample, **{name: settings[name] for name in chosen})
    return {
        name: {
            "metrics": metrics(test.y, baseline(test.X)),
            "cpu_seconds": baseline.cpu_seconds,
            "detail": baseline.detail,
        }
        for name, baseline in fit_baselines(
            rows.X, rows.y, rows.X_validation, rows.y_validation
        ).items()
    }


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
