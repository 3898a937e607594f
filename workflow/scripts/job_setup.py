"""What the script of every rule does before anything else.

Importing this puts `workflow/` in front of the path: Snakemake has it at the end, behind a
formulafit that may be installed from another folder.
"""

import faulthandler
import os
import sys
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def begin(snakemake: Any) -> TextIO:
    """Send all that this process prints to the rule's log, and return the screen.

    That is the script's own lines, line by line, the traceback of an exception, and what
    libraries write without Python's knowledge.
    """
    screen = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8")
    with Path(snakemake.log[0]).open("w", encoding="utf-8") as log:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(log.fileno(), stream.fileno())
            stream.reconfigure(encoding="utf-8", line_buffering=True)
    faulthandler.enable()
    return screen
