"""The package's own source, for the listings and for constants that the paper names."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import formulafit

PACKAGE = Path(formulafit.__file__).parent


def source(module: str, *names: str) -> str:
    """Return the source of a module of the package, or of some of its functions and classes.

    Parameters
    ----------
    module : str
        A path inside the package, such as ``network.py``.
    *names : str
        Top-level functions and classes; all of the file when there are none.

    Raises
    ------
    ValueError
        When the module has no definition of such a name.
    """
    text = (PACKAGE / module).read_text(encoding="utf-8")
    if not names:
        return text
    lines = text.splitlines()
    found: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{module} defines no {', '.join(missing)}; it has {', '.join(found)}")
    return "\n\n\n".join(found[name] for name in names)


def constant(module: str, name: str) -> Any:
    """Return a number or text that a module of the package names, without importing the module.

    Raises
    ------
    ValueError
        When the module has no such constant.
    """
    for node in ast.parse((PACKAGE / module).read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return ast.literal_eval(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                named = dict(zip(map(ast.unparse, names), values, strict=True))
                if name in named:
                    return ast.literal_eval(named[name])
    raise ValueError(f"{module} defines no constant {name}")
