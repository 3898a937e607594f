"""What is said of a training method: its paragraphs, and what it chose by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from formulafit.language.numbers import compact
from formulafit.language.zh.lexicon import LEXICON
from formulafit.language.zh.values import common, value

if TYPE_CHECKING:
    from formulafit.paper.facts.settings import Settings

AUTO = "\n\n".join(
    (
        r"**精确求解输出层。**Adam对所有权重一视同仁，而输出层在式（[-@eq-mlp]）中是线性的："
        r"隐藏层一旦给定，最优的输出层就是一个线性最小二乘问题的解。"
        r"记$V$为隐藏层的权重与偏置，$P(V)$为隐藏层的输出（每个训练样本一行，另加取值恒为一的一列），"
        r"$c$为输出层连同它的偏置，则",
        r"""$$
c(V) = \arg\min_{c} \; \lVert P(V)\, c - y \rVert^2 + \lambda \lVert c \rVert^2
$$ {#eq-readout}""",
        r"只剩下对$V$的搜索，这正是方法`auto`所做的。岭参数$\lambda$取使验证误差最小的值；"
        r"验证样本极少时，改用广义交叉验证[@golub1979]。求解全程用双精度："
        r"先把样本逐块作QR分解，再作奇异值分解。此后限制误差的只有隐藏层。",
        r"*随机特征*[@rahimi2007]就是随机抽取的隐藏层，",
        r"""$$
w_j = s M \xi_j, \quad \xi_j \sim \mathcal{N}(0, I), \qquad b_j = -w_j^{\top} x^{(j)},
$$ {#eq-random}""",
        r"其中每个神经元以一个训练点$x^{(j)}$为中心。尺度$s$反复加倍或减半，"
        r"直到式（[-@eq-readout]）在一部分样本上的结果不再改善为止。度量$M$是学出来的："
        r"拟合函数的梯度取外积再平均，就显出*活跃子空间*[@constantine2014]，即公式在其中变化的那些方向；"
        r"下一批特征按这个平均外积的某次幂抽取。",
        r"如果误差仍然存在，就再试两种办法，只有在验证样本明显支持时才采用。"
        r"*映射*把输入换成它到取值范围一端的对数、平方根或反余弦，"
        r"在端点奇异的公式换元之后是光滑的。*谱初始化*：频率$w_j$按样本的周期图抽取，"
        r"其中的平面波再离开周期图的网格细调，因为单一的尺度无法表示慢波上的快波。"
        r"环形波和许多波的叠加（用于二至四个输入）采用*匹配追踪*[@pati1993]：每次取出几个波，下一批取自剩余部分的周期图。"
        r"单输入公式如果在两个相邻样本之间跳跃，就在其间放置陡峭的tanh神经元。",
        r"*噪声*表现为残差与最近样本的残差互不相关。一个或两个输入时不再训练，"
        r"而是用全部样本的广义交叉验证衡量各个尺度与岭参数的可能性，并据此对多个输出层取平均。"
        r"三至六个输入时，把神经元分块，各用少量高斯-牛顿步训练，直到验证样本不再受益，"
        r"再对全部神经元与各半神经元的输出层取平均。",
        r"公式只有*两个值*时（用于两个或更多输入），输出采用sigmoid："
        r"$\psi$把$c \cdot h + b$变到两值之间，"
        r"$c$由牛顿法求得，使对数损失最小。",
        r"*变量投影*[@golub1973]训练光滑公式的隐藏层，用于至多两个输入："
        r"配上最优输出层之后，损失只是$V$的函数，它的梯度就是固定$c(V)$时式（[-@eq-loss]）的梯度。"
        r"L-BFGS[@liu1989]沿这个梯度下降。",
        r"*高斯-牛顿*步用于输入更多的公式，也用于有折点的公式；一个窄的relu层训练几步就远胜光滑单元，"
        r"就说明公式有折点，此时把relu神经元分块训练。其他情形下，多个初值各有不同的激活函数和尺度，按逐次减半法[@jamieson2016]竞争，"
        r"胜者继续训练。记$J$为一批样本的输出对$V$的导数，$r$为残差，一步就是",
        r"""$$
\Delta V = J^{\top} u, \qquad (J J^{\top} + \mu I)\, u = r,
$$ {#eq-gauss-newton}""",
        r"其中的方程组不大于批量。先前各批样本的信息由动量保留，求解时以它为参照[@goldshlager2024]；"
        r"信赖域限制一步之内神经元的输入可以移动多远。最后在全部训练样本上求解式（[-@eq-readout]）。",
        r"*多个隐藏层*用Adam训练，学习率逐渐降到零，之后再求解输出层。",
    )
)


