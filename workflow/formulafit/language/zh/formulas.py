"""What is said of the formulas' errors as a whole: abstract, main result, two methods, regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.limits import LISTED, NAMED
from formulafit.language.numbers import ONE, compact, number
from formulafit.language.zh.grammar import counted, listing, sentences, spell
from formulafit.language.zh.lexicon import LEXICON
from formulafit.language.zh.replicates import over

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas, Group
    from formulafit.paper.facts.reproduction import Lost
    from formulafit.paper.facts.studies import Study


def names(formulas: Formulas, some: Sequence[str]) -> str:
    """Return several formulas inside a sentence: their titles, or of many their number."""
    if len(some) > NAMED:
        return counted(len(some), "个公式")
    return listing(formulas.titles(some))


def count(formulas: Formulas) -> str:
    """Return how many formulas there are."""
    return counted(len(formulas.keys), "个公式")


def networks(formulas: Formulas) -> str:
    """Return for how many formulas there is a network, where a sentence begins."""
    each = "分别" if len(formulas.keys) > 1 else ""
    return f"为{count(formulas)}{each}训练一个网络"


def inputs(formulas: Formulas) -> str:
    """Return e.g. ``一至六个输入``."""
    least, most = formulas.fewest_and_most_inputs
    if least < most:
        return f"{spell(least)}至{spell(most)}个输入"
    return f"{'各' if len(formulas.keys) > 1 else ''}有{counted(least, '个输入')}"


def group(formulas: Formulas, line: Group) -> str:
    """Return what a line of a table is of: a formula, or all with so many inputs."""
    if line.inputs is None:
        return formulas.title(line.keys[0])
    return f"{counted(line.inputs, '个输入')}（{counted(len(line.keys), '个公式')}，取中位数）"


def outcome(formulas: Formulas) -> str:
    """Return between which errors the formulas lie, and how often the network is the best."""
    ranked = formulas.ranked
    if len(ranked) > 1:
        least, most = (compact(formulas.nrmse(ranked[i])) for i in (0, -1))
        lies = f"在{least}与{most}之间" if least != most else f"都是{least}"
        text = f"各公式的相对误差（NRMSE{over(formulas)}）{lies}。"
    elif ranked:
        text = f"相对误差（NRMSE{over(formulas)}）为{compact(formulas.nrmse(ranked[0]))}。"
    else:
        text = "没有一次正常结束的拟合能给出相对误差。"
    return sentences(text, _contest(formulas))


def _contest(formulas: Formulas) -> str:
    won, lost = (len(each) for each in formulas.contest())
    compared = won + lost
    if not compared:
        return ""
    where = f"在{counted(compared, '个公式')}中的{spell(won)}个上"
    if compared == 1:
        where = ""
    elif compared in (won, lost):
        where = every(compared)
    return f"网络{where}{'优于' if won else '没有优于'}最好的简单方法。"


def every(compared: int) -> str:
    """Return that something holds on all formulas, of which there are several."""
    return f"在{'' if compared == 2 else '全部'}{counted(compared, '个公式')}上都"


def findings(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return the results in the abstract."""
    topics = listing([topic(study) for study in studies])
    scope = f"我们还用变体考察以下各项的影响：{topics}。" if studies else ""
    return sentences(outcome(formulas), duel(formulas), scope)


