"""What is said of how the results came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.numbers import number, seconds
from formulafit.language.zh.grammar import counted, listing, sentences

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


def config(reproduction: Reproduction) -> str:
    """Return what the listing of the config shows; nothing without one."""
    found = reproduction.config
    if found is None:
        return ""
    more = ""
    if found.left_out:
        blocks = listing([f"`{key}`" for key in found.left_out])
        more = f"因篇幅所限，{blocks}只见于`summary.json`中`config`下的`listing`。"
    return sentences(
        "**配置。**[@lst-config]是本次运行的配置：各配置文件与命令行已合并，数值已算出。"
        "其中没有写出的设置都取默认值，见[@tbl-settings]。标题和`report`一节不影响任何数值，"
        "没有列出。",
        more,
    )


def resources(reproduction: Reproduction) -> str:
    """Return what is to be known of the table of resources, or why there is none."""
    found = reproduction.resources
    if found.missing == found.jobs:
        return "**资源用量。**结果中没有`benchmark`文件，Snakemake把任务的用量写在这种文件里。"
    if found.missing:
        return (
            f"**资源用量。**生成结果的{counted(found.jobs, '个任务')}中，有{found.missing:,}个"
            "没有`benchmark`文件，因此不给出总用量。"
        )
    unmeasured, short = found.total.unmeasured, ""
    if unmeasured:
        short = f"有{counted(unmeasured, '个任务')}在查看之前就已结束，没有这两项数据。"
    return sentences(
        "**资源用量。**[@tbl-resources]给出各任务的用量。Snakemake起初每秒两次、后来每半分钟一次"
        "查看任务的CPU时间和内存，所以实际值可能更大。",
        short,
        "图和论文不计在内，因为每种语言各有自己的一份。",
    )
