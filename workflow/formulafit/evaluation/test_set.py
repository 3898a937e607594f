"""The test set of a formula: what its fits and simpler methods are judged on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from formulafit.baselines.fitting import fit_baselines
from formulafit.documents.data import DataDocument
from formulafit.documents.evaluation import (
    Coverage,
    Regions,
    TestedBaseline,
    TestedReplicate,
)
from formulafit.evaluation.pictures import Predict
from formulafit.evaluation.regions import Mask, Outside, is_edge, region_errors
from formulafit.evaluation.verdict import (
    all_fail,
    best_nrmse,
    coverage,
    is_undersampled,
    missed,
)
from formulafit.formula import Formula, parse
from formulafit.metrics import Array, Metrics, measure
from formulafit.sampling.rows import TrainingSet
from formulafit.sampling.sample import Sample
from formulafit.sampling.seeds import sequence
from formulafit.sampling.settings import RowSettings
from formulafit.scaling import standard_deviation
from formulafit.vocabulary import Status


@dataclass(frozen=True)
class TestSet:
    """What every fit of a formula is judged on."""

    __test__ = False  # it is no test of pytest's

    formula: Formula
    X: Array  # (rows, inputs)
    y: Array  # (rows,), noiseless
    sample: Sample
    edge: Mask  # (rows,)
    deviation: float  # population standard deviation of y
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
            sample=sample,
            edge=is_edge(X, sample.box, sample.axes),
            deviation=standard_deviation(y),
            outside=Outside.around(
                formula, sample.box, np.random.default_rng(seed("outside")), sample.axes
            ),
            probes=np.random.default_rng(seed("probes")),
        )

    def coverage(self, sample: Sample, drawn: Mapping[str, Array]) -> Coverage:
        """Compare the test targets with what the formula does in its box; see `verdict`."""
        shown = [values.ravel() for name, values in drawn.items() if name.endswith("_true")]
        known = np.concatenate([sample.y, *shown])
        return coverage(self.formula, sample.box, self.y, known, self.probes, sample.axes)

    def replicate(
        self, number: int, status: Status, predict: Predict | None, rows: RowSettings
    ) -> TestedReplicate:
        """Return the errors of a replicate, None for one that did not end well.

        What it missed is not told yet; see `marked`.
        """
        if predict is None:
            return TestedReplicate(number, status)
        predicted, outside = predict(self.X), self.outside
        inner = ~self.edge
        noisy = self._noisy(predicted, rows) if rows.noise else None
        regions = Regions(
            inside=region_errors(self.y[inner], predicted[inner], self.deviation),
            edge=region_errors(self.y[self.edge], predicted[self.edge], self.deviation),
            outside=region_errors(outside.y, predict(outside.X), self.deviation, outside.dropped),
        )
        return TestedReplicate(number, status, measure(self.y, predicted), noisy, regions)

    def _noisy(self, predicted: Array, rows: RowSettings) -> Metrics:
        """Return the errors against targets with noise, relative to the same deviation."""
        targets = self.sample.targets(rows.noise, rows.axis)[: len(self.y)]
        return measure(targets, predicted, self.deviation)

    def marked(
        self, replicates: Iterable[TestedReplicate], best: float | None
    ) -> tuple[TestedReplicate, ...]:
        """Mark what replicates missed.

        `best` is the NRMSE of the best baseline on the same rows, None without one.
        """
        varies = self.deviation > 0
        return tuple(
            replace(each, missed=missed(each.metrics.nrmse, best, varies)) if each.metrics else each
            for each in replicates
        )


def evaluate_baselines(
    test: TestSet, rows: TrainingSet, leave_out: Sequence[str] = ()
) -> dict[str, TestedBaseline]:
    """Train the baselines on `rows`, which they see as networks do, and test them."""
    seen, axes = rows.seen(), rows.axes
    fitted = fit_baselines(seen.X, seen.y, seen.X_validation, seen.y_validation, leave_out)
    X = axes.see(test.X)
    return {
        name: TestedBaseline(
            measure(test.y, axes.output.unsee(baseline(X))), baseline.cpu_seconds, baseline.detail
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
    rows = replace(settings, noise=0.0).choose(sample).seen()
    return is_undersampled(rows.X, rows.y)
