"""How good the fits of a formula are: on the test set, by region, beside baselines, at new inputs.

>>> from formulafit.evaluation import evaluate_formula
>>> evaluate_formula("results/formulas/damped_wave", ["base", "tutorial"])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from formulafit import sampling
from formulafit.baselines.fitting import fit_baselines
from formulafit.documents.data import DataDocument
from formulafit.documents.evaluation import (
    Coverage,
    EvaluationDocument,
    Prediction,
    Regions,
    TestedBaseline,
    TestedReplicate,
    TestedVariation,
)
from formulafit.documents.fitted import read_fits
from formulafit.documents.folder import FormulaFolder
from formulafit.evaluation.pictures import Predict, picture
from formulafit.evaluation.regions import Mask, Outside, is_edge, is_inside, region_errors
from formulafit.evaluation.verdict import (
    all_fail,
    best_nrmse,
    coverage,
    is_undersampled,
    missed,
    sizes,
)
from formulafit.files import write_arrays
from formulafit.formula import Formula, parse
from formulafit.metrics import Array, finite, measure
from formulafit.network import load
from formulafit.sampling import Sample, TrainingSet, sequence
from formulafit.sampling.settings import RowSettings
from formulafit.scaling import standard_deviation
from formulafit.vocabulary import BASE, Status

__all__ = ["TestSet", "evaluate_formula", "predictions", "undersampled"]


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
    formula = FormulaFolder(Path(folder))
    sample, data = sampling.read(formula.data, formula.points)
    test = TestSet.of(sample, data)
    fits = read_fits(formula, variations)
    settings = {each: RowSettings.of(fit.setting("data")) for each, fit in fits.items()}
    baselines = evaluate_baselines(test, settings[BASE].choose(sample), leave_out)
    best = best_nrmse(baselines)
    tested = {}
    for variation, fit in fits.items():
        noise = settings[variation].noise
        found = [
            test.replicate(
                each.replicate,
                each.status,
                predictor(formula.variation(variation).path, each.replicate) if each.ok else None,
                noise,
            )
            for each in fit.replicates
        ]
        marked = test.marked(found, best if settings[variation] == settings[BASE] else None)
        tested[variation] = TestedVariation(fit.best_replicate, noise, marked)
    predict = predictor(formula.variation(BASE).path, fits[BASE].best_replicate)
    drawn = picture(test.formula, sample.box, predict)
    arrays = {"test_true": test.y, **drawn}
    if predict:
        arrays["test_predicted"] = predict(test.X)
    write_arrays(formula.drawn, arrays)
    EvaluationDocument(
        formula=data.formula,
        expression=data.expression,
        names=data.names,
        inputs=data.inputs,
        test_rows=data.test_rows,
        test_std=test.spread,
        test_sizes=sizes(test.y),
        variations=tested,
        baselines=baselines,
        baselines_left_out=tuple(leave_out),
        coverage=test.coverage(sample, drawn),
        undersampled=undersampled(sample, settings[BASE], tested[BASE].replicates, baselines),
        predictions=predictions(test.formula, sample.box, points, predict),
    ).write(formula.evaluation)


@dataclass(frozen=True)
class TestSet:
    """What every fit of a formula is judged on."""

    __test__ = False  # it is no test of pytest's

    formula: Formula
    X: Array  # (rows, inputs)
    y: Array  # (rows,), noiseless
    noise: Array  # (rows,), to be added to y at a noise of 1
    edge: Mask  # (rows,)
    spread: float  # population standard deviation of y
    outside: Outside
    probes: np.random.Generator

    @classmethod
    def of(cls, sample: Sample, data: DataDocument) -> TestSet:
        """Take the test rows of a formula's sample, and draw the points outside of its box."""
        formula = parse(data.expression, sample.names)
        seed = partial(sequence, data.seed, data.formula)
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

    def coverage(self, sample: Sample, drawn: Mapping[str, Array]) -> Coverage:
        """Compare the test targets with what the formula does in its box; see `verdict`."""
        shown = [values.ravel() for name, values in drawn.items() if name.endswith("_true")]
        known = np.concatenate([sample.y, *shown])
        return coverage(self.formula, sample.box, self.y, known, self.probes)

    def replicate(
        self, number: int, status: Status, predict: Predict | None, noise: float
    ) -> TestedReplicate:
        """Return the errors of a replicate, None for one that did not end well.

        What it missed is not told yet; see `marked`.
        """
        if predict is None:
            return TestedReplicate(number, status)
        predicted, outside = predict(self.X), self.outside
        inner = ~self.edge
        noisy = measure(self.y + noise * self.noise, predicted, self.spread) if noise else None
        regions = Regions(
            inside=region_errors(self.y[inner], predicted[inner], self.spread),
            edge=region_errors(self.y[self.edge], predicted[self.edge], self.spread),
            outside=region_errors(outside.y, predict(outside.X), self.spread, outside.dropped),
        )
        return TestedReplicate(number, status, measure(self.y, predicted), noisy, regions)

    def marked(
        self, replicates: Iterable[TestedReplicate], best: float | None
    ) -> tuple[TestedReplicate, ...]:
        """Mark what replicates missed.

        `best` is the NRMSE of the best baseline on the same rows, None without one.
        """
        varies = self.spread > 0
        return tuple(
            replace(each, missed=missed(each.metrics.nrmse, best, varies)) if each.metrics else each
            for each in replicates
        )


def predictor(folder: Path, replicate: int | None) -> Predict | None:
    """Open a trained network as a function of inputs; None where there is no replicate to open."""
    if replicate is None:
        return None
    # The surrogate's own call would warn of points outside the box, which are asked for here.
    return load(folder, replicate).predict


def evaluate_baselines(
    test: TestSet, rows: TrainingSet, leave_out: Sequence[str] = ()
) -> dict[str, TestedBaseline]:
    """Train the baselines on `rows`, and test them."""
    fitted = fit_baselines(rows.X, rows.y, rows.X_validation, rows.y_validation, leave_out)
    return {
        name: TestedBaseline(
            measure(test.y, baseline(test.X)), baseline.cpu_seconds, baseline.detail
        )
        for name, baseline in fitted.items()
    }


def undersampled(
    sample: Sample,
    settings: RowSettings,
    replicates: Iterable[TestedReplicate],
    baselines: Mapping[str, TestedBaseline],
) -> bool:
    """Tell whether every method fails and the training rows do not resolve the formula."""
    networks = [each.metrics.nrmse for each in replicates if each.metrics]
    if not (baselines and all_fail([best_nrmse(baselines), *networks])):
        return False
    rows = replace(settings, noise=0.0).choose(sample)
    return is_undersampled(rows.X, rows.y)


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
