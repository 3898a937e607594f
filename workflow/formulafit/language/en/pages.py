"""What is said on a formula's page in the appendix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.en.baselines import BASELINES
from formulafit.language.en.baselines import chosen as baseline_choice
from formulafit.language.en.grammar import capitalized, listing, plural, sentences
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.methods import chosen
from formulafit.language.en.replicates import best
from formulafit.language.en.values import hidden, value
from formulafit.language.en.verdicts import said
from formulafit.language.model import PictureWords
from formulafit.language.numbers import compact

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def ranges(sides: Sequence[str]) -> str:
    """Return the ranges of the inputs after an equation; `sides` are TeX."""
    return f"with {listing(sides)}."


def network(formulas: Formulas, formula: str) -> str:
    """Return a formula's network, and what its method chose."""
    fit = formulas.results.fit(formula)
    activations = [value(name) for name in formulas.activations(formula)]
    one = "activation" if len(activations) == 1 else "activations (one a replicate)"
    told = (
        f"The network has {hidden(fit.hidden)}, {plural(fit.parameters, 'parameter')} and "
        f"the {one} {listing(activations)}. We trained it on {plural(fit.train_rows, 'row')} "
        f"by `{fit.method}`."
    )
    choice = formulas.best_choice(formula)
    return sentences(told, chosen(fit.method, choice, best(formulas, formula)) if choice else "")


def errors(formulas: Formulas, formula: str) -> str:
    """Return a formula's errors beside those of the baselines, and what is to be said of them."""
    error, rmse = formulas.nrmse(formula), formulas.results.median("test_rmse", formula)
    if rmse is None:
        parts = ["No replicate ended well."]
    elif error is None:
        parts = [f"There is no NRMSE; the median test RMSE is {compact(rmse)}."]
    else:
        parts = [f"The median test NRMSE is {compact(error)}."]
    parts.append(_baselines(formulas, formula))
    parts += [f"**Note:** {sentence}." for sentence in said(formulas, formula)]
    if (passed := formulas.expect(formula)) is not None:
        parts.append(f"It {'meets' if passed else 'does **not** meet'} what the config expects.")
    return sentences(*parts)


def _baselines(formulas: Formulas, formula: str) -> str:
    compared = formulas.compared(formula)
    if not compared:
        return ""
    told = {
        name: compact(error) + (f" ({choice})" if (choice := baseline_choice(detail)) else "")
        for name, (error, detail) in compared.items()
    }
    best, _ = formulas.best_baseline(formula)
    text = f"Of the baselines, the {BASELINES[best].title} comes nearest: {told.pop(best)}."
    if told:
        others = [f"{value} by the {BASELINES[name].title}" for name, value in told.items()]
        text += f" The others reach {listing(others)}."
    return text


def replicates_seen(formulas: Formulas, formula: str, table: str) -> str:
    """Return what one sees in the table of replicates."""
    span = formulas.results.span("test_nrmse", formula)
    if span is None:
        return f"@{table} lists the replicates."
    if len(formulas.results.values("test_nrmse", formula)) == 1:
        return f"@{table} lists all its errors."
    least, most = map(compact, span)
    if least == most:
        return f"To the digits shown, all replicates have the same NRMSE (@{table})."
    return f"The NRMSE of the replicates lies between {least} and {most} (@{table})."


def figure_seen(figure: str, clauses: Sequence[str]) -> str:
    """Return what one sees in a figure, by the clauses of its pictures."""
    if not clauses:
        return f"No fit ended well, so that @{figure} shows no prediction."
    return f"{capitalized('; '.join(clauses))} (@{figure})."


def metrics_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the table of replicates."""
    of = "" if formulas.single_of(formula) else " of every replicate"
    return f"{formulas.title(formula)}: errors{of} on the test set."


def figure_caption(title: str, parts: Sequence[str]) -> str:
    """Return the caption of a picture, or of two side by side, of their captions."""
    if len(parts) == 2:
        left, right = parts
        return f"{title}: (left) {left}; (right) {right}."
    return f"{title}: {parts[0]}."


def fit_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the picture of a fit."""
    inputs = formulas.inputs(formula)
    if inputs > 2:
        return (
            "the formula and the network's prediction on slices through the box: one input varies, "
            "the others stay at the centre"
        )
    over = ", over the box" if inputs == 2 else ""
    return f"the formula, the network's prediction, and the error{over}"


def predicted_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of predicted against true values."""
    by = "" if formulas.single_of(formula) else ", by the best replicate"
    return f"predicted against true values of the test set{by}"


def learning_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the learning curves, that of another method among them."""
    method = formulas.other_method(formula)
    more = f", and, dashed, the validation RMSE of `{method}`" if method else ""
    of = "" if formulas.single_of(formula) else " of every replicate"
    return f"training and validation RMSE{of}{more}"


def errors_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the errors' picture."""
    return "the errors of the test set, and how many are below which size"


def fit_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the picture of a fit."""
    largest = formulas.results.median("max_abs_error", formula)
    if largest is None:
        return ""
    median = "" if formulas.single_of(formula) else ", median over replicates"
    return f"the largest error on the test set is {compact(largest)}{median}"


def predicted_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in predicted against true values."""
    if formulas.nrmse(formula) is None:
        return ""
    agree = formulas.agrees_to_the_eye(formula)
    return f"predicted and true values {'agree to the eye' if agree else 'differ visibly'}"


def learning_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the learning curves."""
    least, most = formulas.fewest_and_most_epochs(formula)
    ends = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"training ended after {ends} epochs or steps"


def errors_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the errors' picture."""
    size = formulas.mean_size_of_errors(formula)
    return "" if size is None else f"the mean size of the test errors is {compact(size)}"


def fit_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of a formula's fit shows."""
    inputs = formulas.inputs(formula)
    if inputs > 2:
        shape = f"Slices along the {inputs} inputs: curves of the formula and the prediction."
    else:
        kind = "Curves" if inputs == 1 else "Maps"
        shape = f"{kind} of the formula, of the network's prediction and of the error."
    return f"{shape} {_quality(formulas, formula)}".rstrip()


def predicted_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of predicted against true values shows."""
    shape = "Scatter of predicted against true test values, with the diagonal."
    return f"{shape} {_quality(formulas, formula)}".rstrip()


def errors_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of the test errors shows."""
    shape = "Histogram of the test errors, and the cumulative share of their sizes."
    largest = formulas.results.median("max_abs_error", formula)
    return shape if largest is None else f"{shape} The largest error is {largest:.2g}."


def learning_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of the learning curves shows."""
    ends = [
        f"replicate {row.replicate} ended as {_end(row.stop_reason or row.status)} after "
        f"{plural(row.epochs, 'epoch or step', 'epochs or steps')}"
        for row in formulas.results.replicates(formula)
    ]
    return f"Training and validation RMSE as the training goes on: {', '.join(ends)}."


def _end(reason: str) -> str:
    known = {**LEXICON.statuses, **LEXICON.stops}
    return known.get(reason, reason.replace("_", " "))


def _quality(formulas: Formulas, formula: str) -> str:
    error = formulas.nrmse(formula)
    return "" if error is None else f"The median test NRMSE is {error:.2g}."


PICTURES = {
    "errors": PictureWords("errors", errors_caption, errors_alt, errors_seen),
    "fit": PictureWords("fit and formula", fit_caption, fit_alt, fit_seen),
    "learning": PictureWords("learning curves", learning_caption, learning_alt, learning_seen),
    "predicted": PictureWords(
        "predicted against true values", predicted_caption, predicted_alt, predicted_seen
    ),
}