def auto(settings: Settings) -> str:
    """Return how the method `auto` works."""
    effort = common(settings.common("training.auto.effort"))
    return (
        f"{AUTO}\n\n"
        "**计算投入。**搜索以计算量为界；计算量是按数组形状算出的乘加次数，从不按时间计。"
        f"本文取“{effort}”一档。最后在全部样本上的求解不受此限。"
        "如果在计算量用完之前误差已到下限，或者搜索找不到更好的解，就说网络已经*收敛*。"
    )


METHODS: dict[str, Callable[[Settings], str]] = {"auto": auto}


WAYS = {  # of drawing a layer by the spectrum
    "spread": "按强度散布",
    "graded": "集中在最强者附近",
    "lattice": "取在格点上",
    "waves": "取平面波",
    "pursuit": "逐批取波",
}
WHY = {
    "noise": "；样本含噪声，按交叉验证取平均",
    "two values": "；以最小的对数损失区分两个值",
}
MAPS = {  # kinds of `formulafit.input_maps`
    "identity": "原值",
    "arccos": "两端之间的反余弦",
    "sqrt_low": "与下端距离的平方根",
    "sqrt_high": "与上端距离的平方根",
    "log_low": "与下端距离的对数",
    "log_high": "与上端距离的对数",
}


def chosen(method: str, choice: Mapping[str, Any], where: str) -> str:
    """Return what a method chose by itself, as a sentence that begins with where it did.

    Of a method without words here it names what it chose.
    """
    if method != "auto":
        pairs = (f"{name.replace('_', ' ')}为{value(each)}" for name, each in choice.items())
        return f"{where}`{method}`的选择是：{'，'.join(pairs)}。"
    stage = LEXICON.stages.get(choice["stage"], choice["stage"])
    unit = value(choice["activation"])
    told = f"{where}隐藏层由{stage}得到，激活函数为{unit}{_why(choice)}。"
    if not (maps := choice.get("maps")):
        return told
    return f"{told}网络把各输入依次换成{'、'.join(MAPS[each] for each in maps)}。"


def _why(choice: Mapping[str, Any]) -> str:
    if choice["stage"] == "Adam":
        return ""
    if choice["why"] == "race":
        starts = choice["starts"]
        return f"，它在{starts}个初值的竞争中胜出" if starts > 1 else "，只有这一个初值"
    if choice["why"] == "spectrum":
        ((way, error),) = choice["spectrum"].items()
        return f"；频率取自样本的谱（{WAYS[way]}），误差为{compact(error)}"
    if choice["why"] == "jumps":
        return f"，陡峭单元位于样本之间的{choice['jumps']}处跳跃"
    if choice["why"] == "kinks":
        blocks = choice["starts"]
        return f"，适合折点，分{blocks}块训练" if blocks > 1 else "，适合折点"
    if choice["why"] in WHY:
        return WHY[choice["why"]]
    if choice["why"] == "errors":
        errors = sorted(choice["errors"].items(), key=lambda pair: pair[1])
        listed = "，".join(f"{value(name)}为{compact(error)}" for name, error in errors)
        return f"（随机特征的误差：{listed}）"
    return "（由配置文件指定）"
