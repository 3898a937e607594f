"""The IPython profile in which both engines run the paper's cells."""

from __future__ import annotations

from pathlib import Path

# What programs and libraries write past Python goes where the kernel's own output goes. Captured,
# it would reach the paper, in whichever cell is running by then.
_CONFIG = "c.IPKernelApp.capture_fd_output = False\n"
# Warnings and messages are for the log: an engine that shows them would print them in the paper.
_STARTUP = "import sys\n\nsys.stderr = sys.__stderr__\n"


def environment(folder: Path) -> dict[str, str]:
    """Write the profile into `folder`, and return what the kernel's environment needs to use it.

    With it neither the user's own profile nor start-up files count.
    """
    profile = folder / "profile_default"
    startup = profile / "startup"
    startup.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(_CONFIG, encoding="utf-8")
    (startup / "stderr.py").write_text(_STARTUP, encoding="utf-8")
    return {"IPYTHONDIR": str(folder)}
