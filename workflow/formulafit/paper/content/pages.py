"""Every formula's page in the appendix: equation, settings, errors, pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from formulafit.formula.latex import symbol
from formulafit.paper.content.formulas import BASELINES, Formulas
from formulafit.paper.content.results import BASE
from formulafit.paper.content.settings import TERMS, structure, words
from formulafit.paper.content.tables import expectation
from formulafit.paper.content.text import (
    MISSING,
    block,
    compact,
    escape,
    image,
    listing,
    plural,
    r_squared,
    side_by_side,
    table,
    tex,
)
from formulafit.paper.content.verdicts import said

PAIRED = 49  # per cent of the text's width: the width that pictures side by side are drawn in


class Pages:
    """The formulas' pages; of many formulas a page is its equation, its errors and one picture."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self.results = formulas.results

    def all(self) -> str:
        """Return a section for every formula."""
        return "\n".join(self.page(formula) for formula in self.formulas.keys)

    def page(self, formula: str) -> str:
        """Return the section of one formula."""
        title = self.formulas.title(formula)
        parts = [
            f"## {title} {{#sec-formula-{formula}}}\n",
            self._equation(formula),
            f"{self._network(formula)} {self._errors(formula)}\n",
        ]
        fit = block(
            f"fig-formula-{formula}-fit",
            image(f"formulas/{formula}/fit.svg", self.fit_alt(formula)),
            f"{title}: {self._fit_caption(formula)}",
        )
        if self.formulas.many:
            return "\n".join([*parts, fit])
        metrics = block(
            f"tbl-formula-{formula}",
            self.metrics(formula),
            f"{title}: errors of every replicate on the test set.",
        )
        return "\n".join([*parts, metrics, fit, self._test(formula)])

    def _equation(self, formula: str) -> str:
        evaluation = self.results.evaluation(formula)
        names = evaluation["names"]
        ranges = [
            f"${symbol(name)} \\in [{tex(low)}, {tex(high)}]$"
            for name in names
            for low, high in [evaluation["inputs"][name]]
        ]
        left = f"f({', '.join(map(symbol, names))})"
        return f"$$\n{left} = {evaluation['latex']}\n$$\n\nwith {listing(ranges)}."

    def _network(self, formula: str) -> str:
        fit = self.results.fit(formula)
        activations = dict.fromkeys(each["activation"] for each in fit["replicates"])
        network = (
            f"Network: {structure(fit['hidden'])}, {listing([words(a) for a in activations])}, "
            f"{plural(fit['parameters'], 'parameter')}; trained on "
            f"{plural(fit['train_rows'], 'row')} by `{fit['method']}`."
        )
        remarks = {each["replicate"]: each["remark"] for each in fit["replicates"]}
        remark = remarks.get(fit["best_replicate"])
        return (
            f"{network} What it chose in the best replicate: {_remark(remark)}."
            if remark
            else network
        )

    def _errors(self, formula: str) -> str:
        evaluation = self.results.evaluation(formula)
        error, rmse = self.formulas.nrmse(formula), self.results.median("test_rmse", formula)
        if rmse is None:
            parts = ["No replicate ended well."]
        elif error is None:
            parts = [f"There is no NRMSE; the median test RMSE is {compact(rmse)}."]
        else:
            parts = [f"Median test NRMSE {compact(error)}."]
        compared = []
        for name in BASELINES:
            if (relative := self.formulas.baseline_nrmse(formula, name)) is not None:
                detail = evaluation["baselines"][name]["detail"]
                choice = f" ({escape(detail)})" if detail else ""
                compared.append(f"{BASELINES[name]} {compact(relative)}{choice}")
        if compared:
            parts.append(f"Baselines, by NRMSE: {listing(compared)}.")
        parts += [f"**Note:** {sentence}." for sentence in said(self.formulas, formula)]
        if evaluation["expect"]:
            parts.append(f"What the config expects is {expectation(evaluation['expect'])}.")
        return " ".join(parts)

    def metrics(self, formula: str) -> str:
        """Return every replicate's metrics on the test set, the best by validation in bold."""
        base = self.results.evaluation(formula)["variations"][BASE]
        rows = zip(base["replicates"], self.results.replicates(formula), strict=True)
        return table(
            [
                "Replicate",
                "MSE:",
                "RMSE:",
                "NRMSE:",
                "MAE:",
                "$R^2$:",
                "Largest error:",
                "Epochs or steps:",
            ],
            (
                [
                    f"**{entry['replicate']}**"
                    if entry["replicate"] == base["best_replicate"]
                    else str(entry["replicate"]),
                    *_metrics(entry),
                    f"{row['epochs']:,}",
                ]
                for entry, row in rows
            ),
        )

    def _test(self, formula: str) -> str:
        title, folder = self.formulas.title(formula), f"formulas/{formula}"
        pair = [
            image(f"{folder}/predicted.svg", self.predicted_alt(formula), PAIRED),
            image(f"{folder}/learning.svg", self.learning_alt(formula), PAIRED),
        ]
        beside = ""
        if variation := self.results.alternatives.get(formula):
            method = self.results.fit(formula, variation)["method"]
            beside = f", and, dashed, the validation RMSE of `{method}`"
        return "\n".join(
            [
                block(
                    f"fig-formula-{formula}-test",
                    side_by_side(*pair),
                    f"{title}: (left) predicted against true values of the test set, by the best "
                    f"replicate; (right) training and validation RMSE of every replicate{beside}.",
                ),
                block(
                    f"fig-formula-{formula}-errors",
                    image(f"{folder}/errors.svg", self.errors_alt(formula)),
                    f"{title}: the errors of the test set, and how many are below which size.",
                ),
            ]
        )

    def _fit_caption(self, formula: str) -> str:
        inputs = self.formulas.inputs(formula)
        if inputs == 1:
            return "the formula, the network's prediction, and the error."
        if inputs == 2:
            return "the formula, the network's prediction, and the error, over the box."
        return (
            "the formula and the network's prediction on slices through the box: one input varies, "
            "the others stay at the centre."
        )

    def fit_alt(self, formula: str) -> str:
        """Return what the picture of a formula's fit shows."""
        inputs = self.formulas.inputs(formula)
        if inputs > 2:
            shape = f"Slices along the {inputs} inputs: curves of the formula and the prediction."
        else:
            kind = "Curves" if inputs == 1 else "Maps"
            shape = f"{kind} of the formula, of the network's prediction and of the error."
        return f"{shape} {self._quality(formula)}".rstrip()

    def predicted_alt(self, formula: str) -> str:
        """Return what the picture of predicted against true values shows."""
        shape = "Scatter of predicted against true test values, with the diagonal."
        return f"{shape} {self._quality(formula)}".rstrip()

    def errors_alt(self, formula: str) -> str:
        """Return what the picture of the test errors shows."""
        shape = "Histogram of the test errors, and the cumulative share of their sizes."
        largest = self.results.median("max_abs_error", formula)
        return shape if largest is None else f"{shape} The largest error is {largest:.2g}."

    def learning_alt(self, formula: str) -> str:
        """Return what the picture of the learning curves shows."""
        ends = [
            f"replicate {row['replicate']} ended as "
            f"{(row['stop_reason'] or row['status']).replace('_', ' ')} after "
            f"{plural(row['epochs'], 'epoch or step', 'epochs or steps')}"
            for row in self.results.replicates(formula)
        ]
        return f"Training and validation RMSE as the training goes on: {', '.join(ends)}."

    def _quality(self, formula: str) -> str:
        error = self.formulas.nrmse(formula)
        return "" if error is None else f"The median test NRMSE is {error:.2g}."


def _remark(text: str) -> str:
    """Return a method's remark as Markdown, its numbers and terms as the paper writes them."""
    text = re.sub(r"[a-z_]+", lambda word: TERMS.get(word[0], word[0]), escape(text))
    return re.sub(r"\d\.\d+e[+-]\d+", lambda error: compact(float(error[0])), text)


def _metrics(entry: Mapping[str, Any]) -> list[str]:
    metrics = entry["metrics"]
    if metrics is None:
        return [entry["status"], *[MISSING] * 5]
    return [
        *(compact(metrics[name]) for name in ("mse", "rmse", "nrmse", "mae")),
        r_squared(metrics["r2"]),
        compact(metrics["max_abs_error"]),
    ]
