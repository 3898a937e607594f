"""Files are whole or not there, however many write them and however they end."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from formulafit.files import (
    atomic,
    atomic_folder,
    read_arrays,
    read_json,
    write_arrays,
    write_json,
    write_text,
)

SIZE = 200_000  # beyond what one write hands to the system

WRITER = """
import pathlib, sys
from formulafit.files import write_text
path, letter, stop = sys.argv[1:]
while not pathlib.Path(stop).exists():
    write_text(path, letter * SIZE)
"""

KILLED = """
import os, signal, sys
from formulafit.files import atomic
with atomic(sys.argv[1]) as temporary:
    temporary.write_text("half of it")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def python(code: str, *words: object) -> subprocess.Popen[bytes]:
    path = Path(__file__).resolve().parents[2] / "workflow"
    start = f"import sys; sys.path.insert(0, {str(path)!r})\n"
    return subprocess.Popen([sys.executable, "-c", start + code, *map(str, words)])


def test_two_processes_writing_one_file_never_mix(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    path, stop = tmp_path / "results" / "network.json", tmp_path / "stop"
    write_text(path, "0" * SIZE)
    code = WRITER.replace("SIZE", str(SIZE))
    writers = [python(code, path, letter, stop) for letter in "ab"]
    seen = ["0"]
    end = time.monotonic() + 60
    try:
        while len(seen) < 20 and time.monotonic() < end:
            text = path.read_text(encoding="utf-8")
            assert len(text) == SIZE
            assert len(set(text)) == 1
            if text[0] != seen[-1]:
                seen.append(text[0])
        stop.touch()
        assert [writer.wait(30) for writer in writers] == [0, 0]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait(30)
    assert len(seen) == 20  # by turns: both wrote at the same time
    assert list(path.parent.iterdir()) == [path]


def test_two_writers_of_one_process_never_mix(tmp_path: Path) -> None:
    path = tmp_path / "network.safetensors"
    with atomic(path) as first:
        first.write_text("first, ")
        with atomic(path) as second:
            second.write_text("second")
        assert path.read_text() == "second"
        with first.open("a") as file:
            file.write("and last")
    assert path.read_text() == "first, and last"


def test_the_ending_is_kept(tmp_path: Path) -> None:
    with atomic(tmp_path / "a" / "fit.svg") as temporary:
        assert temporary.suffix == ".svg"
        assert temporary.parent == tmp_path / "a"
        temporary.touch()


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    write_json(path, 1)

    def interrupted() -> None:
        with atomic(path) as temporary:
            temporary.write_text("half of it")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert read_json(path) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    write_json(path, 1)
    assert python(KILLED, path).wait(60) == -signal.SIGKILL
    assert read_json(path) == 1


def test_json_keeps_every_bit_and_refuses_nan(tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    value = {"b": [0.1 + 0.2, 5e-324, -0.0], "a": "σ ≤ 1"}
    write_json(path, value)
    assert read_json(path) == value
    assert path.read_text(encoding="utf-8").index('"a"') < path.read_text("utf-8").index('"b"')
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, float("nan"))
    assert read_json(path) == value


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "data.safetensors"
    arrays = {"X": np.arange(6.0).reshape(2, 3).T, "empty": np.zeros((0, 2), np.float32)}
    write_arrays(path, arrays)
    back = read_arrays(path)
    assert back.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array, strict=True)


def test_a_folder_is_whole_or_as_it_was(tmp_path):
    folder = tmp_path / "new" / "folder"

    def stopped():
        with atomic_folder(folder, last="last") as unfinished:
            (unfinished / "half").write_text("of it", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list((tmp_path / "new").iterdir()) == []
    for content in ("first", "second"):
        with atomic_folder(folder, last="last") as unfinished:
            (unfinished / "sub").mkdir()
            for name in ("last", "sub/file"):
                (unfinished / name).write_text(content, encoding="utf-8")
        assert (folder / "last").read_text(encoding="utf-8") == content
        assert (folder / "sub/file").read_text(encoding="utf-8") == content
        (folder / "notes").write_text("of the user", encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["last", "notes", "sub"]
    assert list((tmp_path / "new").iterdir()) == [folder]


def test_the_last_file_takes_its_place_after_all_others(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda path, to: moved.append(to.name))
    moved: list[str] = []
    with atomic_folder(tmp_path, last="b") as unfinished:
        for name in "abc":
            (unfinished / name).touch()
    assert sorted(moved[:2]) == ["a", "c"]
    assert moved[2] == "b"


@pytest.mark.parametrize("write", [write_text, write_arrays])
def test_an_error_names_the_file_that_was_wanted(tmp_path, write):
    """More than the process may write, as on a full disk, of which the system tells no name."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    content = "x" * SIZE if write is write_text else {"x": np.zeros(SIZE)}
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as raised:
            write(tmp_path / "file", content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.filename == str(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
