"""What is said of the studies of variations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formulafit.language.numbers import ONE, compact, exact, number, seconds
from formulafit.language.zh.formulas import topic
from formulafit.language.zh.grammar import counted, listing, sentences, spell
from formulafit.language.zh.values import changes

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.studies import Other, Study

ABOUT = {  # what varies, by its path
    "training.adam.learning_rate": "学习率决定Adam每一步的大小。太小时，给定的轮数可能不够；"
    "太大时，可能越过要找的极小点。",
    "network.hidden": "宽度是隐藏神经元的个数，深度是隐藏层的层数；各层的宽度用连字符相连。",
    "network.activation": "激活函数决定网络由什么样的曲线拼成。",
    "data.scaling": "缩放是对输入和目标值的预处理。",
    "data.train_rows": "网络学习的样本越少，见到的公式就越少。较小的训练集是较大训练集的前一部分。",
    "data.train_box": "样本仅仅数量多还不够，还必须能代表整个区域。"
    "这里有一个网络只用区域的一部分学习，却要在整个区域上接受评判。",
    "training.method": "改变的是训练方法，网络不变。",
}
OVERFITTING = (
    "样本少而有噪声，网络又大：过拟合的网络会把训练误差降到噪声以下，测试误差却随之增大。"
    "训练误差相对于带噪声的目标值计算，测试误差相对于公式计算。"
)


def intro(studies: Sequence[Study]) -> str:
    """Return what a study is."""
    if not studies:
        return "本文的配置文件没有要求对比变体。"
    told = (
        "一个变体改变某个公式拟合的若干设置，数据点和测试集保持不变。"
        "回答同一个问题的几个变体组成一项对比实验。"
    )
    if all(study.single for study in studies):
        return told
    if any(study.single for study in studies):
        return f"{told}有重复的实验，误差取重复实验的中位数。"
    return f"{told}所有误差都取重复实验的中位数。"


def worth(studies: Sequence[Study]) -> str:
    """Return what the studies contribute to the paper."""
    asked = "" if studies else "（如果配置文件要求）"
    return f"测量这类网络中各种选择的价值{asked}"


def limits(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return what replicates, and studies where there are any, do not show."""
    few = "重复次数少：它们的范围只显示离散程度，不是置信区间。"
    if formulas.single and all(study.single for study in studies):
        few = "每个网络只训练一次，因此看不出换一个种子会相差多少。"
    one = "每项对比实验只在一个公式上改变一种选择，所得的排序未必适用于其他公式。"
    return sentences(few, one if studies else "")


def about(study: Study) -> str:
    """Return what a study asks, on what it is done, and which of its members is the best."""
    parts = [OVERFITTING] if study.overfits else [ABOUT[p] for p in study.varied if p in ABOUT]
    if study.noise is not None:
        parts.append(f"噪声的标准差为{number(study.noise, 2)}。")
    parts.append(
        f"实验用的公式是{listing(study.formula_titles)}，每个变体训练{replicates(study)}"
        f"（[@tbl-study-{study.key}]、[@fig-study-{study.key}]）。"
    )
    if study.shared:
        parts.append(f"所有拟合的共同设置：{changes(study.shared)}。")
    if study.steps:
        parts.append(_steps(study))
    if len(study.ranked) > 1 and study.ratio is not None:
        first, last = study.ranked[0], study.ranked[-1]
        ratio = number(study.ratio, 2)
        larger = f"是前者的{ratio}倍" if ratio != ONE else "按两位数字与前者相同"
        parts.append(
            f"误差最小的是“{first.name}”，为{compact(first.nrmse)}；"
            f"误差最大的是“{last.name}”，{larger}。"
        )
    parts += [f"“{entry.name}”没有一次正常结束的拟合。" for entry in study.unfinished]
    return sentences(*parts)


