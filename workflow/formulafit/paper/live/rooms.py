"""What each room of the page has to compute with.

A room is a placeholder in the page, ``<div data-live="name">``, a function `formulafit.rooms.name`
in ``report/live/``, and a function here, of which the page has the answer as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from formulafit.axes import LINEAR
from formulafit.documents.logic import BooleanFunction, GatesDocument, Unit, XorDocument
from formulafit.formula import javascript, parse
from formulafit.language.known import find
from formulafit.names import Name
from formulafit.paper.facts.results import Results
from formulafit.paper.live import networks
from formulafit.paper.live.page import enliven, guard, places

Room = Callable[[Results, int], Any]


def formula(results: Results, room: int) -> dict[str, Any]:
    """Return every formula's inputs, box and networks; `room` is how many bytes there are."""
    trained = networks.fits(results, room, networks.OF_THE_BEST)
    stages = find(results.language).lexicon.stages
    for moment in (m for fits in trained.values() for fit in fits for m in fit["moments"]):
        moment["stage"] = stages.get(moment["stage"], moment["stage"])
    return {key: _formula(results, key, fits) for key, fits in trained.items()}


def _formula(results: Results, key: str, fits: list[dict[str, Any]]) -> dict[str, Any]:
    about = results.evaluation(key)
    return {
        "title": results.formulas[key],
        "expression": about.expression,
        "inputs": [
            {
                "name": name,
                "shown": Name.of(name).unicode,
                "box": list(about.inputs[name]),
                "scale": (about.scales or {}).get(name, LINEAR.kind),
            }
            for name in about.names
        ],
        "spread": about.test_std,
        "fits": fits,
    }


def functions(results: Results, room: int) -> list[dict[str, Any]]:
    """Return all functions of two inputs: name, truth table, and a unit where there is one."""
    found = GatesDocument.read(results.files.gates).functions
    return [{"name": f.name, "table": f.table, "unit": _unit(f)} for f in found]


def xor(results: Results, room: int) -> dict[str, Any]:
    """Return the units of the constructed network, and the truth table that it is to have."""
    network = XorDocument.read(results.files.xor).constructed
    return {
        "hidden": [_unit(unit) for unit in network.hidden],
        "output": _unit(network.output),
        "table": [row.target for row in network.rows],
    }


def _unit(about: Unit | BooleanFunction) -> dict[str, Any] | None:
    """Return a unit as numbers, which are small integers in what the paper constructs."""
    if about.weights is None or about.bias is None:
        return None
    return {"weights": [int(w) for w in about.weights], "bias": int(about.bias)}


ROOMS: dict[str, Room] = {
    "formula": formula,
    "learning": functions,
    "perceptron": functions,
    "xor": xor,
}


def alive(page: str, sources: Path, folder: Path, language: str) -> str:
    """Return the finished page of a paper with what makes it alive, and under its policy.

    A page without a place for a room gets no script.

    Parameters
    ----------
    page : str
        The HTML that an engine made.
    sources : Path
        The folder of scripts and styles.
    folder : Path
        The results, which are read where the page has a room for them.
    language : str
        Its code.
    """
    found = places(page)
    if not found:
        return guard(page)
    data: dict[str, Any] = {"words": dict(find(language).page)}
    scripts: dict[str, str] = {}
    if found & ROOMS.keys():
        results = Results(folder, language)
        rest = networks.SIZE - len(enliven(page, sources, data, {}).encode())
        data |= {name: ROOMS[name](results, rest) for name in sorted(found & ROOMS.keys())}
        if "formula" in found:
            scripts["formulas"] = formula_script(results)
    return guard(enliven(page, sources, data, scripts))


def formula_script(results: Results) -> str:
    """Return a script that has each formula as a function of its inputs."""
    lines = []
    for key in results.formulas:
        about = results.evaluation(key)
        tree = parse(about.expression, about.names).tree
        lines.append(f"  formulas.{key} = (x) => {javascript.write(tree)};")
    body = "\n".join(lines)
    return (
        f'"use strict";\n((f, formulas) => {{\n{body}\n}})'
        "(formulafit.functions, formulafit.formulas);\n"
    )
