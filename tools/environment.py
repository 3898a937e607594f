"""Write workflow/envs/formulafit.yaml: the direct dependencies, as constraints.txt pins them.

Snakemake makes it for those who run with ``--software-deployment-method conda``.
"""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"  # the oldest that the project supports
HEAD = "# Written by `make lock` from constraints.txt; not for editing.\n"


def pins(text: str) -> dict[str, str]:
    """Return the requirement ``name==version`` of each package that this Python gets."""
    lines = (Requirement(line) for line in text.splitlines() if line and line[0] != "#")
    environment = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0"}
    chosen = [r for r in lines if r.marker is None or r.marker.evaluate(environment)]
    return {canonicalize_name(r.name): f"{r.name}{r.specifier}" for r in chosen}


def environment(project: str, constraints: str) -> str:
    """Return the environment's YAML from pyproject.toml and constraints.txt."""
    direct = [Requirement(line) for line in tomllib.loads(project)["project"]["dependencies"]]
    pinned = pins(constraints)
    lines = [f"      - {pinned[canonicalize_name(requirement.name)]}" for requirement in direct]
    head = ["channels:", "  - conda-forge", "dependencies:", f"  - python={PYTHON}", "  - pip"]
    return HEAD + "\n".join([*head, "  - pip:", *sorted(lines)]) + "\n"


def main() -> None:
    """Write the file."""
    texts = [
        (ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "constraints.txt")
    ]
    target = ROOT / "workflow" / "envs" / "formulafit.yaml"
    target.write_text(environment(*texts), encoding="utf-8")


if __name__ == "__main__":
    main()
