"""What is said of how the results came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.language.en.grammar import listing, plural, sentences
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


def config(reproduction: Reproduction) -> str:
    """Return what the listing of the config shows; nothing without one."""
    found = reproduction.config
    if found is None:
        return ""
    more = ""
    if found.left_out:
        blocks = listing([f"`{key}`" for key in found.left_out])
        stand = f"block {blocks} stands" if len(found.left_out) == 1 else f"blocks {blocks} stand"
        more = (
            f"For want of room, the {stand} in `summary.json` alone, below `config` and `listing`."
        )
    return sentences(
        "**Config.** @lst-config is the config of the run: its files and its command line in one, "
        "numbers worked out. Settings that it leaves out have their defaults, as in @tbl-settings. "
        "Titles and the block `report` change no number and are not shown.",
        more,
    )


def resources(reproduction: Reproduction) -> str:
    """Return what is to be known of the table of resources, or why there is none."""
    found = reproduction.resources
    if found.missing == found.jobs:
        return (
            "**Resources.** The results have no benchmark files, in which Snakemake writes what "
            "jobs took."
        )
    if found.missing:
        return (
            f"**Resources.** Of the {plural(found.jobs, 'job')} that made the results, "
            f"{found.missing:,} left no benchmark file, so that we give no sums of what jobs took."
        )
    unmeasured, short = found.total.unmeasured, ""
    if unmeasured:
        short = f"For {plural(unmeasured, 'job')}, which ended before it looked, there is neither."
    return sentences(
        "**Resources.** @tbl-resources shows what the jobs took. Snakemake looks at a job's CPU "
        "time and memory twice a second at first and every half minute later; the true values may "
        "be larger.",
        short,
        "Pictures and papers are not counted: each language has its own.",
    )
