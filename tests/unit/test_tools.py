"""The tools of the set-up: where PyTorch comes from, and a .venv in another folder."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PyPI has CPU builds alone")


@contextmanager
def serve(folder: Path, status: int = 200, delay: float = 0) -> Iterator[str]:
    """Serve a folder on this machine; with a status other than 200 that alone, after a delay."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def do_HEAD(self) -> None:
            time.sleep(delay)
            if status == 200:
                super().do_HEAD()
            else:
                self.send_error(status)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def index_words(*words: str) -> tuple[str, str]:
    """Return what tools/torch_index.py prints for pip, and what it tells the person."""
    run = subprocess.run(
        [sys.executable, ROOT / "tools/torch_index.py", *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=30,
    )
    assert run.stderr.count("\n") == 1
    return run.stdout.strip(), run.stderr


@pytest.fixture
def indexes(tmp_path: Path) -> Path:
    """Return a folder with the indexes pypi/ and cpu/, each with a wheel of torch."""
    for index, version in {"pypi": "2.13.0", "cpu": "2.13.0+cpu"}.items():
        wheel = tmp_path / index / "torch" / f"torch-{version}-py3-none-any.whl"
        wheel.parent.mkdir(parents=True)
        info = f"torch-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as file:
            file.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n"
            )
            file.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            file.writestr(f"{info}/RECORD", "")
        link = f'<a href="{wheel.name.replace("+", "%2B")}">{wheel.name}</a>'
        wheel.with_name("index.html").write_text(f"<!DOCTYPE html>{link}", encoding="utf-8")
    return tmp_path


@linux
def test_pip_takes_the_cpu_build_where_the_index_answers(indexes: Path) -> None:
    """The words that are printed, and the pins of the project, given to pip itself."""
    pins = indexes / "pins.txt"
    pins.write_text("torch==2.13.0\n", encoding="utf-8")
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n")
    with serve(indexes) as address:
        words, told = index_words("cpu", f"{address}/cpu")
        assert words == f"--extra-index-url {address}/cpu"
        assert told == f"PyTorch comes as the CPU build from {address}/cpu\n"
        for extra, taken in ((words.split(), "torch-2.13.0+cpu"), ([], "torch-2.13.0")):
            command = [
                *(sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check"),
                *("install", "--dry-run", "--ignore-installed", "--no-cache-dir", "-c", pins),
                *("--index-url", f"{address}/pypi", *extra, "torch==2.13.0"),
            ]
            run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
            assert run.stdout.rstrip().endswith(f"Would install {taken}"), run.stdout + run.stderr


@linux
def test_without_an_answer_pip_is_told_nothing(tmp_path: Path) -> None:
    with socket.socket() as silent:  # bound, and nobody listens
        silent.bind(("127.0.0.1", 0))
        words, told = index_words("cpu", f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert words == ""
    assert "Connection refused" in told
    with serve(tmp_path, status=403) as address:
        words, told = index_words("cpu", address)
    assert words == ""
    assert f"{address} does not answer: Forbidden" in told


@linux
def test_a_slow_answer_is_not_waited_for(tmp_path: Path) -> None:
    start = time.monotonic()
    with serve(tmp_path, delay=20) as address:
        words, told = index_words("cpu", address, "0.5")
        assert time.monotonic() - start < 10
    assert words == ""
    assert f"{address} does not answer within 0.5 seconds" in told


@linux
def test_cuda_is_asked_for_without_a_look(tmp_path: Path) -> None:
    assert index_words("cuda", "http://127.0.0.1:1") == (
        "",
        "PyTorch comes with CUDA, several GB, as TORCH=cuda asks\n",
    )


@pytest.mark.parametrize("names", [("plain", "other"), ("with space", "公式")], ids=["", "signs"])
def test_venv_in_another_folder(tmp_path: Path, names: tuple[str, str]) -> None:
    """Moved twice, as what was mended is to be mended again."""
    folder = tmp_path / "first"
    venv.create(folder / ".venv", symlinks=True)
    program = folder / ".venv/bin/program"
    program.write_text(
        f"#!{folder}/.venv/bin/python\nimport sys\nprint(sys.prefix, sys.path[-1])\n"
    )
    program.chmod(0o755)
    (site,) = (folder / ".venv").glob("lib/python*/site-packages")
    (site / "__editable__.pth").write_text(f"{folder}/workflow\n", encoding="utf-8")
    (folder / "workflow").mkdir()
    for name in names:
        old, folder = folder, folder.rename(tmp_path / name)
        command = [folder / ".venv/bin/python", ROOT / "tools/moved.py", old, folder]
        subprocess.run(command, check=True, capture_output=True)
        shell = f'. "{folder}/.venv/bin/activate" && program'
        said = subprocess.run(
            ["bash", "-c", shell], capture_output=True, encoding="utf-8", check=False
        )
        assert said.stdout == f"{folder}/.venv {folder}/workflow\n", said.stderr
