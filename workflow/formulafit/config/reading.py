"""The files and the words of a command line that a config consists of."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import yaml

from formulafit.config.errors import ConfigError
from formulafit.config.yaml12 import TAG, in_words, odd_indentation, parse

OPTION = "--config"  # what settings of the command line have for a source


@dataclass(frozen=True)
class Document:
    """What one file, or one ``--config key=value``, says.

    Parameters
    ----------
    source : str
        What to call it in messages.
    content : Any
        Plain values: dict, list, str, int, float, bool, None.
    root : yaml.Node or None
        Where they stand; None when nothing does.
    has_lines : bool
        Whether the numbers of its lines mean something to a person.
    """

    source: str
    content: Any
    root: yaml.Node | None
    has_lines: bool = True

    def find(self, path: Iterable[str]) -> tuple[int, int]:
        """Return how many steps of a path are here, and the line of the last one."""
        node, steps, line = self.root, 0, 0
        for step in path:
            key, node = _below(node, step)
            if key is None:
                break
            steps, line = steps + 1, key.start_mark.line + 1
        return steps, line


def _below(node: yaml.Node | None, step: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Return the key and the value of one step down; an item of a list is its own key."""
    if isinstance(node, yaml.MappingNode):
        pairs = [pair for pair in node.value if pair[0].value == step]
        return pairs[-1] if pairs else (None, None)  # what is written out after what is merged in
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)], node.value[int(step)]
    return None, None


def read_file(path: str | Path) -> Document:
    """Read a YAML file as it is: nothing but its form is checked, and that no key is there twice.

    Raises
    ------
    ConfigError
        When it cannot be read, is not YAML, or has a key twice; with line and column.
    """
    source = str(path)
    try:
        text = _decode(Path(path).read_bytes(), source)
    except OSError as error:
        raise ConfigError(source, [("", f"cannot be read: {error.strerror}")]) from None
    if problem := odd_indentation(text):
        raise ConfigError(source, [problem])
    try:
        return Document(source, *parse(text))
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(source, [in_words(error, text)]) from None


def read_overrides(words: Iterable[str]) -> list[Document]:
    """Read the settings of Snakemake's ``--config``: ``key=value``, where the value is YAML.

    Raises
    ------
    ConfigError
        When there is no key, or no YAML behind it.
    """
    found, problems = [], []
    for word in words:
        try:
            found.append(_read_override(word))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(OPTION, problems)
    return found


def _read_override(word: str) -> Document:
    key, equals, value = word.partition("=")
    outer, _, inner = key.partition(".")
    if not equals:
        message = f"{word} sets nothing; write key=value, and what is to be made before {OPTION}"
        raise ConfigError(OPTION, [("", message)])
    if inner:
        nested = f"{inner.replace('.', ': {')}: {value}{'}' * key.count('.')}"
        message = f"is not the key of a block; write {OPTION} '{outer}={{{nested}'"
        raise ConfigError(OPTION, [(key, message)])
    try:
        content, node = parse(value)
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(OPTION, [(key, in_words(error, value)[1])]) from None
    start = yaml.Mark("", 0, 0, 0, "", 0)
    nothing = yaml.ScalarNode(f"{TAG}null", "", start)
    pair = (yaml.ScalarNode(f"{TAG}str", key, start), node or nothing)
    return Document(OPTION, {key: content}, yaml.MappingNode(f"{TAG}map", [pair]), has_lines=False)


@dataclass(frozen=True)
class Layers:
    """Documents of which each is laid over those before it, key by key.

    Parameters
    ----------
    documents : sequence of Document
        The later ones are laid over the earlier ones.
    below : sequence of str
        The keys below which the config stands in them; none where it is all that they say.
    """

    documents: Sequence[Document]
    below: Sequence[str] = ()

    def __str__(self) -> str:
        return ", ".join(dict.fromkeys(each.source for each in self.documents))

    def content(self) -> Any:
        """Return what they say together; None where there is nothing below the keys."""
        content = reduce(_merged, (each.content for each in self.documents))
        for key in self.below:
            content = content.get(key) if isinstance(content, dict) else None
        return content

    def located(self, path: str) -> str:
        """Return a key's path, such as ``predict.wave[0].x``, behind its document and line."""
        steps = [*self.below, *re.findall(r"[^.\[\]]+", path)]
        whole = ".".join([*self.below, *([path] if path else [])])
        document = max(self.documents[::-1], key=lambda each: each.find(steps)[0])
        found, line = document.find(steps)
        place = str(self) if not found else document.source
        if found and document.has_lines:
            place += f": line {line}"
        return f"{place}: {whole}" if whole else place


def _merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: _merged(below.get(key), value) for key, value in above.items()}


def _decode(data: bytes, source: str) -> str:
    """Decode UTF-8, with or without a mark; no other, as Snakemake reads the files as well."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ConfigError(source, [("", "is UTF-16 text; save the file as UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text (byte {error.start}); save the file as UTF-8"
        raise ConfigError(source, [(f"line {line}", message)]) from None
