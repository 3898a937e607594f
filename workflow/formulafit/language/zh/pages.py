"""What is said on a formula's page in the appendix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.model import PictureWords
from formulafit.language.numbers import compact, exact
from formulafit.language.zh.baselines import BASELINES
from formulafit.language.zh.baselines import chosen as baseline_choice
from formulafit.language.zh.grammar import counted, listing, sentences
from formulafit.language.zh.lexicon import LEXICON
from formulafit.language.zh.methods import chosen
from formulafit.language.zh.replicates import best
from formulafit.language.zh.values import hidden, value
from formulafit.language.zh.verdicts import said

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def ranges(sides: Sequence[str]) -> str:
    """Return the ranges of the inputs after an equation; `sides` are TeX."""
    return f"其中{'，'.join(sides)}。"


def network(formulas: Formulas, formula: str) -> str:
    """Return a formula's network, and what its method chose."""
    fit = formulas.results.fit(formula)
    activations = [value(name) for name in formulas.activations(formula)]
    told = (
        f"网络{hidden(fit.hidden)}，激活函数为{listing(activations)}，"
        f"共{counted(fit.parameters, '个参数')}；由`{fit.method}`在"
        f"{counted(fit.train_rows, '个样本')}上训练。"
    )
    choice = formulas.best_choice(formula)
    return sentences(told, chosen(fit.method, choice, best(formulas, formula)) if choice else "")


def errors(formulas: Formulas, formula: str) -> str:
    """Return a formula's errors beside those of the baselines, and what is to be said of them."""
    error, rmse = formulas.nrmse(formula), formulas.results.median("test_rmse", formula)
    if rmse is None:
        parts = ["没有一次重复正常结束。"]
    elif error is None:
        parts = [f"NRMSE不存在；测试RMSE的中位数为{compact(rmse)}。"]
    else:
        parts = [f"测试NRMSE的中位数为{compact(error)}。"]
    parts.append(_baselines(formulas, formula))
    parts += [f"**注意：**{sentence}。" for sentence in said(formulas, formula)]
    if (passed := formulas.expect(formula)) is not None:
        parts.append(f"{'达到了' if passed else '**未**达到'}配置文件所定的预期。")
    return sentences(*parts)


def _baselines(formulas: Formulas, formula: str) -> str:
    compared = formulas.compared(formula)
    if not compared:
        return ""
    told = {
        name: compact(error) + (f"（{choice}）" if (choice := baseline_choice(detail)) else "")
        for name, (error, detail) in compared.items()
    }
    best, _ = formulas.best_baseline(formula)
    text = f"基线方法中最接近的是{BASELINES[best].title}，NRMSE为{told.pop(best)}。"
    if told:
        others = [f"{BASELINES[name].title}为{value}" for name, value in told.items()]
        text += f"其余基线：{'，'.join(others)}。"
    return text


def replicates_seen(formulas: Formulas, formula: str, table: str) -> str:
    """Return what one sees in the table of replicates."""
    span = formulas.results.span("test_nrmse", formula)
    if span is None:
        return f"各次重复见[@{table}]。"
    if len(formulas.results.values("test_nrmse", formula)) == 1:
        return f"全部误差见[@{table}]。"
    least, most = map(compact, span)
    if least == most:
        return f"按所示位数，各次重复的NRMSE相同（[@{table}]）。"
    return f"各次重复的NRMSE在{least}与{most}之间（[@{table}]）。"


def figure_seen(figure: str, clauses: Sequence[str]) -> str:
    """Return what one sees in a figure, by the clauses of its pictures."""
    if not clauses:
        return f"没有一次拟合正常结束，所以[@{figure}]中没有预测。"
    return f"{'；'.join(clauses)}（[@{figure}]）。"


