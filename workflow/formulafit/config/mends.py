"""What to write instead: the second half of a message about a config."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel

from formulafit.config.block import Block
from formulafit.config.documentation import settings
from formulafit.config.errors import nearest, shown
from formulafit.config.model import ConfigFile
from formulafit.config.ranges import in_words
from formulafit.config.settings import Data, TrainingData
from formulafit.config.values import KEY, KEY_IN_WORDS, KEY_LENGTH
from formulafit.config.variations import SHARED
from formulafit.formula.spelling import ascii_name
from formulafit.suggestions import closest

Steps = Sequence[str | int]

EXAMPLES = {  # of what stands below a key
    "formulas": "{wave: {expression: sin(x), inputs: {x: [0, 6]}}}",
    "expression": "sin(x)",
    "inputs": "{x: [0, 6]}",
    "train_box": "{x: [0, 3]}",
    "variations": "{narrow: {network: {hidden: [8]}}}",
    "predict": "{wave: [{x: 0.5}]}",
    "languages": "[en]",
    "title": "{en: Damped wave}",
}
OTHERWISE_CALLED = {  # our keys, and what people write for them
    "expression": "formula function equation expr",
    "inputs": "range ranges domain bounds variables vars",
    "title": "name label",
    "languages": "language lang locale",
    "points": "samples n_samples n_points rows",
    "replicates": "repeats repetitions runs seeds",
    "hidden": "layers units neurons width hidden_units hidden_layers",
    "method": "optimizer optimiser algorithm",
    "learning_rate": "lr step_size",
    "max_epochs": "epochs iterations n_epochs max_iter",
    "batch_size": "batch minibatch",
    "results": "output folder outdir",
}
THINGS = {  # below these keys, which people name
    "formulas": "formula",
    "predict": "formula",
    "variations": "variation",
    "studies": "study",
    "members": "member",
}
GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
ANCHORS = {"anchors", "aliases", "base", "common", "defaults", "definitions", "shared", "templates"}
WORDS = {  # of others for what we name otherwise
    "gaussian": "gauss",
    "logistic": "sigmoid",
    "rbf": "gauss",
    "sine": "sin",
    "swish": "silu",
    "lhs": "latin_hypercube",
    "random": "uniform",
    "zscore": "standard",
}
SYNONYMS = {word: key for key, words in OTHERWISE_CALLED.items() for word in words.split()}
COMMA = "in { } a comma ends a value: text with a comma goes in quotes, decimals have a point"


def unknown(steps: Steps, value: Any) -> str:
    """Say that a key is unknown, and which one may have been meant."""
    key, block = str(steps[-1]), _block_at(steps[:-1])
    if block is TrainingData and key in Data.model_fields:
        return SHARED
    if re.match(r"\w+:.", key):  # a no-break space is none to YAML
        mended = re.sub(r":\s*", ": ", key, count=1)
        return f"unknown key; put a space behind the colon, as in {mended}"
    if value is None and not re.fullmatch(KEY, key):
        return f"is not a key; {COMMA}"
    own = key.lstrip("._")
    if own != key or (key.lower() in ANCHORS and isinstance(value, dict | list)):
        return f"unknown key; one that holds YAML's anchors begins with x-, as in x-{own}"
    known, places = list(block.model_fields), _places()
    return f"unknown key{_meant(key, known, places) or '; the keys here are ' + ', '.join(known)}"


def _meant(key: str, known: list[str], places: dict[str, list[str]]) -> str:
    """Return a hint to the key that was meant, here or elsewhere."""
    synonym = SYNONYMS.get(key.lower(), "")
    if synonym in known:
        return f"; did you mean {synonym}?"
    if key in places:
        return f"; it belongs in {_listed(places[key])}"
    if here := nearest(key, known):
        return here
    elsewhere = synonym or closest(key, places, likeness=0.8)
    return f"; did you mean {elsewhere}, in {_listed(places[elsewhere])}?" if elsewhere else ""


def bad_key(key: Any, parent: Steps) -> str:
    """Say that a key is none: 1 is a number in YAML, true and null are words of its own."""
    if isinstance(key, bool) or key is None:
        return f'the key {shown(key)} is a word of YAML; put it in quotes, "{shown(key)}"'
    if not (parent and parent[-1] in {*EXAMPLES, *THINGS}):
        return f"the key {shown(key)} is not text; {COMMA}"
    instead = key_instead(str(key), parent) if parent[-1] in THINGS else ""
    return f"the key {shown(key)} is not text; use {KEY_IN_WORDS}{instead}"


def key_instead(value: str, parent: Steps) -> str:
    """Return the key to write instead of one that has other signs, begins otherwise, is too long.

    What it was in the paper's letters goes into the title.
    """
    thing = next((THINGS[step] for step in reversed(parent) if step in THINGS), "formula")
    german = "".join(GERMAN.get(sign, sign) for sign in value)
    plain = ascii_name(german) or "".join(map(_plain, german))
    key = re.sub("_+", "_", re.sub(r"\W", "_", plain, flags=re.ASCII)).strip("_")
    if not key[:1].isalpha():
        key = f"{thing}_{key or 1}"
    has_title = parent[-1] != "predict" and isinstance(parent[-1], str)  # a list has keys alone
    title = f", with title: {value} for its name in the paper" if has_title else ""
    if value.isascii():
        title = f", or x-{key} if it holds YAML's anchors alone" if value[:1] in (".", "_") else ""
    return f"; write {key[:KEY_LENGTH]}{title}"


def _plain(sign: str) -> str:
    return sign if sign.isascii() else ascii_name(sign) or sign


def example(steps: Steps) -> str:
    """Return what could stand below a key, if there is an example."""
    name = steps[-1] if steps else ""
    return f"; write {name}: {EXAMPLES[name]}" if name in EXAMPLES else ""


def below(steps: Steps) -> str:
    """Return what could stand below a key: an example, or the keys of its block."""
    if steps and steps[0] == "predict" and len(steps) > 1:
        return "; a point gives each input a value, as in [{x: 0.5}]"
    place = _place(steps)
    if example(steps) or not (isinstance(place, type) and issubclass(place, Block)):
        return example(steps)
    return f"; the keys below it are {', '.join(place.model_fields)}"


def range_of(value: Any) -> str:
    """Return the range that was meant."""
    if isinstance(value, list) and len(value) > 2:
        return "write [low, high]; decimals have a point, text with a comma goes in quotes"
    if isinstance(value, dict) and isinstance(value.get("range"), list):  # as an input has it
        return f"write {shown(value['range'])}"
    if isinstance(value, dict) and len(value) == 2:
        return "write [{}, {}]".format(*value.values())
    return in_words(str(value))


def word_instead(value: Any, known: Sequence[str]) -> str:
    """Return a question for the word that was meant, or nothing."""
    word = str(value).lower().replace("-", "_").replace(" ", "_")
    meant = WORDS.get(word.replace("_", ""), "")
    return f"; did you mean {meant}?" if meant in known else nearest(word, known)


def of_kind(value: Any, expected: str, steps: Steps) -> str:
    """Return what to write instead of a value of another kind than `expected`."""
    if value is None:
        return "; write one, or leave the key out"
    if expected == "a block of keys":
        return below(steps)
    if expected == "text":
        written = "" if isinstance(value, dict | list) else f', "{shown(value)}"'
        return f"; put it in quotes{written}"
    if expected == "a list":
        if steps[0] == "predict":
            return below(steps)
        if steps[-1] == "range":
            return f"; {range_of(value)}"
        return f"; write [{shown(value) if isinstance(value, dict) else value}]"
    return ""


def _listed(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _block_at(steps: Steps) -> type[Block]:
    block: type[Block] = _place(steps)
    return block


def _place(steps: Steps) -> Any:
    """Return the type which stands at a path of the config."""
    place: Any = ConfigFile
    for step in steps:
        if isinstance(place, type) and issubclass(place, BaseModel):
            place = place.model_fields[str(step)].annotation
        else:  # the values of dict[Key, Block], the items of list[Block]
            place = get_args(place)[-1]
    return place


def is_required(steps: Steps) -> bool:
    """Tell whether a block has to have the key at a path."""
    block = _place(steps[:-1])
    fields = getattr(block, "model_fields", {})
    return bool(steps) and steps[-1] in fields and bool(fields[steps[-1]].is_required())


def _places() -> dict[str, list[str]]:
    """Return all keys, each with the blocks that it may stand in."""
    found: dict[str, dict[str, None]] = {}
    for path, _ in settings():
        steps = path.split(".")
        for i, step in enumerate(steps):
            if not step.startswith("<"):
                found.setdefault(step, {})[".".join(steps[:i]) or "the top level"] = None
    return {key: list(blocks) for key, blocks in found.items()}
