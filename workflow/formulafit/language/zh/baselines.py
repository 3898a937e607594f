"""The simpler methods: their names, and what each chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulafit.language.model import BaselineWords
from formulafit.language.numbers import exact, signed

WEIGHTS = {"uniform": "等权", "distance": "按距离加权"}
KERNELS = {
    "squared_exponential": "平方指数核",
    "matern_5_2": "Matérn 5/2核",
    "matern_3_2": "Matérn 3/2核",
}
BASELINES = {
    "mean": BaselineWords("均值", "训练目标值的均值"),
    "polynomial": BaselineWords("多项式", "多项式", "次数"),
    "spline": BaselineWords("样条", "最小二乘三次样条（限一个或两个输入）", "区间数"),
    "decision_tree": BaselineWords("决策树", "决策树[@breiman1984]", "叶结点最少样本数", "决策树"),
    "boosted_trees": BaselineWords("提升树", "梯度提升树[@friedman2001]", "棵数", "提升树"),
    "nearest_neighbours": BaselineWords("最近邻", "最近邻[@cover1967]", "近邻数与权重", "最近邻"),
    "interpolating_spline": BaselineWords("插值样条", "经过所有样本的样条（限一个输入）", "次数"),
    "gaussian_process": BaselineWords(
        "高斯过程", "至多用2,000个样本的高斯过程[@rasmussen2006]", "核函数"
    ),
}


def chosen(detail: Mapping[str, Any]) -> str:
    """Return what a baseline chose; empty where nothing is known."""
    match detail:
        case {"instead": "mean"}:
            return "改用均值"
        case {"constant": constant}:
            return f"常数{signed(constant, 4)}"
        case {"degree": degree, "terms": terms}:
            return f"{degree}次，{exact(terms)}项"
        case {"intervals": intervals, "inputs": inputs, "terms": terms}:
            return f"{'每个输入' if inputs > 1 else ''}{exact(intervals)}个区间，{exact(terms)}项"
        case {"leaves": leaves, "least_rows": rows}:
            return f"{exact(leaves)}个叶结点，每个至少{exact(rows)}个样本"
        case {"trees": trees}:
            return f"{exact(trees)}棵树"
        case {"neighbours": neighbours, "weights": weights}:
            how = f"，{WEIGHTS[weights]}" if neighbours > 1 else ""
            return f"{neighbours}个近邻{how}"
        case {"degree": degree, "rows": rows}:
            return f"{degree}次，经过{exact(rows)}个样本"
        case {"kernel": kernel, "rows": rows}:
            return f"{KERNELS[kernel]}，{exact(rows)}个样本"
    return "，".join(f"{name.replace('_', ' ')} {value}" for name, value in detail.items())
