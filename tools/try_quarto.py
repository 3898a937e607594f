"""Try for a minute to install Quarto; the paper does not need it.

The package on PyPI downloads the program from GitHub while it is being installed, which fails
wherever GitHub is out of reach.
"""

import os
import shutil
import signal
import subprocess
import sys

SECONDS = 60
PACKAGE = "quarto-cli==1.10.*"  # seen to make the paper as the embedded renderer does


def main() -> None:
    """Install Quarto, or say in one line why there is none."""
    found = shutil.which("quarto")
    if found:
        print(f"Quarto is there: {found}")
        return
    print(f"Trying to install Quarto, for at most {SECONDS} s")
    if install():
        print("Quarto is installed in .venv")
    else:
        print("Quarto cannot be installed here; the embedded renderer makes the paper instead")


def install() -> bool:
    """Tell whether pip could install it in time."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", PACKAGE]
    # A session of its own, so that the download can be ended with all its processes.
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait(timeout=SECONDS) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        return False


if __name__ == "__main__":
    main()
