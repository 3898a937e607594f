"""What the results rest on: the versions of packages, the machine, the project's commit."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from formulafit import __version__
from formulafit.documents.summary import Machine

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "torch",
    "numba",
    "llvmlite",
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "sympy",
    "matplotlib",
    "safetensors",
    "pydantic",
    "snakemake",
)


def versions() -> dict[str, str]:
    """Return the versions of Python, formulafit and the packages that the results rest on."""
    found = {"python": platform.python_version(), "formulafit": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def machine() -> Machine:
    """Describe the machine that this runs on: host, system, processor, cores, memory in GB."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        memory = None
    return Machine(
        host=platform.node(),
        system=f"{platform.system()} {platform.release()}",
        processor=_processor(),
        cores=os.cpu_count(),
        memory_gb=None if memory is None else round(memory / 1e9, 1),
    )


def _processor() -> str:
    """Return the processor's model name, or its architecture where the system tells no name."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name" and value.strip():
                return value.strip()
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.stdout.strip():
            return answer.stdout.strip()
    return platform.processor() or platform.machine()


def commit(project: str | Path = PROJECT) -> str | None:
    """Return the commit that the project is checked out at, ``-dirty`` where files differ from it.

    None where it is no part of a checkout, as it is not where an archive of it was unpacked, be it
    within another repository's folder; and where there is no Git.
    """
    environment = {name: each for name, each in os.environ.items() if not name.startswith("GIT_")}

    def git(*words: str) -> str | None:
        command = ["git", "--no-optional-locks", "-C", str(project), *words]
        try:
            answer = subprocess.run(
                command, capture_output=True, encoding="utf-8", check=False, env=environment
            )
        except OSError:
            return None
        return answer.stdout.strip() or None if answer.returncode == 0 else None

    if git("ls-files", "--error-unmatch", "workflow/Snakefile") is None:
        return None
    return git("describe", "--always", "--dirty")