def metrics_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the table of replicates."""
    of = "" if formulas.single_of(formula) else "各次重复"
    return f"{formulas.title(formula)}：{of}在测试集上的误差。"


def figure_caption(title: str, parts: Sequence[str]) -> str:
    """Return the caption of a picture, or of two side by side, of their captions."""
    if len(parts) == 2:
        left, right = parts
        return f"{title}：（左）{left}；（右）{right}。"
    return f"{title}：{parts[0]}。"


def fit_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the picture of a fit."""
    inputs = formulas.inputs(formula)
    if inputs > 2:
        return "公式与网络的预测在区域各条切线上的值；每次只有一个输入变化，其余输入固定在区域中心"
    over = "（整个区域）" if inputs == 2 else ""
    return f"公式、网络的预测和误差{over}"


def predicted_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of predicted against true values."""
    by = "" if formulas.single_of(formula) else "最好的一次重复在"
    return f"{by}测试集上的预测值与真值"


def learning_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the learning curves, that of another method among them."""
    method = formulas.other_method(formula)
    more = f"，虚线为`{method}`的验证RMSE" if method else ""
    of = "" if formulas.single_of(formula) else "各次重复的"
    return f"{of}训练RMSE和验证RMSE{more}"


def errors_caption(formulas: Formulas, formula: str) -> str:
    """Return the caption of the errors' picture."""
    return "测试集上的误差，以及误差小于各个数值的样本所占的比例"


def fit_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the picture of a fit."""
    largest = formulas.results.median("max_abs_error", formula)
    if largest is None:
        return ""
    median = "" if formulas.single_of(formula) else "取各次重复的中位数，"
    return f"测试集上的最大误差{median}为{compact(largest)}"


def predicted_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in predicted against true values."""
    if formulas.nrmse(formula) is None:
        return ""
    agree = formulas.agrees_to_the_eye(formula)
    return f"预测值与真值在图上{'看不出差别' if agree else '有看得见的差别'}"


def learning_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the learning curves."""
    least, most = map(exact, formulas.fewest_and_most_epochs(formula))
    return f"训练在{least if least == most else f'{least}至{most}'}轮或步之后结束"


def errors_seen(formulas: Formulas, formula: str) -> str:
    """Return what one sees in the errors' picture."""
    size = formulas.mean_size_of_errors(formula)
    return "" if size is None else f"测试误差的绝对值平均为{compact(size)}"


def fit_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of a formula's fit shows."""
    inputs = formulas.inputs(formula)
    if inputs > 2:
        shape = f"沿{inputs}个输入的切线：公式与预测的曲线。"
    else:
        kind = "曲线图" if inputs == 1 else "平面图"
        shape = f"{kind}：公式、网络的预测和误差。"
    return sentences(shape, _quality(formulas, formula))


def predicted_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of predicted against true values shows."""
    shape = "测试集预测值对真值的散点图，带对角线。"
    return sentences(shape, _quality(formulas, formula))


def errors_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of the test errors shows."""
    shape = "测试误差的直方图，以及误差绝对值的累积分布。"
    largest = formulas.results.median("max_abs_error", formula)
    return shape if largest is None else f"{shape}最大误差为{largest:.2g}。"


def learning_alt(formulas: Formulas, formula: str) -> str:
    """Return what the picture of the learning curves shows."""
    ends = [
        f"第{row.replicate}次重复在{counted(row.epochs, '轮或步')}之后以"
        f"“{_end(row.stop_reason or row.status)}”结束"
        for row in formulas.results.replicates(formula)
    ]
    return f"训练RMSE和验证RMSE随训练的变化：{'，'.join(ends)}。"


def _end(reason: str) -> str:
    known = {**LEXICON.statuses, **LEXICON.stops}
    return known.get(reason, reason.replace("_", " "))


def _quality(formulas: Formulas, formula: str) -> str:
    error = formulas.nrmse(formula)
    return "" if error is None else f"测试NRMSE的中位数为{error:.2g}。"


PICTURES = {
    "errors": PictureWords("误差", errors_caption, errors_alt, errors_seen),
    "fit": PictureWords("拟合与公式", fit_caption, fit_alt, fit_seen),
    "learning": PictureWords("学习曲线", learning_caption, learning_alt, learning_seen),
    "predicted": PictureWords("预测值与真值", predicted_caption, predicted_alt, predicted_seen),
}
