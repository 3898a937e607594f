"""Run the cells and the inline code of a paper in one Jupyter kernel."""

from __future__ import annotations

import ast
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from formulafit.paper import profile
from formulafit.paper.embedded.source import Cell
from formulafit.paper.errors import RenderError, last_lines, plain

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$^~@\"'&=:])")
_LONGEST_SOCKET_FOLDER = 65  # a Unix socket's path holds about 100 characters


class KernelError(RenderError):
    """The Jupyter kernel does not start."""


class Kernel:
    """One IPython kernel of the running interpreter, for the length of a ``with`` block.

    It talks over Unix sockets, which only this user can open: ipykernel warns, rightly, of TCP.

    Parameters
    ----------
    folder : Path
        The working folder of the cells.
    environment : mapping
        The environment of the kernel, whole.
    file : str
        The name of the source, for messages.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], file: str) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._file = file
        self._stack = ExitStack()
        notebook = new_notebook()  # type: ignore[no-untyped-call]  # nbformat has no annotations
        self._client = NotebookClient(
            notebook, kernel_name="python3", timeout=None, shutdown_kernel="immediate"
        )

    def __enter__(self) -> Kernel:
        with self._stack:
            private = Path(self._stack.enter_context(_private_folder()))
            log = self._stack.enter_context((private / "log").open("a"))
            self._log = self._stack.enter_context((private / "log").open(errors="replace"))
            manager = self._client.create_kernel_manager()
            manager.transport = "ipc"
            manager.connection_file = str(private / "kernel.json")
            # No folders: a "python3" registered by the user may be another interpreter.
            manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
            self._client.extra_arguments = ["--InteractiveShell.xmode=Plain"]
            environment = self._environment | profile.environment(private)
            kernel = self._client.setup_kernel(
                cwd=str(self._folder), env=environment, stdout=log, stderr=log
            )
            try:
                self._stack.enter_context(kernel)
            except (RuntimeError, OSError) as error:
                raise KernelError(
                    f"the Jupyter kernel does not start: {error}\n{last_lines(self._log.read())}"
                ) from error
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def run(self, cell: Cell) -> str:
        """Run a cell and return the Markdown that takes its place.

        Raises
        ------
        RenderError
            The cell raises an exception, or shows something that is neither text nor Markdown.
        """
        parts = []
        if cell.options.get("echo", False):
            parts.append(_fenced(cell.shown, ".python"))
        if cell.options.get("eval", True):
            outputs = self._execute(cell)
            if cell.options.get("output", True):
                asis = cell.options.get("output") == "asis"
                parts += [self._shown(output, asis, cell) for output in _joined(outputs)]
        return "\n\n".join(parts) if cell.options.get("include", True) else ""

    def _execute(self, cell: Cell) -> list[Mapping[str, Any]]:
        notebook_cell = new_code_cell(cell.code)  # type: ignore[no-untyped-call]  # as above
        self._client.nb.cells.append(notebook_cell)
        try:
            self._client.execute_cell(notebook_cell, len(self._client.nb.cells) - 1)
        except CellExecutionError as error:
            raise RenderError(
                f"{self._file}: {cell.name} raises {error.ename}: {error.evalue}\n"
                f"{last_lines(self._traceback(notebook_cell.outputs[-1], cell))}"
            ) from error
        except DeadKernelError as error:
            raise RenderError(
                f"{self._file}: {cell.name} ended the Python process that runs it "
                "(out of memory? os._exit?)"
            ) from error
        finally:
            print(self._log.read(), end="", file=sys.stderr)
        return list(notebook_cell.outputs)

    def _traceback(self, output: Mapping[str, Any], cell: Cell) -> str:
        """Return an exception's traceback in plain text, with the line numbers of the source."""
        text = plain("\n".join(output["traceback"]))
        return re.sub(
            r"Cell In\[\d+\], line (\d+)",
            lambda match: f"{self._file}, line {cell.line + int(match[1])}",
            text,
        )

    def _shown(self, output: Mapping[str, Any], asis: bool, cell: Cell) -> str:
        if output["output_type"] == "stream":
            return str(output["text"]) if asis else _fenced(str(output["text"]), ".output")
        data = output["data"]
        if "text/markdown" in data:
            return str(data["text/markdown"])
        if set(data) == {"text/plain"}:
            return str(data["text/plain"]) if asis else _fenced(str(data["text/plain"]), ".output")
        raise RenderError(
            f"{self._file}: {cell.name} shows {', '.join(sorted(data))}; print Markdown under "
            "'#| output: asis', or end the cell in an IPython.display.Markdown"
        )

    def evaluate(self, expressions: Sequence[str], lines: Sequence[int]) -> list[str]:
        """Evaluate inline code and return its values as Markdown.

        A ``str`` is shown literally, an ``int`` as it is, a value with ``_repr_markdown_`` as
        Markdown. Anything else is an error: a float would show all its digits, and in the place of
        an empty value Quarto shows the code.

        Raises
        ------
        RenderError
            An expression that raises, or has an empty value or one of another kind.
        """
        numbered = {str(index): text for index, text in enumerate(expressions)}
        assert self._client.kc is not None  # within the with block
        request = self._client.kc.execute("", user_expressions=numbered)
        reply = self._client.wait_for_reply(request)
        if reply is None or reply["content"]["status"] != "ok":
            raise RenderError(f"{self._file}, line {lines[0]}: the inline code could not be run")
        answers = reply["content"]["user_expressions"]
        values = []
        for index, (text, line) in enumerate(zip(expressions, lines, strict=True)):
            place = f"{self._file}, line {line}: `{{python}} {text}`"
            value = self._value(answers[str(index)], place)
            if not value.strip():
                raise RenderError(
                    f"{place} is empty, and Quarto would show the code in its place; let it have a "
                    "text in every case, or print what may be empty in a cell with "
                    "'#| output: asis'"
                )
            values.append(value)
        return values

    def _value(self, answer: Mapping[str, Any], place: str) -> str:
        if answer["status"] != "ok":
            raise RenderError(f"{place} raises {answer['ename']}: {answer['evalue']}")
        data = answer["data"]
        if "text/markdown" in data:
            return str(data["text/markdown"])
        shown = str(data["text/plain"])
        if re.match(r"""[('"]""", shown):  # IPython breaks a long string into bracketed parts
            value = ast.literal_eval(shown)
            if isinstance(value, str):
                return _MARKDOWN_SIGNS.sub(r"\\\1", value.replace("\n", " "))
        if re.fullmatch(r"-?\d+", shown):
            return shown
        raise RenderError(f"{place} gives {shown}; make it a str, an int or a Markdown object")


def _private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that only this user can read, with a path short enough for sockets."""
    usual = len(tempfile.gettempdir()) <= _LONGEST_SOCKET_FOLDER
    return tempfile.TemporaryDirectory(
        prefix="formulafit-", dir=None if usual else "/tmp", ignore_cleanup_errors=True
    )


def _joined(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield outputs, with the pieces of a text as one: where it was cut depends on the timing."""
    for is_stream, run in groupby(outputs, lambda output: output["output_type"] == "stream"):
        if is_stream:
            yield {"output_type": "stream", "text": "".join(piece["text"] for piece in run)}
        else:
            yield from run


def _fenced(text: str, kind: str) -> str:
    """Return `text` as a fenced block, with a fence longer than any within."""
    runs = re.findall(r"`{3,}", text)
    fence = "`" * (1 + max((len(run) for run in runs), default=2))
    return f"{fence} {{{kind}}}\n{text.rstrip()}\n{fence}"
