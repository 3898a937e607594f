"""What is said of perceptrons and XOR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.numbers import percent
from formulafit.language.zh.grammar import counted

if TYPE_CHECKING:
    from formulafit.documents.logic import Gate
    from formulafit.paper.facts.logic import Logic


def gates_verified(logic: Logic) -> str:
    """Return whether the gates' outputs are right, as a sentence."""
    if logic.gates_exact:
        return "阶跃函数的输出和四舍五入后的sigmoid在每一行上都与目标一致。"
    return "有些行的输出不正确。"


def gates_outcome(logic: Logic) -> str:
    """Return the same as the beginning of a sentence."""
    return "所有逻辑门都精确实现" if logic.gates_exact else "并非所有逻辑门都精确实现"


def xor_cycle(logic: Logic) -> str:
    """Return how long the cycle of the learning rule on XOR is."""
    return counted(logic.cycle_length("XOR"), "遍")


def xor_verified(logic: Logic) -> str:
    """Return whether the constructed network is right, as a sentence."""
    if logic.xor_exact:
        return "无论用精确算术计算，还是作为PyTorch模块运行，所有行的输出都正确。"
    return "有些行的输出不正确。"


def training_finds(logic: Logic) -> str:
    """Return the end of the sentence: that a solution exists does not mean that training …."""
    return "一定能找到它；多给一些神经元会有帮助" if logic.easier_with_width else "一定能找到它"


def training_found(logic: Logic) -> str:
    """Return the end of the sentence: the weights fit on one line, and training finds …."""
    such = "这样的权重"
    return f"{such}，可用的神经元越多越有把握" if logic.easier_with_width else such


def gates_alt(logic: Logic) -> str:
    """Return what the picture of the gates shows."""
    parts = [f"{gate.name}（{_weights(gate)}）" for gate in logic.gates]
    return (
        f"每个逻辑门一幅图：{'；'.join(parts)}。布尔输入画成点，输出为1的是实心点；"
        "一条直线把它们分开，z不小于0的一侧着色。"
    )


def xor_alt(logic: Logic) -> str:
    """Return what the picture of XOR shows."""
    rates = "；".join(f"{each.hidden}个隐藏神经元{percent(each.rate)}" for each in logic.trained)
    return (
        "三幅图。（a）XOR的四个输入与两个隐藏神经元对应的直线，每条直线切下一个XOR为1的输入。"
        "（b）同样的输入在隐藏空间中的位置：输出为0的两个输入都落在原点，一条直线就能把其余的分开。"
        f"（c）训练损失随轮数的变化；成功率：{rates}。"
    )


def _weights(gate: Gate) -> str:
    return f"权重{'、'.join(gate.weights)}，偏置{gate.bias}"
