"""What is said of the studies of variations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.en.formulas import topic
from formulafit.language.en.grammar import listing, spell, times
from formulafit.language.en.values import changes
from formulafit.language.numbers import ONE, compact, number, seconds

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.studies import Other, Study

ABOUT = {  # what varies, by its path
    "training.adam.learning_rate": "The learning rate is the size of Adam's steps. A small one may "
    "need more epochs than it gets, a large one jump over what it looks for.",
    "network.hidden": "Width is the number of hidden units; depth the number of hidden layers, "
    "written as widths joined by hyphens.",
    "network.activation": "The activation decides of which curves the network is put together.",
    "data.scaling": "Scaling is the preprocessing of inputs and targets.",
    "data.train_rows": "The fewer rows the network learns from, the less of the formula it has "
    "seen. A smaller training set is the beginning of the larger one.",
    "data.train_box": "Rows that are many are not enough: they must represent the box. Here a "
    "network learns from a part of the box and is judged on all of it.",
    "training.method": "The method of training changes, the network stays.",
}
OVERFITTING = (
    "Few noisy rows and a large network: a network that overfits brings its training error below "
    "the noise, while its test error grows. Training errors are measured against the noisy "
    "targets, test errors against the formula."
)


def intro(studies: Sequence[Study]) -> str:
    """Return what a study is."""
    if not studies:
        return "The config of this paper asks for no study of variations."
    told = (
        "A variation changes some settings of a formula's fit. It keeps the points and the test "
        "set. Variations that answer one question together make a study."
    )
    if all(study.single for study in studies):
        return told
    if any(study.single for study in studies):
        return f"{told} Where a study has replicates, its errors are medians over them."
    return f"{told} All errors are medians over replicates."


def worth(studies: Sequence[Study]) -> str:
    """Return what the studies contribute to the paper."""
    asked = "" if studies else ", where the config asks for them"
    return f"Measurements of what the choices in such a network are worth{asked}"


def limits(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return what replicates, and studies where there are any, do not show."""
    if formulas.single and all(study.single for study in studies):
        text = "Each network is trained once: how far another seed would lead is not seen."
    else:
        text = "Replicates are few: their range shows a spread, it is not a confidence interval."
    if studies:
        text += (
            " Each study varies one choice on one formula, so that its ranking may not carry over."
        )
    return text


def about(study: Study) -> str:
    """Return what a study asks, on what it is done, and which of its members is the best."""
    parts = [OVERFITTING] if study.overfits else [ABOUT[p] for p in study.varied if p in ABOUT]
    if study.noise is not None:
        parts.append(f"The noise has a standard deviation of {number(study.noise, 2)}.")
    parts.append(
        f"We train each variation of {listing(study.formula_titles)} {replicates(study)} "
        f"(@tbl-study-{study.key}, @fig-study-{study.key})."
    )
    if study.shared:
        parts.append(f"All fits of the study share these settings: {changes(study.shared)}.")
    if study.steps:
        parts.append(_steps(study))
    if len(study.ranked) > 1 and study.ratio is not None:
        first, last = study.ranked[0], study.ranked[-1]
        ratio = number(study.ratio, 2)
        larger = f"{ratio} times as large" if ratio != ONE else "as large, to two digits"
        parts.append(
            f"*{first.name}* has the least error, {compact(first.nrmse)}. The largest, that of "
            f"*{last.name}*, is {larger}."
        )
    parts += [f"*{entry.name}* has no fit that ended well." for entry in study.unfinished]
    return " ".join(filter(None, parts))


def _steps(study: Study) -> str:
    limits = [f"{steps:,} for {listing(each)}" for steps, each in study.steps.items()]
    fewer = ", so that fewer epochs make about as many" if study.steps_are_alike else ""
    return f"An epoch of more rows has more steps{fewer}: at most {'; '.join(limits)}."


def replicates(study: Study) -> str:
    """Return how often each variation was trained."""
    least, most = study.fewest_and_most_replicates
    return times(most) if least == most else f"{spell(least)} to {times(most)}"


def table_caption(study: Study) -> str:
    """Return the caption of a study's table."""
    of = f"{study.title}: the variations of {listing(study.formula_titles)}"
    if study.single:
        return f"{of}, each trained once."
    return f"{of}; medians over replicates, and their range."


def figure_caption(study: Study) -> str:
    """Return the caption of a study's figure."""
    if study.of_twins:
        return (
            f"{study.title}: validation errors by both methods, drawn on each other, and how far "
            "they are apart, relative to the error by `adam`."
        )
    of = f"the variations of {listing(study.formula_titles)}"
    shown = f"test errors of {of}"
    if not study.single:
        shown += ", of the replicates and their median"
    return f"{study.title}: {shown}{', beside the learning curves' if study.overfits else ''}."


def figure_alt(study: Study) -> str:
    """Return what a study's figure shows."""
    if study.of_twins:
        return f"Learning curves by adam and torch in the study of {topic(study)}, on each other."
    errors = [(entry.title, entry.nrmse) for entry in study.entries]
    parts = [f"{t}: {'no fit' if error is None else f'{error:.2g}'}" for t, error in errors]
    medians = "" if study.single else ", medians"
    return f"Test NRMSE in the study of {topic(study)}{medians}: {'; '.join(parts)}."


def twins(study: Study) -> str:
    """Return how far fits by `adam` and `torch` are apart; empty where the study has no such."""
    if not study.twins:
        return ""
    told = [
        "The methods `adam` and `torch` draw the same first weights and the same batches from the "
        "same seed. They round differently: where one adds a sum in another order, the last digit "
        "changes, and training magnifies it."
    ]
    for each in study.twins:
        adam, torch = each.seconds
        told.append(
            f"With {'-'.join(map(str, each.hidden))} hidden units on "
            f"{study.formula_title(each.adam.formula)}, the validation errors after the first "
            f"epoch differ by {compact(each.apart.first)} of themselves, and at most by "
            f"{compact(each.apart.curve)} in any epoch. The two predictions differ on the test set "
            f"by at most {compact(each.prediction)} standard deviations of its targets. Training "
            f"took {seconds(adam)} CPU seconds by `adam` and {seconds(torch)} by `torch`."
        )
    return " ".join(told)


def mends(study: Study) -> str:
    """Return what the table of gains answers."""
    return (
        f"What did each mend gain over *{study.reference.name}*? A gain counts when it is larger "
        "than the spread of the replicates: when the ranges lie apart. "
        f"{_gained(study)} (@tbl-gains-{study.key})."
    )


def _gained(study: Study) -> str:
    gains = study.effective
    if not gains:
        return "No mend gains that much"
    largest = f"*{gains[0].entry.name}*"
    if len(gains) == 1:
        return f"Only {largest} does, by a factor of {number(gains[0].factor, 3)}"
    others = listing([f"*{gain.entry.name}*" for gain in gains[1:]])
    return (
        f"{largest} gains most, a factor of {number(gains[0].factor, 3)}; {others} "
        f"{'gains' if len(gains) == 2 else 'gain'} that much as well"
    )


def gains_caption(study: Study) -> str:
    """Return the caption of the table of gains."""
    return (
        f"{study.title}: what each mend changes, how many times smaller the test NRMSE is, and "
        "whether that is beyond the spread."
    )


def others(found: Sequence[Other]) -> str:
    """Return where the variations of no study stand; empty where there are none."""
    return "@tbl-others has the variations that belong to no study." if found else ""
