"""The engine for machines that have Quarto: its own program, called with documented options."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from formulafit.paper.errors import RenderError, last_lines, plain
from formulafit.paper.header import split_header

OLDEST = "1.9"  # Typst floats and inline code as the paper needs them; the version tried
MISSING = (
    f"no Quarto {OLDEST} or newer is on the PATH; install it "
    "(https://quarto.org/docs/get-started), or set report.engine: embedded"
)
_FORMATS = {"html": "html", "pdf": "typst"}
# what Quarto and its pandoc only warn of, and show as a question mark or not at all
_COMPLAINT = re.compile(
    r"WARNING.*?((?:Unable to resolve|Citeproc: citation|Could not (?:convert|fetch)).*)"
)


def find() -> Path | None:
    """Return a Quarto new enough, beside the running Python or on the PATH, or None."""
    beside = str(Path(sys.executable).parent)
    program = shutil.which("quarto", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if program is None:
        return None
    result = subprocess.run(
        [program, "--version"], capture_output=True, encoding="utf-8", check=False
    )
    found = result.stdout.strip()
    if result.returncode == 0 and _order(found) >= _order(OLDEST):
        return Path(program)
    print(
        f"{program} is Quarto {found or '(no version)'}; {OLDEST} or newer is needed",
        file=sys.stderr,
    )
    return None


def _order(version: str) -> tuple[int, ...]:
    """Return the first two numbers of a version, to compare by."""
    parts = version.split(".")[:2]
    return tuple(int(part) if part.isdigit() else 0 for part in parts)


def render(
    program: Path, source: Path, environment: Mapping[str, str], metadata: Mapping[str, Any]
) -> dict[str, Path]:
    """Render a staged paper with Quarto, and return where HTML and PDF lie.

    Parameters
    ----------
    program : Path
        The ``quarto`` program.
    source : Path
        The .qmd file; its folder has ``_quarto.yml``, which names formats and templates.
    environment : mapping
        The environment of the cells.
    metadata : mapping
        Title, authors and language.

    Raises
    ------
    RenderError
        Quarto fails, leaves no file, or warns of a reference, citation, picture or formula.
    """
    # In the header of the staged copy, since Quarto lets a header win over --metadata-file.
    header, rest = split_header(source.read_text(encoding="utf-8"), source.name)
    merged = json.dumps(header | dict(metadata), ensure_ascii=False)  # JSON is YAML
    source.write_text(f"---\n{merged}\n---\n{rest}", encoding="utf-8")
    environment = dict(environment) | {
        "QUARTO_PYTHON": sys.executable,
        # the kernel python3 of this environment before one that the user has registered
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    made = {}
    for kind, form in _FORMATS.items():
        command = [str(program), "render", source.name, "--to", form]
        result = subprocess.run(
            command,
            cwd=source.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        told = plain(result.stdout)
        made[kind] = source.with_suffix(f".{kind}")
        if result.returncode != 0 or not made[kind].is_file():
            raise RenderError(
                f"Quarto ({program}) cannot make the {kind.upper()}, code {result.returncode}; "
                "to render without it, set report.engine: embedded. Its last lines:\n"
                f"{last_lines(told, 25)}"
            )
        if complaints := list(dict.fromkeys(_COMPLAINT.findall(told))):
            listed = "\n".join(f"- {complaint}" for complaint in complaints)
            raise RenderError(f"The paper cannot be made as it is written, says Quarto:\n{listed}")
    return made