def _steps(study: Study) -> str:
    limits = [f"{listing(each)}至多{exact(steps)}步" for steps, each in study.steps.items()]
    fewer = "，所以轮数少一些，总步数也相近" if study.steps_are_alike else ""
    return f"样本多时每一轮的步数也多{fewer}：{'；'.join(limits)}。"


def replicates(study: Study) -> str:
    """Return how often each variation was trained."""
    least, most = study.fewest_and_most_replicates
    return counted(most, "次") if least == most else f"{spell(least)}至{counted(most, '次')}"


def table_caption(study: Study) -> str:
    """Return the caption of a study's table."""
    of = f"{study.title}：{listing(study.formula_titles)}的各个变体"
    return f"{of}，每个训练一次。" if study.single else f"{of}，重复实验的中位数及其范围。"


def figure_caption(study: Study) -> str:
    """Return the caption of a study's figure."""
    if study.of_twins:
        return f"{study.title}：两种方法的验证误差画在一起，以及两者之差与`adam`的误差之比。"
    of = f"{listing(study.formula_titles)}的各个变体"
    shown = f"{of}的测试误差" if study.single else f"{of}在各次重复中的测试误差及其中位数"
    return f"{study.title}：{shown}{'，旁边是学习曲线' if study.overfits else ''}。"


def figure_alt(study: Study) -> str:
    """Return what a study's figure shows."""
    if study.of_twins:
        return f"“{topic(study)}”实验中adam和torch的学习曲线，画在一起。"
    errors = [(entry.title, entry.nrmse) for entry in study.entries]
    parts = [f"{t}：{'没有拟合' if error is None else f'{error:.2g}'}" for t, error in errors]
    medians = "" if study.single else "，取中位数"
    return f"“{topic(study)}”实验的测试NRMSE{medians}。{'；'.join(parts)}。"


def twins(study: Study) -> str:
    """Return how far fits by `adam` and `torch` are apart; empty where the study has no such."""
    if not study.twins:
        return ""
    told = [
        "方法`adam`和`torch`由同一种子得到相同的初始权重和相同的小批量，舍入却不同："
        "求和次序一变，最后一位数字就会改变，训练又会把它放大。"
    ]
    for each in study.twins:
        adam, torch = each.seconds
        told.append(
            f"在{study.formula_title(each.adam.formula)}上用{'-'.join(map(str, each.hidden))}个"
            f"隐藏神经元时，两条验证误差曲线第1轮后的相对差为{compact(each.apart.first)}，"
            f"各轮中最大为{compact(each.apart.curve)}。两者在测试集上的预测最多相差目标值标准差的"
            f"{compact(each.prediction)}倍。"
            f"训练所用的CPU时间：`adam`为{seconds(adam)}秒，`torch`为{seconds(torch)}秒。"
        )
    return sentences(*told)


def mends(study: Study) -> str:
    """Return what the table of gains answers."""
    return (
        f"与“{study.reference.name}”相比，每种对策改善了多少？只有当改善超出重复实验的离散范围，"
        "即两者的范围互不重叠时，才算有效。"
        f"{_gained(study)}（[@tbl-gains-{study.key}]）。"
    )


def _gained(study: Study) -> str:
    gains = study.effective
    if not gains:
        return "没有一种对策有效"
    largest = f"“{gains[0].entry.name}”"
    factor = number(gains[0].factor, 3)
    if len(gains) == 1:
        return f"有效的只有{largest}，前后误差之比为{factor}"
    others = listing([f"“{gain.entry.name}”" for gain in gains[1:]])
    return f"效果最大的是{largest}，前后误差之比为{factor}；{others}也有效"


def gains_caption(study: Study) -> str:
    """Return the caption of the table of gains."""
    return f"{study.title}：每种对策改动了什么，前后的测试NRMSE之比，以及是否超出离散范围。"


def others(found: Sequence[Other]) -> str:
    """Return where the variations of no study stand; empty where there are none."""
    return "[@tbl-others]列出不属于任何对比实验的变体。" if found else ""
