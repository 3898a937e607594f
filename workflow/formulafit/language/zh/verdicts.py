"""What is said of fits that missed their formula, and of the simpler methods beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.limits import LISTED
from formulafit.language.numbers import seconds, signed
from formulafit.language.zh.advice import explain, missed
from formulafit.language.zh.baselines import BASELINES
from formulafit.language.zh.formulas import names
from formulafit.language.zh.grammar import counted, listing, sentences

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def said(formulas: Formulas, formula: str) -> list[str]:
    """Return what is to be said of a formula's own fit and its data, without full stops."""
    return [explain(finding, signed) for finding in formulas.findings(formula)]


def mark(formulas: Formulas, formula: str) -> str:
    """Return how many fits missed a formula, in a table."""
    return missed(*formulas.missed(formula))


def paragraph(formulas: Formulas) -> str:
    """Return what the reader must know of formulas that were missed; empty where none was."""
    found = {f: told for f in formulas.keys if (told := said(formulas, f))}
    if not found:
        return ""
    lost = [f for f in found if formulas.missed(f)[0]]
    head = "**须谨慎看待的公式。**"
    if lost:
        every, some = len(formulas.keys), len(lost)
        of = f"{counted(every, '个公式')}中有{counted(some, '个')}" if every > 1 else "这个公式"
        head = (
            f"**未拟合的公式。**{of}*未拟合*：测试NRMSE大于0.9，"
            "或者大于0.001且超过最佳基线的两倍。这样的拟合是正常结束的，仍计入所有中位数。"
        )
    lines = [f"- {formulas.title(f)}：{'；'.join(each)}。" for f, each in found.items()]
    if len(lines) > LISTED:
        rest = counted(len(lines) - LISTED, "个")
        lines = [*lines[:LISTED], f"- 另有{rest}（附录[-@sec-every]）。"]
    return "\n".join([f"{head}\n", *lines, ""])


def simpler_methods(formulas: Formulas) -> str:
    """Return which simpler methods the formulas are fitted by and what they choose."""
    fitted = [BASELINES[name] for name in formulas.fitted_baselines]
    open_settings = [f"{each.title}的{each.chooses}" for each in fitted if each.chooses]
    learners = [each.noun for each in fitted if each.noun]
    left_out = [BASELINES[name].title for name in formulas.baselines_left_out]
    return sentences(
        "我们还用较简单的方法在同样的训练样本上拟合每个公式："
        f"{'；'.join(each.phrase for each in fitted)}。",
        f"由验证误差选择的有{listing(open_settings)}。" if open_settings else "",
        f"{listing(learners)}来自scikit-learn[@pedregosa2011]。" if learners else "",
        f"按配置文件的要求，没有使用{listing(left_out)}。" if left_out else "",
    )


def worth(formulas: Formulas) -> str:
    """Return where the network beats all simpler methods, where not, and at what price."""
    won, lost = formulas.contest()
    text = []
    if won:
        text.append(f"网络在{names(formulas, won)}上误差最小。")
    if lost:
        text.append(
            f"在{names(formulas, lost)}上，撇开舍入误差，至少有一种简单方法不比网络差；"
            "除非用途本身要求用网络，否则不值得为它付出代价。"
        )
    if not text:
        text.append("没有一个公式同时有网络和基线方法的NRMSE。")
    return sentences(*text, _price(formulas))


def _price(formulas: Formulas) -> str:
    costs = {
        BASELINES[name].title: cost
        for name in formulas.fitted_baselines
        if BASELINES[name].chooses and (cost := formulas.baseline_seconds(name)) is not None
    }
    if formulas.cpu_seconds is None or not costs:
        return ""
    least, most = min(costs, key=costs.__getitem__), max(costs, key=costs.__getitem__)
    theirs = f"{seconds(costs[least])}秒（{least}）"
    if least != most:
        theirs += f"至{seconds(costs[most])}秒（{most}）"
    return (
        f"代价是时间：训练一次网络需要{seconds(formulas.cpu_seconds)} CPU秒"
        f"（各公式的中位数），简单方法只需{theirs}。"
    )