def conclusion(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return the results in the conclusion."""
    factors = [
        f"在“{topic(study)}”实验中是{number(study.ratio, 2)}倍"
        for study in studies
        if len(study.ranked) > 1 and study.ratio is not None
    ]
    lessons = f"这些选择很要紧：最差变体的误差与最好变体相比，{'，'.join(factors)}。"
    return sentences(outcome(formulas), duel(formulas), lessons if factors else "")


def topic(study: Study) -> str:
    """Return a study's subject inside a sentence."""
    return study.title


def duel(formulas: Formulas) -> str:
    """Return which of two methods is better where, as sentences; nothing without another method.

    Errors are medians over replicates.
    """
    ahead, even, behind = formulas.sides()
    own, other = own_methods(formulas), other_methods(formulas)
    parts = []
    if ahead:
        parts.append(f"方法{own}的误差{_among(formulas, ahead)}小于{other}。")
        if behind:
            parts.append(f"在{names(formulas, behind)}上，{other}的误差更小。")
    elif behind:
        parts.append(f"方法{other}的误差{_among(formulas, behind)}小于{own}。")
    if even:
        parts.append(f"在{names(formulas, even)}上，两者之差只是舍入误差。")
    if len(formulas.gains) > 1:
        mean = compact(formulas.mean_gain)
        size = f"是{own}的{mean}倍" if mean != ONE else f"与{own}相当"
        parts.append(f"按几何平均，{other}的误差{size}。")
    return sentences(*parts)


def own_methods(formulas: Formulas) -> str:
    """Return the methods of the formulas' own fits."""
    return listing([f"`{method}`" for method in formulas.methods])


def other_methods(formulas: Formulas) -> str:
    """Return the methods that the own fits are compared with."""
    return listing([f"`{method}`" for method in formulas.alternative_methods])


def _among(formulas: Formulas, some: Sequence[str]) -> str:
    """Return on which formulas as words: ``在九个公式中的八个上``, or the name of the one."""
    compared = len(formulas.gains)
    if compared == 1:
        return f"在{names(formulas, some)}上"
    if len(some) == compared:
        return every(compared)
    return f"在{counted(compared, '个公式')}中的{spell(len(some))}个上"


def main(formulas: Formulas) -> str:
    """Return the main result: the least and the largest error, and what was expected."""
    ranked = formulas.ranked
    parts = ["结果见[@tbl-main]。"]
    if len(ranked) > 1:
        first, last = ranked[0], ranked[-1]
        least, most = (compact(formulas.nrmse(formula)) for formula in (first, last))
        parts.append(
            f"误差最小的是{formulas.title(first)}，为{least}；"
            f"误差最大的是{formulas.title(last)}，为{most}。"
            f"各公式误差的中位数为{compact(formulas.median_nrmse)}。"
            if least != most
            else f"各公式的NRMSE都是{least}。"
        )
    elif ranked:
        title, error = formulas.title(ranked[0]), compact(formulas.nrmse(ranked[0]))
        parts.append(f"{title}的NRMSE为{error}。")
    met, unmet = (listing(formulas.titles(each)) for each in formulas.expected())
    if met:
        parts.append(f"达到配置文件所定预期的有{met}。")
    if unmet:
        parts.append(f"**未**达到预期的有{unmet}。")
    return sentences(*parts)


def columns(formulas: Formulas) -> str:
    """Return what stands in the columns of the main table, for its caption."""
    best = "最佳基线是NRMSE最小的基线方法。"
    if not formulas.alternative_methods:
        return best
    return f"旁边是同样的网络用{other_methods(formulas)}训练时的误差和秒数。{best}"


def beside(formulas: Formulas) -> str:
    """Return the paragraph on two methods; empty without another method."""
    if not formulas.gains:
        return ""
    told = (
        f"**两种方法。**我们还用{other_methods(formulas)}在同样的样本上训练了同样的网络。"
        f"{duel(formulas)}"
    )
    pairs = list(formulas.gains.items())
    if len(pairs) > 1:
        (least, low), (most, high) = pairs[0], pairs[-1]
        told += (
            f"这个倍数最小为{compact(low)}（{formulas.title(least)}），"
            f"最大为{compact(high)}（{formulas.title(most)}）。"
        )
    return f"{told}附录[-@sec-every]以计算量为横轴画出了两种方法的学习曲线。"


def constant(formulas: Formulas) -> str:
    """Return which formulas have no NRMSE; empty where all have."""
    if not formulas.constant:
        return ""
    return (
        f"{listing(formulas.titles(formulas.constant))}的测试目标值没有变化，"
        "因此NRMSE和$R^2$都不存在；附录[-@sec-every]给出以公式自身单位计的误差。"
    )


def without_network(lost: Sequence[Lost], fits: int) -> str:
    """Return which fits did not end well; empty where all did."""
    if not lost:
        return ""
    some = f"{counted(fits, '次拟合')}中有{spell(len(lost))}次"
    if len(lost) == fits:
        some = f"{counted(fits, '次拟合')}都" if fits > 1 else "唯一的一次拟合"
    head = (
        f"**没有得到网络的拟合。**{some}没有正常结束："
        "*发散*是指损失不再是有限数，*失败*是指数值计算出错。"
    )
    lines = [f"- {_told(fit)}" for fit in lost[:LISTED]]
    if len(lost) > LISTED:
        lines.append("- 其余的列在汇总表中")
    return "\n".join([f"{head}\n", *lines])


def _told(fit: Lost) -> str:
    variation = f"，变体`{fit.variation}`" if fit.variation else ""
    cause = f"：{fit.cause}" if fit.cause else ""
    status = LEXICON.statuses[fit.status]
    return f"{fit.title}{variation}，第{fit.replicate}次重复{status}{cause}"


def noise(formulas: Formulas) -> str:
    """Return what noisy targets mean for the errors; empty without noise."""
    if not formulas.noisy:
        return ""
    closer = formulas.closer_than_noise
    so = f"{names(formulas, closer)}就是这样。" if closer else "这里没有出现这种情形。"
    return (
        "**噪声。**训练目标值带噪声时，两种误差说明不同的问题（[@tbl-noise]）。"
        "相对于带噪声的测试目标值，就连公式本身也有误差，即噪声。"
        "相对于公式，网络的误差可以比训练数据中的噪声还小，因为它对相邻的样本作了平均。"
        f"{so}"
    )


def predictions(formulas: Formulas) -> str:
    """Return where the predictions of new inputs stand."""
    if formulas.predicted:
        told = "[@tbl-predictions]给出配置文件所列新输入的预测。"
        return sentences(told, _prediction_errors(formulas))
    return "本文的配置文件没有列出新输入。"


def _prediction_errors(formulas: Formulas) -> str:
    inside, outside = (formulas.largest_prediction_error(where) for where in (True, False))
    if inside is None:
        return "" if outside is None else f"区域之外的误差最大为{compact(outside)}。"
    beyond = "" if outside is None else f"，区域之外最大为{compact(outside)}"
    return f"区域之内的误差最大为{compact(inside)}{beyond}。"
