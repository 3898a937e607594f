"""Mend a .venv that was moved or copied: ``python tools/moved.py /old/folder /new/folder``.

A virtual environment holds the path of its folder: in its programs, in `activate`, and where it
says in which folder formulafit lies. The packages themselves can be anywhere.
"""

import re
import shlex
import sys
from pathlib import Path

# As pip writes it where the path has a space in it, which a #! line would end at: to a shell it is
# a command, to Python a text.
START = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
"""


def main(old: str, new: str) -> None:
    """Replace the old folder of the project by the new one in every file that holds it."""
    venv = Path(new) / ".venv"
    files = [venv / "pyvenv.cfg", *venv.glob("bin/*"), *venv.glob("lib/*/site-packages/*.pth")]
    for path in files:
        if path.is_file() and not path.is_symlink() and old.encode() in path.read_bytes():
            mend(path, old, new)
    print(f"The .venv was made in {old}; it is set up for {new} now")


def mend(path: Path, old: str, new: str) -> None:
    """Replace the folder in one file; one that is not text, such as a compiled program, is left."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    if path.name.startswith("activate"):  # as newer Pythons write it: without quotes
        bare = re.compile(rf"(?<=[=\s]){re.escape(old)}/\.venv(?=[\s)]|$)")
        text = bare.sub(lambda _: shlex.quote(f"{new}/.venv"), text)
    first = re.compile(rf"\A#!({re.escape(old)}/\S*)\n")
    text = first.sub(lambda line: START.format(python=line[1]), text)
    path.write_text(text.replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
