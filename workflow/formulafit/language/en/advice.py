"""What is said of fits that missed their formula, and what to try; for screen and paper."""

from __future__ import annotations

from collections.abc import Iterator

from formulafit.documents.evaluation import Values
from formulafit.findings import (
    Finding,
    HiddenRange,
    Mends,
    Missed,
    OrdersOfMagnitude,
    Undersampled,
)
from formulafit.language.en.baselines import BASELINES
from formulafit.language.sentences import Short

NARROWER = "narrow the ranges of the inputs"
MENDS = {
    "points": "more `data.points`",
    "thorough": "`training.auto.effort: thorough`",
    "effort": "more `training.auto.effort`",
    "auto": "`training.method: auto`",
    "activation": "another `network.activation`",
    "noise": "less `data.noise`",
    "rows": "all rows (`data.train_rows: null`)",
    "box": "the whole box (`data.train_box: null`)",
}


def missed(lost: int, fits: int) -> str:
    """Return e.g. ``missed`` or ``1 of 3 missed``; empty where none did."""
    if not lost:
        return ""
    return "missed" if lost == fits else f"{lost} of {fits} missed"


def explain(finding: Finding, short: Short) -> str:
    """Return a finding as a sentence without a full stop; `short` writes a number."""
    match finding:
        case Missed():
            return f"{missed(finding.lost, finding.fits)}: {'; '.join(_reasons(finding, short))}"
        case Undersampled(points):
            return (
                "undersampled: no method finds the formula, and neighbouring points differ nearly "
                f"as much as any two; draw more points than `data.points: {points}`, or {NARROWER}"
            )
        case Mends(what):
            return f"try {', '.join(MENDS[each] for each in what)}, or {NARROWER}"
        case HiddenRange(test, box):
            return (
                "the test set does not show the formula's range: its targets lie between "
                f"{_span(test, short)}, the values in the box between {_span(box, short)}, so that "
                f"an NRMSE says little; raise `data.points`, or {NARROWER}"
            )
        case OrdersOfMagnitude():
            return _orders(finding, short)


def _orders(finding: OrdersOfMagnitude, short: Short) -> str:
    ends = f"from {short(finding.small, 2)} to {short(finding.large, 2)}"
    text = (
        f"the targets span {finding.decades} powers of ten, {ends} in size: an NRMSE says nothing "
        "of the small ones"
    )
    if finding.median is None or finding.most is None:
        return text
    middle, most = short(finding.median, 2), short(finding.most, 2)
    return (
        f"{text}; relative to the target itself the error is {middle} in the median, and at most "
        f"{most} on 99% of the test points"
    )


def _reasons(finding: Missed, short: Short) -> Iterator[str]:
    if finding.constant > finding.worse:
        of = _nrmse(finding, finding.constant - finding.worse)
        yield f"{of} is above 0.9, hardly better than a constant's"
    if finding.worse:
        yield f"{_nrmse(finding, finding.worse)} is above 1, worse than a constant's"
    if finding.behind and finding.nrmse is not None:
        of = _nrmse(finding, finding.behind)
        best = f"{BASELINES[finding.baseline].title}, {short(finding.nrmse, 2)}"
        yield f"{of} is above 0.001 and more than twice that of the {best}"


def _nrmse(finding: Missed, count: int) -> str:
    """Return whose test NRMSE it is, where it is not that of all that missed."""
    return f"the test NRMSE{f' of {count} of them' if count < finding.lost else ''}"


def _span(values: Values, short: Short) -> str:
    deviation = short(values.std, 2)
    return f"{short(values.min, 3)} and {short(values.max, 3)} (standard deviation {deviation})"
