"""What depends on whether networks are trained once or several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def over(formulas: Formulas) -> str:
    """Return what numbers are of several replicates, behind a comma; empty where there is one."""
    return "" if formulas.single else "，取重复实验的中位数"


def main_caption(formulas: Formulas) -> str:
    """Return what the main table shows."""
    errors = "网络在测试集上的误差"
    return f"{errors}。" if formulas.single else f"{errors}：重复实验的中位数及其范围。"


def baselines_caption(formulas: Formulas) -> str:
    """Return what the table of the baselines shows."""
    return f"各基线方法与网络的测试NRMSE{over(formulas)}"


def regions_caption(formulas: Formulas) -> str:
    """Return what the table of the regions shows."""
    return f"各部分的NRMSE{over(formulas)}"


def shared(formulas: Formulas) -> str:
    """Return what replicates have in common, and how variations are judged."""
    judged = "同一公式的所有变体都在同一个测试集上评判。"
    if formulas.single:
        return judged
    return f"各次重复使用同样的数据，只是初始权重和批次的随机种子不同。{judged}"


def predicts(formulas: Formulas) -> str:
    """Return which network makes predictions."""
    if formulas.single:
        return "输入在区域之外时，网络会发出警告。"
    return "给出预测的是验证误差最小的那次重复；输入在区域之外时，它会发出警告。"


def pages(formulas: Formulas) -> str:
    """Return how the pages of the formulas are read."""
    units = "误差以公式自身的单位计。"
    return units if formulas.single else f"{units}表中粗体是验证误差最小的那次重复。"


def best(formulas: Formulas, formula: str) -> str:
    """Return what a sentence on the best replicate begins with; empty where there is one."""
    return "" if formulas.single_of(formula) else "在最好的一次重复中，"
