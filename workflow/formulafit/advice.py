"""What is said of a fit that missed its formula, or whose data do not show it, and what to try.

The facts come from the evaluation, the words from here: for the screen, the terminal and the paper.
Settings stand in backticks, as Markdown has code; `plain` takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from formulafit.baselines.registry import METHODS

TITLES = {method.name: method.title for method in METHODS}
FLOOR = 1e-12  # of an NRMSE in double precision: below, all are equal
NARROWER = "narrow the ranges of the inputs"


def plain(text: str) -> str:
    """Return a sentence as it stands on a screen."""
    return text.replace("`", "")


def count_missed(replicates: Sequence[Mapping[str, Any]]) -> str:
    """Return e.g. ``missed`` or ``1 of 3 missed``; empty where no replicate did."""
    lost = sum(entry["missed"] is not None for entry in replicates)
    if not lost:
        return ""
    return "missed" if lost == len(replicates) else f"{lost} of {len(replicates)} missed"


def explain(
    replicates: Sequence[Mapping[str, Any]],
    evaluation: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> list[str]:
    """Return what is to be said of a formula's own fit, as sentences without a full stop.

    Parameters
    ----------
    replicates : sequence of mapping
        With ``missed`` and ``metrics``; see `formulafit.evaluation.verdict.missed`.
    evaluation : mapping
        With ``baselines``, ``coverage`` and ``undersampled``.
    settings : mapping
        The fit's: data, network, training.

    Returns
    -------
    list of str
        Empty where the fit is good and the data are too.
    """
    count = count_missed(replicates)
    said = [f"{count}: {'; '.join(_reasons(replicates, evaluation))}"] if count else []
    if evaluation["undersampled"]:
        points = settings["data"]["points"]
        said.append(
            "undersampled: no method finds the formula, and neighbouring points differ nearly as "
            f"much as any two; draw more points than `data.points: {points}`, or {NARROWER}"
        )
    elif count:
        said.append(f"try {', '.join(_mends(settings))}, or {NARROWER}")
    if not evaluation["coverage"]["shown"]:
        test, box = evaluation["coverage"]["test"], evaluation["coverage"]["box"]
        said.append(
            f"the test set does not show the formula's range: its targets lie between "
            f"{_span(test)}, the values in the box between {_span(box)}, so that an NRMSE says "
            f"little; raise `data.points`, or {NARROWER}"
        )
    return said


def _reasons(
    replicates: Sequence[Mapping[str, Any]], evaluation: Mapping[str, Any]
) -> Iterator[str]:
    marks = [entry["missed"] for entry in replicates]
    if "formula" in marks:
        yield f"{_nrmse(marks, 'formula')} is above 0.9, hardly better than a constant's"
    if "baseline" in marks:
        name, nrmse = best_baseline(evaluation["baselines"])
        of = _nrmse(marks, "baseline")
        yield f"{of} is above 0.001 and more than twice that of the {TITLES[name]}, {nrmse:.2g}"


def _nrmse(marks: Sequence[str | None], mark: str) -> str:
    """Return whose test NRMSE it is, where it is not that of all that missed."""
    lost = [found for found in marks if found]
    few = f" of {lost.count(mark)} of them" if lost.count(mark) < len(lost) else ""
    return f"the test NRMSE{few}"


def best_baseline(baselines: Mapping[str, Mapping[str, Any]]) -> tuple[str, float | None]:
    """Return the name and NRMSE of the baseline with the least.

    Of equals, as all below `FLOOR` are, it is the first one in the order of `METHODS`.
    """
    known = {
        method.name: nrmse
        for method in METHODS
        if method.name in baselines
        and (nrmse := baselines[method.name]["metrics"]["nrmse"]) is not None
    }
    if not known:
        return "", None
    best = min(known, key=lambda name: max(known[name], FLOOR))
    return best, known[best]


def _mends(settings: Mapping[str, Any]) -> list[str]:
    """Return what may help a fit that its data would allow to be better."""
    data, training = settings["data"], settings["training"]
    mends = ["more `data.points`"]
    if training["method"] == "auto":
        effort = training["auto"]["effort"]
        name = "`training.auto.effort: thorough`"
        mends.append(name if effort in ("quick", "normal") else "more `training.auto.effort`")
    else:
        mends.append("`training.method: auto`")
    mends.append("another `network.activation`")
    mends += ["less `data.noise`"] if data["noise"] else []
    mends += ["all rows (`data.train_rows: null`)"] if data["train_rows"] else []
    mends += ["the whole box (`data.train_box: null`)"] if data["train_box"] else []
    return mends


def _span(values: Mapping[str, float]) -> str:
    low, high, deviation = (values[name] for name in ("min", "max", "std"))
    return f"{low:.3g} and {high:.3g} (standard deviation {deviation:.2g})"
