"""What the jobs of a run took, by rule, from the files that Snakemake's `benchmark:` writes.

Counted are the jobs of this config alone, up to the summary: files of formulas that are no longer
configured are left over. Pictures and papers are not: each language has its own, and no paper waits
for another one's.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from formulafit.paper.facts.results import Results


@dataclass(frozen=True)
class Job:
    """What one job took: CPU time and memory (MB) are None of one too short to be measured."""

    seconds: float
    cpu_seconds: float | None
    memory: float | None

    @classmethod
    def read(cls, path: Path) -> Job | None:
        """Read a benchmark file; None where there is none, or none with a time."""
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.DictReader(lines, delimiter="\t"))
        except FileNotFoundError:
            return None
        row = rows[-1] if rows else {}
        seconds, cpu_seconds, memory = (_number(row.get(n)) for n in ("s", "cpu_time", "max_rss"))
        if seconds is None:
            return None
        # What ended before Snakemake looked a second time has the memory of a Python that starts.
        return cls(seconds, cpu_seconds, memory) if cpu_seconds else cls(seconds, None, None)


def _number(text: str | None) -> float | None:
    """Return the number in a column; None of ``NA``, ``-`` and nothing."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Used:
    """What the jobs of a rule took, or those of all."""

    jobs: Sequence[Job]

    @property
    def seconds(self) -> float:
        """Wall-clock seconds, one after the other."""
        return sum(job.seconds for job in self.jobs)

    @property
    def cpu_seconds(self) -> float | None:
        """CPU seconds of those that were measured; None where none was."""
        known = [job.cpu_seconds for job in self.jobs if job.cpu_seconds is not None]
        return sum(known) if known else None

    @property
    def memory(self) -> float | None:
        """The largest memory of one of them in MB; None where none was measured."""
        return max((job.memory for job in self.jobs if job.memory is not None), default=None)

    @property
    def unmeasured(self) -> int:
        """How many were too short for their CPU time and memory to be measured."""
        return sum(job.cpu_seconds is None for job in self.jobs)


@dataclass(frozen=True)
class Resources:
    """What the jobs of the config took.

    Attributes
    ----------
    rules : mapping
        By rule, in the order of the work.
    missing, jobs : int
        How many jobs have no benchmark file, and how many there are.
    """

    rules: Mapping[str, Used]
    missing: int
    jobs: int

    @classmethod
    def read(cls, results: Results) -> Resources:
        """Read the benchmark files of a results folder."""
        found = {
            rule: [Job.read(results.files.benchmark(rule, name)) for name in names]
            for rule, names in _jobs(results).items()
        }
        jobs = [job for each in found.values() for job in each]
        rules = {rule: Used([job for job in each if job]) for rule, each in found.items()}
        return cls(rules, jobs.count(None), len(jobs))

    @property
    def total(self) -> Used:
        """What all took together."""
        return Used([job for used in self.rules.values() for job in used.jobs])


def _jobs(results: Results) -> dict[str, list[str]]:
    """Return the names of each rule's jobs; empty text for the only one of a rule."""
    formulas = list(results.formulas)
    fits = [f"{f}.{variation}" for f in formulas for variation in results.variations(f)]
    alone = {rule: [""] for rule in ("gates", "xor", "summary")}
    return {"data": formulas, "fit": fits, "evaluate": formulas, **alone}
