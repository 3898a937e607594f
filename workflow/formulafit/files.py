"""Read and write the files between rules: whole or not at all, and the same bytes each time."""

from __future__ import annotations

import json
import os
import shutil
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load_file
from safetensors.numpy import save as safetensors

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Yield a temporary name beside `path` to write to; it becomes `path` when the block ends well.

    The name is this process's own (host, process id, random part): a second writer of the same
    file can never mix with the first, and an interrupted one leaves `path` as it was. The ending
    of `path` is kept, for libraries which choose the format by it, and errors are told of it.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{_own()}{path.suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _told_of(path, temporary):
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(folder: str | Path, last: str) -> Iterator[Path]:
    """Yield an empty temporary folder, which becomes `folder` when the block ends well.

    Where `folder` is there already, what was written replaces what has the same name, the file
    `last` after all others, and everything else in it stays. An interrupted block leaves it as it
    was, or not there. Errors are told of it.
    """
    folder = Path(folder)
    temporary = folder if folder.is_dir() else folder.parent
    temporary /= f".{folder.name}.{_own()}"
    with _told_of(folder, temporary):
        try:
            temporary.mkdir(parents=True)
            yield temporary
            if folder.is_dir():
                for each in sorted(temporary.iterdir(), key=lambda path: path.name == last):
                    _take_the_place(each, folder / each.name)
            else:
                temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _take_the_place(new: Path, of: Path) -> None:
    if of.is_dir() and not of.is_symlink():
        shutil.rmtree(of)
    new.replace(of)


def _own() -> str:
    """Return a part of a name that no other process, and no other call, has."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


@contextmanager
def _told_of(path: Path, temporary: Path) -> Iterator[None]:
    """Let an error of the system name the path that was wanted: a temporary name tells nobody."""
    try:
        yield
    except OSError as error:
        if error.filename is None or str(temporary) in str(error.filename):
            error.filename, error.filename2 = str(path), None
        raise


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: str | Path, value: Any) -> None:
    """Write `value` as JSON, keys sorted; floats keep every bit, NaN and infinity are errors."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_json(path: str | Path) -> Any:
    """Read a JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_arrays(path: str | Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write named arrays as one safetensors file."""
    content = safetensors({name: np.ascontiguousarray(each) for name, each in arrays.items()})
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """Read the named arrays of a safetensors file."""
    arrays: dict[str, np.ndarray] = load_file(path)
    return arrays


def write_table(path: str | Path, table: pd.DataFrame) -> None:
    """Write a pandas table as CSV, without its index; floats keep every bit."""
    with atomic(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")
