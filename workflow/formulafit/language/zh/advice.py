"""What is said of fits that missed their formula, and what to try."""

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
from formulafit.language.sentences import Short
from formulafit.language.zh.baselines import BASELINES

NARROWER = "缩小输入的取值范围"
MENDS = {
    "points": "增大`data.points`",
    "thorough": "改用`training.auto.effort: thorough`",
    "effort": "提高`training.auto.effort`",
    "auto": "改用`training.method: auto`",
    "activation": "换一个`network.activation`",
    "noise": "减小`data.noise`",
    "rows": "使用全部样本（`data.train_rows: null`）",
    "box": "使用整个区域（`data.train_box: null`）",
}


def missed(lost: int, fits: int) -> str:
    """Return e.g. ``未拟合`` or ``3次中1次未拟合``; empty where none did."""
    if not lost:
        return ""
    return "未拟合" if lost == fits else f"{fits}次中{lost}次未拟合"


def explain(finding: Finding, short: Short) -> str:
    """Return a finding as a sentence without a full stop; `short` writes a number."""
    match finding:
        case Missed():
            return f"{missed(finding.lost, finding.fits)}，{'；'.join(_reasons(finding, short))}"
        case Undersampled(points):
            return (
                "采样不足：没有一种方法能找到这个公式，相邻两点的差别几乎与任意两点一样大；"
                f"请抽取比`data.points: {points}`更多的点，或者{NARROWER}"
            )
        case Mends(what):
            return f"可以尝试{'、'.join(MENDS[each] for each in what)}，或者{NARROWER}"
        case HiddenRange(test, box):
            return (
                f"测试集没有显出公式的取值范围：测试目标值在{_span(test, short)}，"
                f"而区域内的值在{_span(box, short)}，因此NRMSE说明不了多少问题；"
                f"请增大`data.points`，或者{NARROWER}"
            )
        case OrdersOfMagnitude():
            return _orders(finding, short)


def _orders(finding: OrdersOfMagnitude, short: Short) -> str:
    ends = f"绝对值从{short(finding.small, 2)}到{short(finding.large, 2)}"
    text = f"目标值跨越{finding.decades}个数量级（{ends}），NRMSE完全不能说明其中较小的值"
    if finding.median is None or finding.most is None:
        return text
    middle, most = short(finding.median, 2), short(finding.most, 2)
    return f"{text}；相对于目标值本身，误差的中位数为{middle}，99%的测试点上不超过{most}"


def _reasons(finding: Missed, short: Short) -> Iterator[str]:
    if finding.constant > finding.worse:
        yield f"{_nrmse(finding, finding.constant - finding.worse)}大于0.9，几乎不比常数好"
    if finding.worse:
        yield f"{_nrmse(finding, finding.worse)}大于1，比常数还差"
    if finding.behind and finding.nrmse is not None:
        best = f"{BASELINES[finding.baseline].title}（{short(finding.nrmse, 2)}）"
        yield f"{_nrmse(finding, finding.behind)}大于0.001，且超过{best}的两倍"


def _nrmse(finding: Missed, count: int) -> str:
    """Return whose test NRMSE it is, where it is not that of all that missed."""
    return f"{f'其中{count}次的' if count < finding.lost else ''}测试NRMSE"


def _span(values: Values, short: Short) -> str:
    deviation = short(values.std, 2)
    return f"{short(values.min, 3)}与{short(values.max, 3)}之间（标准差{deviation}）"
