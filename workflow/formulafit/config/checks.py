"""Checks of what no key shows alone: references, and settings that have to fit together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping

from formulafit.config.errors import ConfigProblem, nearest
from formulafit.config.resolved import Config
from formulafit.vocabulary import BASE

MAX_GRID_INPUTS = 3


def find_problems(config: Config) -> list[ConfigProblem]:
    """Return everything that does not fit together, one problem a key."""
    problems = [*_keys(config), *_references(config)]
    if not problems:  # a variation of an unknown formula has no settings to check
        problems = [*_blocks(config), *_data(config)]
    by_path: dict[str, dict[str, None]] = {}
    for path, message in problems:
        by_path.setdefault(path, {})[message] = None
    return [(path, _first(list(messages))) for path, messages in by_path.items()]


def _first(messages: list[str]) -> str:
    """Return the first message, and how many are like it: a setting for all formulas has many."""
    more = len(messages) - 1
    return messages[0] + (f" ({more} more like this)" if more else "")


def _keys(config: Config) -> Iterator[ConfigProblem]:
    """Refuse the reserved key, and keys which name one file where a system ignores case."""
    file = config.file
    variations = [(key, f"variations.{key}") for key in file.variations]
    variations += [(each.key, each.place) for each in config.studied]
    for key, place in variations:
        if key.lower() == BASE:
            yield place, f"{BASE} is reserved for a formula's own settings; rename it"
    yield from _alike((key, f"formulas.{key}") for key in file.formulas)
    yield from _alike((key, f"studies.{key}") for key in file.studies)
    yield from _alike(variations)


def _alike(keys: Iterable[tuple[str, str]]) -> Iterator[ConfigProblem]:
    """Refuse keys, each given with its place, that differ in case alone or not at all."""
    seen: dict[str, tuple[str, str]] = {}
    for key, place in keys:
        if key.lower() not in seen:
            seen[key.lower()] = key, place
            continue
        first, there = seen[key.lower()]
        if first == key:
            yield place, f"has the key {key}, which {there} has too; rename one of them"
        else:
            yield place, f"{key} differs from {first} in case alone; rename one of them"


def _references(config: Config) -> Iterator[ConfigProblem]:
    for key, variation in config.variations.items():
        for formula in variation.formulas or []:
            if formula not in config.formulas:
                yield config.place(key, "formulas"), _no_formula(formula, config)
    for formula, points in config.file.predict.items():
        if formula not in config.formulas:
            yield f"predict.{formula}", _no_formula(formula, config)
            continue
        names = config.formulas[formula].inputs
        for i, point in enumerate(points):
            path = f"predict.{formula}[{i}]"
            for name in point.keys() - names.keys():
                yield f"{path}.{name}", f"{formula} has no such input{nearest(name, names)}"
            for name in names:
                if name not in point:
                    yield f"{path}.{name}", "is missing; a point gives a value for every input"


def _no_formula(formula: str, config: Config) -> str:
    return f"there is no formula {formula}{nearest(formula, config.formulas)}"


def _blocks(config: Config) -> Iterator[ConfigProblem]:
    """Refuse a training block that is read by no fit it was written for."""
    for key, entry in config.formulas.items():
        methods = {config.settings(key, v).training.method for v in config.variations_of(key)}
        places = {b: f"formulas.{key}.training.{b}" for b in entry.training.blocks_set()}
        yield from unread(places, methods, f"{key} is trained")
    for key, variation in config.variations.items():
        places = {b: config.place(key, f"training.{b}") for b in variation.training.blocks_set()}
        for formula in config.formulas_of(key) if places else []:
            method = config.settings(formula, key).training.method
            yield from unread(places, {method}, f"it trains {formula}")


def find_warnings(config: Config) -> list[str]:
    """Return what is written down and changes nothing: blocks of methods, inputs of formulas."""
    return [*_idle_blocks(config), *_inert_inputs(config)]


def _idle_blocks(config: Config) -> Iterator[str]:
    used = {config.settings(*fit).training.method for fit in config.fits()}
    for block in config.file.training.blocks_set():
        if block not in used:
            yield (
                f"training.{block}: no fit uses the method {block}, so these settings change "
                f"nothing; set training.method: {block}, or remove them"
            )


def _inert_inputs(config: Config) -> Iterator[str]:
    for key, entry in config.formulas.items():
        formula = config.function(key)
        inert = [name for name in entry.inputs if name not in formula.used]
        if inert:
            yield (
                f'formulas.{key}.inputs: "{formula.expression}" holds no {", ".join(inert)}; the '
                "networks get such an input all the same, and have to learn that it changes nothing"
            )


def unread(places: Mapping[str, str], methods: Collection[str], what: str) -> list[ConfigProblem]:
    """Return a problem for each training block, given with its place, that no method reads."""
    used = " and ".join(sorted(methods))
    return [
        (
            place,
            f"{what} with the method {used}, which does not read these settings; move them to "
            f"training.{used}, or set training.method: {block}",
        )
        for block, place in places.items()
        if block not in methods
    ]


def _data(config: Config) -> Iterator[ConfigProblem]:
    for formula, variation in config.fits():
        yield from _rows(config, formula, variation)
        yield from _train_box(config, formula, variation)


def _rows(config: Config, formula: str, variation: str) -> Iterator[ConfigProblem]:
    """Check the numbers of rows; rounding is that of `formulafit.sampling`."""
    data, inputs = config.settings(formula, variation).data, len(config.formulas[formula].inputs)
    points = data.points
    if data.sampling == "grid":
        if inputs > MAX_GRID_INPUTS:
            yield (
                config.data_place(formula, variation, "sampling"),
                f"a grid is for at most {MAX_GRID_INPUTS} inputs, and {formula} has {inputs}; use "
                "uniform, sobol or latin_hypercube",
            )
            return
        points = round(points ** (1 / inputs)) ** inputs
    test = _share(points, data.test_fraction)
    training = points - test
    if test < 1 or training < 2:
        yield (
            config.data_place(formula, variation, "test_fraction"),
            f"{data.test_fraction:g} of the {points} points of {formula} leaves {test} test rows "
            f"and {training} training rows; raise points, or choose another fraction",
        )
        return
    if data.train_rows is not None and data.train_rows > training:
        yield (
            config.data_place(formula, variation, "train_rows"),
            f"{data.train_rows} is more than the {training} training rows of {formula}; lower it, "
            "or raise points",
        )
        return
    rows = data.train_rows or training
    held_out = _share(rows, data.validation_fraction)
    if not 0 < held_out < rows:
        yield (
            config.data_place(formula, variation, "validation_fraction"),
            f"{data.validation_fraction:g} of the {rows} training rows of {formula} leaves "
            f"{held_out} validation rows of {rows}; choose another fraction, or more rows",
        )


def _share(rows: int, fraction: float) -> int:
    return math.floor(rows * fraction + 0.5)


def _train_box(config: Config, formula: str, variation: str) -> Iterator[ConfigProblem]:
    box = config.formulas[formula].box
    path = config.data_place(formula, variation, "train_box")
    for name, (low, high) in (config.settings(formula, variation).data.train_box or {}).items():
        if name not in box:
            yield f"{path}.{name}", f"{formula} has no such input{nearest(name, box)}"
        elif low < box[name][0] or high > box[name][1]:
            yield (
                f"{path}.{name}",
                f"[{low:g}, {high:g}] reaches out of the range of {formula}, "
                f"[{box[name][0]:g}, {box[name][1]:g}]; choose a part of it",
            )
