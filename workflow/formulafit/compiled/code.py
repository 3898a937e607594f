"""Functions compiled for this processor, and kept for the next process that wants them.

What is kept never decides a result. Its folder is named by all that machine code depends on: the
sources, the versions of Python and numba, the processor. Another version of the program, a moved or
copied one, another kind of processor on the same disk compile anew, each into its own folder. Two
processes that compile at once write the same; numba writes under a temporary name and renames.
Where nothing can be written, or what was written cannot be read, a function is compiled for its
process alone, and one line says so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import llvmlite
import numba
from numba.core.compiler import Compiler
from numba.core.registry import cpu_target

from formulafit import elementary
from formulafit.compiled import single  # noqa: F401 - numba knows `elementary` from then on

PACKAGE = Path(__file__).resolve().parents[1]
SOURCES = ("elementary.py", "activations/*.py", "compiled/*.py", "training/**/*.py")


class Apart(Compiler):  # type: ignore[misc]
    """Compiles functions of arrays that do not overlap where one of them is written.

    Without this promise, loops look whether they do, which can take longer than what they compute.
    """

    def define_pipelines(self) -> Any:
        """Return numba's own, with LLVM's `noalias` on every array."""
        self.state.flags.noalias = True
        return super().define_pipelines()


def compiled(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    parts: Mapping[str, Callable[..., Any]] | None = None,
) -> Callable[..., Any]:
    """Return a function compiled for arguments of the types of the given ones.

    Functions of this program that it calls are compiled with it.

    Parameters
    ----------
    function : callable
        Of a module, in the part of Python and NumPy that numba knows. No array that it, or what it
        calls, writes overlaps another of its arguments.
    arguments : tuple
        Only their types matter.
    parts : mapping, default none
        Functions that stand for names which the module does not define.
    """
    parts = parts or {}
    argument_types = tuple(map(numba.typeof, arguments))
    names = [f"{each.__module__}.{each.__qualname__}" for each in (function, *parts.values())]
    content = f"{names} {argument_types}"
    if content not in _COMPILED:
        with _without_blas():
            _COMPILED[content] = _kept(function, argument_types, parts, content)
    return _COMPILED[content]


_COMPILED: dict[str, Callable[..., Any]] = {}  # in this process


def _kept(
    function: Callable[..., Any],
    argument_types: tuple[Any, ...],
    parts: Mapping[str, Callable[..., Any]],
    content: str,
) -> Any:
    """Return the compiled function, from its folder if it is there."""
    if folder := _folder(content):
        try:
            with _keeping_in(folder):
                dispatcher = _jit(_with_callees(function, parts), cache=True)
            dispatcher.compile(argument_types)
            return dispatcher
        except Exception as error:  # whatever the reading of a damaged file may raise
            first, *_ = f"{type(error).__name__}: {error}".splitlines()
            _tell_once(f"what was kept in {folder.parent} does not work: {first}")
            shutil.rmtree(folder, ignore_errors=True)  # for the next process to make anew
    dispatcher = _jit(_with_callees(function, parts))
    dispatcher.compile(argument_types)  # and here an error is one of the function
    return dispatcher


def _jit(function: Callable[..., Any], **options: bool) -> Any:
    return numba.njit(function, error_model="numpy", pipeline_class=Apart, **options)


def _with_callees(
    function: Callable[..., Any], parts: Mapping[str, Callable[..., Any]]
) -> Callable[..., Any]:
    """Return a function for numba, whose global names are those of its module and `parts`."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        if part := parts.get(name):
            names[name] = _jit(part, forceinline=True)
        elif _is_ours(callee := names.get(name, len)):
            names[name] = _jit(_with_callees(callee, parts))
    return types.FunctionType(function.__code__, names, function.__name__)


def _is_ours(callee: Any) -> bool:
    """Tell whether it is a function of this program, and not one that numba has been told of."""
    if not isinstance(callee, types.FunctionType):
        return False
    return callee.__module__.startswith("formulafit.") and callee.__module__ != elementary.__name__


@contextmanager
def _without_blas() -> Iterator[None]:
    """Hide SciPy's BLAS from numba, which else imports it, a quarter of a second, on its start.

    It would be for compiled matrix products; here they are left to NumPy.
    """
    blas = "scipy.linalg.cython_blas"
    if blas in sys.modules:
        yield
        return
    sys.modules[blas] = cast(Any, None)  # an import of it fails
    try:
        yield
    finally:
        del sys.modules[blas]


@contextmanager
def _keeping_in(folder: Path) -> Iterator[None]:
    """Let numba keep what is decorated meanwhile in a folder."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _folder(content: str) -> Path | None:
    """Return a folder for one compiled function, which can be written to, or none."""
    name = hashlib.sha256(content.encode()).hexdigest()[:16]
    for base in _bases():
        folder = base / _state() / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        return folder
    _tell_once("there is no folder to keep it in; NUMBA_CACHE_DIR can name one")
    return None


def _bases() -> Iterator[Path]:
    """Yield where to keep things: what the user says, else as Python does, else at home."""
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen)
        return
    yield PACKAGE / "__pycache__"
    home = os.path.expanduser("~")  # noqa: PTH111 - which does not fail where there is none
    yield Path(os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache") / "formulafit"


@cache
def _state() -> str:
    """Return a name for all that decides machine code, besides the function and its arguments."""
    processor = cpu_target.target_context.codegen().magic_tuple()  # and its features
    versions = sys.version, numba.__version__, llvmlite.__version__
    state = hashlib.sha256(repr((versions, processor)).encode())
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            state.update(path.read_bytes())
    return "compiled-" + state.hexdigest()[:16]


@cache
def _tell_once(why: str) -> None:
    print(f"Code is compiled for this process alone: {why}", file=sys.stderr)
