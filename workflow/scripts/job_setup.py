"""What the script of every rule does before anything else.

Importing this puts `workflow/` in front of the path, as Snakemake has it at the end, behind a
formulafit that may be installed from another folder; and it makes the imports that follow cheaper.
"""

import atexit
import faulthandler
import gc
import io
import os
import sys
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Importing torch, SciPy or scikit-learn makes some 200,000 objects that all stay to the end. With
# Python's own threshold the collector of reference cycles visits them hundreds of times meanwhile,
# and all of them once more at the end, for nothing: almost a third of what starting, importing and
# ending cost.
gc.set_threshold(100_000)
atexit.register(gc.freeze)


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
            assert isinstance(stream, io.TextIOWrapper)  # as Python opens them
            stream.reconfigure(encoding="utf-8", line_buffering=True)
    faulthandler.enable()
    return screen
