"""What is said of data, networks and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from formulafit.language.numbers import exact, share
from formulafit.language.zh.grammar import counted, listing, sentences, spell
from formulafit.language.zh.lexicon import LEXICON
from formulafit.language.zh.methods import METHODS
from formulafit.language.zh.values import common, value
from formulafit.names import symbol

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.results import Results
    from formulafit.paper.facts.settings import Settings
    from formulafit.paper.facts.studies import Study

SCALINGS = {"standard": "标准化", "minmax": "最小-最大缩放", "none": "不缩放"}


def fraction(settings: Settings, path: str) -> str:
    """Return a setting that is a share of rows."""
    return common(settings.common(path), share)


def activation(settings: Settings) -> str:
    """Return the activation of the formulas' networks; left to the method, its choices."""
    chosen = settings.chosen_activations
    if not chosen:
        return f"为{common(settings.common('network.activation'))}"
    counts = [f"{counted(n, '个网络')}用{value(name)}" for name, n in chosen.items()]
    return f"由训练方法选择：{'，'.join(counts)}"


def parameters(settings: Settings) -> str:
    """Return how many parameters the formulas' networks have: one number or a range."""
    least, most = map(exact, settings.parameters)
    return least if least == most else f"{least}至{most}"


def network_alt(settings: Settings) -> str:
    """Return what the drawing of the network shows."""
    hidden, unit = (settings.common(f"network.{name}") for name in ("hidden", "activation"))
    return (
        f"一个多层感知机：若干输入、{common(hidden)}个隐藏神经元（{common(unit)}）和一个输出，"
        "相邻两层全连接，下方是各层的方程。"
    )


def layer(results: Results) -> str:
    """Return whose inputs set the range of the initial weights."""
    if "auto" in results.methods:
        return "该层的输入个数；方法`auto`另有自己的初值（第[-@sec-optimizer]节）"
    return "该层的输入个数"


def split(formulas: Formulas) -> str:
    """Return how many rows the first formula has for what."""
    rows = formulas.split
    return (
        f"以{rows.title}为例，这样就有{exact(rows.training)}个样本用于训练，"
        f"{exact(rows.validation)}个用于验证，{exact(rows.test)}个用于测试。"
    )


