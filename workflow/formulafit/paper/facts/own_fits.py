"""Each formula and its own fits, one by one: errors, baselines, regions, what is to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formulafit.baselines.registry import METHODS
from formulafit.documents.evaluation import Prediction, TestedBaseline, TestedReplicate
from formulafit.documents.summary import Row
from formulafit.findings import Finding, best_baseline, count_missed, findings
from formulafit.formula import latex, parse
from formulafit.paper.facts.results import Results
from formulafit.paper.markup import escape

VISIBLE = 0.01  # an NRMSE that a picture over the whole range begins to show


class OwnFits:
    """Each formula and its own fits (the variation ``base``), one by one.

    Attributes
    ----------
    results : Results
        The folder.
    keys : list of str
        The formulas in the order of the config.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self.keys = list(results.formulas)

    def title(self, formula: str) -> str:
        """Return a formula's title as Markdown."""
        return escape(self.results.formulas[formula])

    def titles(self, formulas: Sequence[str]) -> list[str]:
        """Return several formulas' titles as Markdown."""
        return [self.title(formula) for formula in formulas]

    def inputs(self, formula: str) -> int:
        """Return the number of inputs."""
        return len(self.results.evaluation(formula).names)

    def noise(self, formula: str) -> float:
        """Return the noise of the training targets, in standard deviations."""
        return self.results.evaluation(formula).base.noise

    def nrmse(self, formula: str) -> float | None:
        """Return the median test NRMSE over replicates."""
        return self.results.median("test_nrmse", formula)

    def noisy_nrmse(self, formula: str) -> float | None:
        """Return the median NRMSE against noisy test targets."""
        base = self.results.evaluation(formula).base
        return base.median(lambda each: each.noisy.nrmse if each.noisy else None)

    def mean_size_of_errors(self, formula: str) -> float | None:
        """Return the mean absolute error on the test set, median over replicates."""
        base = self.results.evaluation(formula).base
        return base.median(lambda each: each.metrics.mae if each.metrics else None)

    def region(self, formula: str, region: str) -> float | None:
        """Return the median NRMSE over replicates in a region: inside, edge or outside."""
        return self.results.evaluation(formula).base.region(region)

    def baselines(self, formula: str) -> Mapping[str, TestedBaseline]:
        """Return a formula's baselines by name: metrics, CPU seconds, detail."""
        return self.results.evaluation(formula).baselines

    def baseline_nrmse(self, formula: str, name: str) -> float | None:
        """Return a baseline's test NRMSE, None where it was not fitted."""
        baseline = self.baselines(formula).get(name)
        return None if baseline is None else baseline.metrics.nrmse

    def best_baseline(self, formula: str) -> tuple[str, float | None]:
        """Return the name and NRMSE of the baseline with the least test error."""
        return best_baseline(self.baselines(formula))

    def missed(self, formula: str) -> tuple[int, int]:
        """Return how many of its own fits missed a formula, and of how many."""
        tested = self.results.evaluation(formula).base.replicates
        return count_missed(tested), len(tested)

    def findings(self, formula: str) -> list[Finding]:
        """Return what is to be said of a formula's own fit and its data."""
        evaluation = self.results.evaluation(formula)
        settings = self.results.fit(formula).settings
        return findings(evaluation.base.replicates, evaluation, settings)

    def latex(self, formula: str, otherwise: str) -> str:
        """Return the formula's expression as TeX, with a word for the last of several cases."""
        evaluation = self.results.evaluation(formula)
        return latex.write(parse(evaluation.expression, evaluation.names).tree, otherwise)

    def expect(self, formula: str) -> bool | None:
        """Return whether a formula met its ``expect``; None where it has none."""
        verdict = self.results.summary.expected.get(formula)
        return verdict.passed if verdict else None

    def ended_well(self, formula: str) -> tuple[int, int]:
        """Return how many of its own fits ended well, and of how many."""
        rows = self.results.replicates(formula)
        return sum(row.ok for row in rows), len(rows)

    def fewest_and_most_epochs(self, formula: str) -> tuple[int, int]:
        """Return after how many epochs or steps its own fits ended, the first and the last."""
        epochs = [row.epochs for row in self.results.replicates(formula)]
        return min(epochs), max(epochs)

    def agrees_to_the_eye(self, formula: str) -> bool:
        """Whether a picture of predicted against true values shows a line."""
        error = self.nrmse(formula)
        return error is not None and error < VISIBLE

    def predictions(self, formula: str) -> Sequence[Prediction]:
        """Return the predictions of new inputs: point, true, predicted, error, inside."""
        return self.results.evaluation(formula).predictions

    def box(self, formula: str) -> dict[str, tuple[float, float]]:
        """Return the range of each input."""
        evaluation = self.results.evaluation(formula)
        return {name: evaluation.inputs[name] for name in evaluation.names}

    def best_choice(self, formula: str) -> Mapping[str, Any]:
        """Return what the method chose by itself in the best replicate; empty where nothing.

        The loop that `adam` runs is left out: it changes no result, see `Results.code`.
        """
        best = self.results.fit(formula).best
        return {k: v for k, v in best.choice.items() if k != "loop"} if best else {}

    def activations(self, formula: str) -> list[str]:
        """Return the activations of a formula's own networks, each once."""
        replicates = self.results.fit(formula).replicates
        return list(dict.fromkeys(each.activation for each in replicates))

    def other_method(self, formula: str) -> str | None:
        """Return the other method that a formula's own fit is compared with, if there is one."""
        variation = self.results.alternatives.get(formula)
        return self.results.fit(formula, variation).method if variation else None

    def compared(self, formula: str) -> dict[str, tuple[float, Mapping[str, Any]]]:
        """Return NRMSE and choice of each baseline that has an NRMSE, in the order of `METHODS`."""
        found = {}
        for method in METHODS:
            if (error := self.baseline_nrmse(formula, method.name)) is not None:
                found[method.name] = error, self.baselines(formula)[method.name].detail
        return found

    def replicates(self, formula: str) -> list[tuple[TestedReplicate, Row, bool]]:
        """Return each own fit: as it was tested, its row of the summary, whether it is the best."""
        base = self.results.evaluation(formula).base
        rows = zip(base.replicates, self.results.replicates(formula), strict=True)
        return [(each, row, each == base.best) for each, row in rows]
