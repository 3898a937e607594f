"""What is said of how the results came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.numbers import number, seconds
from formulafit.language.zh.grammar import counted

if TYPE_CHECKING:
    from formulafit.paper.facts.reproduction import Reproduction


def fits(reproduction: Reproduction) -> str:
    """Return how many fits there are."""
    return counted(reproduction.fits, "次拟合")


def cpu_time(reproduction: Reproduction) -> str:
    """Return the CPU time of all training together, such as ``12 CPU分钟``."""
    total = reproduction.cpu_seconds
    if total < 100:
        return f"{seconds(total)} CPU秒"
    return f"{number(total / 60, 2)} CPU分钟"


def machine(reproduction: Reproduction) -> str:
    """Return the machine; its name is left out."""
    machine = reproduction.machine
    parts = [machine.processor or "未知型号的处理器"]
    if machine.cores:
        parts.append(counted(machine.cores, "个核"))
    if machine.memory_gb:
        parts.append(f"{number(machine.memory_gb, 2)} GB内存")
    return "，".join([*parts, machine.system])


def commit(reproduction: Reproduction) -> str:
    """Return the commit of the project; nothing outside of a checkout."""
    if reproduction.commit is None:
        return ""
    return f"**版本。**这些结果由项目的提交{reproduction.commit}生成。"