def noise(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return which targets are noisy, as a paragraph."""
    noisier = [f"第[-@sec-study-{study.key}]节" for study in studies if study.adds_noise]
    more = f"{listing(noisier)}还会加入更多噪声。" if noisier else ""
    if not formulas.noisy:
        return f"**噪声。**各公式的目标值都是精确的。{more}"
    fractions = {formulas.title(f): exact(formulas.noise(f)) for f in formulas.noisy}
    named = [f"{title}（{noise}）" for title, noise in fractions.items()]
    others = "其余公式的目标值都是精确的。" if len(named) < len(formulas.keys) else ""
    return (
        f"**噪声。**{listing(named)}的训练和验证目标值带有正态噪声，"
        f"括号中是噪声的标准差与目标值的标准差之比。{others}{more}"
    )


def scaling(settings: Settings) -> str:
    """Return which scaling inputs and targets undergo."""
    return common(settings.common("data.scaling"), SCALINGS.__getitem__)


def axes(formulas: Formulas) -> str:
    """Return which inputs and outputs are seen in their logarithm; empty where none is."""
    told = []
    if titles := [formulas.title(each) for each in formulas.learned_as("log")]:
        told.append(f"对{listing(titles)}，网络学习的是输出的对数。")
    if keys := formulas.learned_as("symlog"):
        at = [f"对{formulas.title(key)}为{exact(formulas.threshold(key))}" for key in keys]
        told.append(
            f"对{listing([formulas.title(key) for key in keys])}，网络学习的是"
            r"$\operatorname{arsinh}(y/2t)$，它在输出远小于$t$时是线性的，远大于$t$时是对数的；$t$"
            f"{'，'.join(at) if len(at) > 1 else f'取{exact(formulas.threshold(keys[0]))}'}。"
        )
    inputs = [
        f"{formulas.title(each)}的{listing([f'${symbol(name)}$' for name in names])}"
        for each, names in formulas.logarithmic.items()
    ]
    if inputs:
        told.append(f"{listing(inputs)}按对数均匀取点，网络看到的也是这个对数。")
    if told:
        told.append("误差都是就输出本身而言的。")
    return "".join(told)


def replicates(formulas: Formulas) -> str:
    """Return how often each formula is fitted: ``训练一次``, ``用不同的随机种子训练三次``."""
    least, most = formulas.fewest_and_most_replicates
    often = counted(least, "次") if least == most else f"{spell(least)}至{counted(most, '次')}"
    return f"{'用不同的随机种子' if most > 1 else ''}训练{often}"


def batching(results: Results, settings: Settings) -> str:
    """Return how Adam sees the rows, as a paragraph; empty where nothing uses Adam."""
    if "adam" not in results.methods:
        return ""
    return (
        "**小批量。**Adam（第[-@sec-optimizer]节）"
        f"每次看到{_adam(settings, 'batch_size')}个训练样本，即一个小批量；"
        "每一轮都重新打乱次序。样本数不能整除时，一轮的最后一个小批量较小。"
    )


def convergence(results: Results, settings: Settings, studies: Sequence[Study]) -> str:
    """Return when Adam ends, as a paragraph; empty where nothing uses Adam."""
    if "adam" not in results.methods:
        return ""
    improvement = common(settings.common("training.adam.min_improvement"), share)
    return (
        "**收敛。**每一轮之后都把网络用于验证样本。如果最好的验证RMSE连续"
        f"{_adam(settings, 'patience')}轮没有改进{improvement}以上，就说网络已经*收敛*。"
        f"启用提前停止时，训练到此结束，最迟在{_adam(settings, 'max_epochs')}轮之后结束；"
        "保留并评估的是最好一轮的权重。"
        f"{'个别对比实验另设限度，并在该处说明。' if studies else ''}"
    )


def endings(results: Results) -> str:
    """Return how many fits ended in which way."""
    words = LEXICON.endings
    ways = {words.get(reason, reason): exact(n) for reason, n in results.endings.items()}
    fits = len(results.rows)
    if len(ways) == 1:
        (way,) = ways
        return f"唯一的一次拟合{way}。" if fits == 1 else f"{exact(fits)}次拟合全部{way}。"
    return f"{exact(fits)}次拟合中，{'，'.join(f'{n}次{way}' for way, n in ways.items())}。"


def constants(values: Mapping[str, float]) -> str:
    """Return constants by their TeX."""
    return "，".join(f"${tex} = {exact(number).strip('$')}$" for tex, number in values.items())


def methods(results: Results, settings: Settings) -> str:
    """Return the paragraphs on the methods in use, of those that have some."""
    told = [METHODS[name](settings) for name in results.methods if name in METHODS]
    return "\n\n".join(told)


def use(results: Results, formulas: Formulas, settings: Settings) -> str:
    """Return which fits use which method, and Adam's settings."""
    parts = ["所有拟合都使用Adam。"]
    if results.methods != ["adam"]:
        own = listing([f"`{method}`" for method in formulas.methods])
        parts = [f"各公式自身的拟合使用方法{own}。"]
    if others := _others(results, formulas):
        parts.append(f"变体还使用{others}。")
    if "adam" in results.methods:
        parts.append(
            f"除非变体另有规定，Adam的学习率为{_adam(settings, 'learning_rate')}，"
            f"小批量含{_adam(settings, 'batch_size')}个样本，"
            f"最多训练{_adam(settings, 'max_epochs')}轮，"
            f"容忍轮数为{_adam(settings, 'patience')}，"
            f"权重衰减为{_adam(settings, 'weight_decay')}，"
            f"提前停止{_adam(settings, 'early_stopping')}。"
        )
    return sentences(*parts, "全部设置见[@tbl-settings]。")


CODE = {  # by a key of `Results.code`
    "auto": "方法`auto`，各种搜索有自己的代码",
    "adam": "方法`adam`（单隐藏层），整个循环由Numba编译",
    "adam_by_layers": "方法`adam`逐层计算（多隐藏层，或没有编译形式的激活函数），用NumPy的"
    "矩阵乘积，更新步骤经过编译",
    "torch": "方法`torch`，用PyTorch的自动求导和`torch.optim.Adam`（[@lst-loop]）",
}


def code(results: Results) -> str:
    """Return which fits were trained by which code."""
    told = [f"{n}次用{CODE.get(name, f'`{name}`')}" for name, n in results.code.items()]
    return f"**代码。**全文共训练{len(results.rows)}次：{'；'.join(told)}。"


def regularization(formulas: Formulas, settings: Settings) -> str:
    """Return what more data do, and the own fits' regularization."""
    told = "*增加数据*则缩小了样本点之间的空隙。"
    if "adam" in formulas.methods:
        told += (
            f"在各公式自身的拟合中，权重衰减为{_adam(settings, 'weight_decay')}，"
            f"提前停止{_adam(settings, 'early_stopping')}。"
        )
    return told


def fits(results: Results, formulas: Formulas) -> str:
    """Return which fits the table of settings is of."""
    others = _others(results, formulas)
    return f"拟合的设置，以及变体未另行规定时{others}的设置" if others else "拟合的设置"


def _adam(settings: Settings, name: str) -> str:
    return common(settings.common(f"training.adam.{name}"))


def _others(results: Results, formulas: Formulas) -> str:
    return listing([f"`{m}`" for m in results.methods if m not in formulas.methods])
