"""All fits of a formula, evaluated.

As in::

    evaluate_formula("results/formulas/damped_wave", ["base", "tutorial"])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from formulafit.documents.evaluation import (
    EvaluationDocument,
    Prediction,
    TestedVariation,
)
from formulafit.documents.fitted import read_fits
from formulafit.documents.folder import FormulaFolder
from formulafit.evaluation.beyond import continued
from formulafit.evaluation.pictures import Predict, picture
from formulafit.evaluation.regions import is_inside
from formulafit.evaluation.test_set import TestSet, evaluate_baselines, undersampled
from formulafit.evaluation.twins import compare
from formulafit.evaluation.verdict import best_nrmse, sizes
from formulafit.files import write_arrays
from formulafit.formula import Formula
from formulafit.metrics import Array, finite
from formulafit.network.surrogate import load
from formulafit.sampling.sample import read_sample
from formulafit.sampling.settings import RowSettings
from formulafit.vocabulary import BASE


def evaluate_formula(
    folder: str | Path,
    variations: Sequence[str],
    points: Sequence[Mapping[str, float]] = (),
    leave_out: Sequence[str] = (),
    alternative: str | None = None,
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
    alternative : str, optional
        The variation, by another method, whose curves go on beyond the box beside the base's.
    """
    formula = FormulaFolder(Path(folder))
    sample, data = read_sample(formula.data, formula.points)
    test = TestSet.of(sample, data)
    fits = read_fits(formula, variations)
    settings = {each: RowSettings.of(fit.setting("data")) for each, fit in fits.items()}
    baselines = evaluate_baselines(test, settings[BASE].choose(sample), leave_out)
    best = best_nrmse(baselines)
    tested = {}
    for variation, fit in fits.items():
        rows = settings[variation]
        found = [
            test.replicate(
                each.replicate,
                each.status,
                predictor(formula.variation(variation).path, each.replicate) if each.ok else None,
                rows,
            )
            for each in fit.replicates
        ]
        marked = test.marked(found, best if rows == settings[BASE] else None)
        tested[variation] = TestedVariation(fit.best_replicate, rows.noise, marked)

    def opened(variation: str, replicate: int) -> Predict:
        return load(formula.variation(variation).path, replicate).predict

    def best_of(variation: str) -> Predict | None:
        return predictor(formula.variation(variation).path, fits[variation].best_replicate)

    predict = best_of(BASE)
    drawn = picture(test.formula, sample.box, predict, sample.axes)
    arrays = {"test_true": test.y, **drawn}
    if predict:
        arrays["test_predicted"] = predict(test.X)
    networks = {BASE: predict} if predict else {}
    if networks and alternative and (beside := best_of(alternative)):
        networks[alternative] = beside
    beyond, curves = continued(
        test.formula,
        sample.box,
        networks,
        test.deviation,
        sample.axes,
    )
    write_arrays(formula.drawn, {**arrays, **curves})
    EvaluationDocument(
        formula=data.formula,
        expression=data.expression,
        names=data.names,
        inputs=data.inputs,
        scales=data.scales,
        test_rows=data.test_rows,
        test_std=test.deviation,
        test_sizes=sizes(test.y),
        variations=tested,
        baselines=baselines,
        baselines_left_out=tuple(leave_out),
        coverage=test.coverage(sample, drawn),
        undersampled=undersampled(sample, settings[BASE], tested[BASE].replicates, baselines),
        predictions=predictions(test.formula, sample.box, points, predict),
        twins=compare(formula, fits, test.X, opened) or None,
        beyond=beyond,
    ).write(formula.evaluation)


def predictor(folder: Path, replicate: int | None) -> Predict | None:
    """Open a trained network as a function of inputs; None where there is no replicate to open."""
    if replicate is None:
        return None
    # The surrogate's own call would warn of points outside the box, which are asked for here.
    return load(folder, replicate).predict


def predictions(
    formula: Formula,
    box: Array,
    points: Sequence[Mapping[str, float]],
    predict: Predict | None,
) -> tuple[Prediction, ...]:
    """Return true value, predicted value and error (predicted - true) at each of the points.

    None stands for what does not exist: a true value where the formula is undefined, a
    prediction without a network.
    """
    if not points:
        return ()
    X = np.array([[point[name] for name in formula.names] for point in points], dtype=np.float64)
    true = formula(X)
    predicted = predict(X) if predict else np.full(len(X), np.nan)
    return tuple(
        Prediction(
            point=dict(point),
            true=finite(true[i]),
            predicted=finite(predicted[i]),
            error=finite(predicted[i] - true[i]),
            inside=bool(inside),
        )
        for i, (point, inside) in enumerate(zip(points, is_inside(X, box), strict=True))
    )
