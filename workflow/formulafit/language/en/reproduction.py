"""What is said of how the results came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.en.grammar import plural
from formulafit.language.numbers import number, seconds

if TYPE_CHECKING:
    from formulafit.paper.facts.reproduction import Reproduction


def fits(reproduction: Reproduction) -> str:
    """Return how many fits there are."""
    return plural(reproduction.fits, "fit")


def cpu_time(reproduction: Reproduction) -> str:
    """Return the CPU time of all training together, such as ``12 CPU minutes``."""
    total = reproduction.cpu_seconds
    if total < 100:
        return f"{seconds(total)} CPU seconds"
    return f"{number(total / 60, 2)} CPU minutes"


def machine(reproduction: Reproduction) -> str:
    """Return the machine; its name is left out."""
    machine = reproduction.machine
    parts = [machine.processor or "a processor without a name"]
    if machine.cores:
        parts.append(plural(machine.cores, "core"))
    if machine.memory_gb:
        parts.append(f"{number(machine.memory_gb, 2)} GB of memory")
    return ", ".join([*parts, machine.system])


def commit(reproduction: Reproduction) -> str:
    """Return the commit of the project; nothing outside of a checkout."""
    if reproduction.commit is None:
        return ""
    return f"**Commit.** Commit {reproduction.commit} of the project made the results."
