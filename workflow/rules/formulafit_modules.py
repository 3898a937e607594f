"""The files that a script runs: what it imports of this project, also through others.

They are found in the sources, of which nothing is run: planning needs no torch. An import counts
wherever it stands, in a function too, but for those of the type checker alone (``if
TYPE_CHECKING:``). So does a module whose file a source names, as the paper does to print it:
``"network/mlp.py"``. What is imported by a name from the config is added by `Code`, which knows how
this project is laid out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CELL = re.compile(r"^```\{python\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r'"([\w/]+\.py)"')
FOR_TYPES_ALONE = ("TYPE_CHECKING", "typing.TYPE_CHECKING")


class Code:
    """The files that the scripts of this workflow run.

    Parameters
    ----------
    workflow : Path
        The folder that holds ``scripts`` and ``formulafit``.
    """

    def __init__(self, workflow: Path) -> None:
        self.scripts = workflow / "scripts"
        self.package = workflow / "formulafit"
        # What computes nothing: the version, what opens the log, and what words mistakes in
        # formulas, which the config's check found before any job.
        mistakes = (self.package / "formula" / "notation").glob("*.py")
        self.left_out = frozenset(
            {self.package / "__init__.py", self.scripts / "job_setup.py", *mistakes}
        )

    @cache  # noqa: B019 - lives as long as the process
    def of(self, script: str, *more: Path) -> list[str]:
        """Return the files that a script runs; that it runs `more` cannot be seen in it."""
        return sorted(map(str, self._run_by(self.scripts / f"{script}.py", *more)))

    @cache  # noqa: B019
    def of_method(self, method: str) -> tuple[Path, ...]:
        """Return the files that are imported for a training method by its name."""
        return self._module(f"training.{method}.method")

    @cache  # noqa: B019
    def of_activation(self, activation: str, method: str) -> tuple[Path, ...]:
        """Return those of a network's activation; of all that training names where it is `auto`.

        The method chooses then, and has the names of its candidates in its source.
        """
        names = {activation}
        if activation == "auto":
            known = {path.stem for path in (self.package / "activations").glob("[!_]*.py")}
            files = self._run_by(self.scripts / "fit.py", *self.of_method(method))
            training = [file for file in files if self.package / "training" in file.parents]
            names = known.intersection(frozenset().union(*map(strings, training)))
        found = {file for name in names for file in self._module(f"activations.{name}")}
        return tuple(sorted(found))

    @cache  # noqa: B019
    def of_folder(self, *folder: str) -> tuple[Path, ...]:
        """Return the files of a folder's modules, all of which are imported by their names."""
        names = (path.stem for path in self.package.joinpath(*folder).glob("[!_]*.py"))
        found = {file for name in names for file in self._module(".".join([*folder, name]))}
        return tuple(sorted(found))

    @cache  # noqa: B019
    def of_language(self, language: str) -> tuple[Path, ...]:
        """Return the files that are imported for a language by its code."""
        return self._module(f"language.{language}.language")

    @cache  # noqa: B019
    def of_lexicon(self, language: str) -> tuple[Path, ...]:
        """Return those of its words alone, without its sentences."""
        return self._module(f"language.{language}.lexicon")

    def _module(self, name: str) -> tuple[Path, ...]:
        name = f"{self.package.name}.{name}"
        return tuple(sorted(module_files(name, self.package.parent)))

    def _run_by(self, *sources: Path) -> frozenset[Path]:
        return run_by(*sources, package=self.package, left_out=self.left_out)


@cache
def run_by(
    *sources: Path, package: Path, left_out: frozenset[Path] = frozenset()
) -> frozenset[Path]:
    """Return the sources that are Python files, and the files that they import or name.

    Parameters
    ----------
    *sources : Path
        Scripts, modules, or a .qmd file, whose cells are read.
    package : Path
        The folder of the package; scripts may import what lies beside them as well.
    left_out : set of Path
        Files that do not count, and whose own imports do not either.
    """
    unread = list({*sources} - left_out)
    found = {source for source in unread if source.suffix == ".py"}
    named: set[Path] = set()
    while unread:
        imported, printed = _mentioned(unread.pop(), package)
        named |= printed
        unread += imported - found - left_out
        found |= imported - left_out
    return frozenset(found | named)


@cache
def module_files(name: str, folder: Path) -> frozenset[Path]:
    """Return the files that are run when a module is imported: those of its packages, its own.

    `name` may go on into the module, as in ``package.module.function``.
    """
    found = set()
    path = folder
    for part in name.split("."):
        path = path / part
        if (path / "__init__.py").is_file():
            found.add(path / "__init__.py")
        elif path.with_suffix(".py").is_file():
            return frozenset({*found, path.with_suffix(".py")})
    return frozenset(found)


@cache
def strings(file: Path) -> frozenset[str]:
    """Return the strings that stand in a source by themselves, such as ``"tanh"``."""
    nodes = ast.walk(_parsed(file.read_text(encoding="utf-8")))
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return frozenset(value for value in constants if isinstance(value, str))


@cache
def _mentioned(file: Path, package: Path) -> tuple[frozenset[Path], frozenset[Path]]:
    """Return the files that a file imports by itself, and those of the package that it names."""
    text = file.read_text(encoding="utf-8")
    within = package in file.parents
    folders = [package.parent] if within else [package.parent, file.parent]
    parents = file.parent.relative_to(package.parent).parts if within else ()
    imported = {
        path
        for code in (CELL.findall(text) if file.suffix == ".qmd" else [text])
        for name in _imports(code, parents)
        for folder in folders
        for path in module_files(name, folder)
    }
    named = {path for path in map(package.joinpath, NAMED.findall(text)) if path.is_file()}
    return frozenset(imported), frozenset(named)


def _imports(code: str, parents: tuple[str, ...]) -> Iterator[str]:
    """Yield the modules, or names in modules, that a source imports; `parents` are its packages."""
    nodes: list[ast.AST] = list(_parsed(code).body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = parents[: len(parents) + 1 - node.level] if node.level else ()
            origin = [*above, *([node.module] if node.module else [])]
            yield from (".".join([*origin, alias.name]) for alias in node.names)
        if isinstance(node, ast.If) and ast.unparse(node.test) in FOR_TYPES_ALONE:
            nodes += node.orelse
        else:  # the statements within; expressions import nothing
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                nodes += getattr(node, part, [])


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError:  # of which the job will tell
        return ast.Module(body=[], type_ignores=[])
