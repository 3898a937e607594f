"""Read config files, check them whole, and resolve them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formulafit.config import checks, domain
from formulafit.config.errors import ConfigError, Origin, shown
from formulafit.config.model import ConfigFile
from formulafit.config.reading import Layers, read_file, read_overrides
from formulafit.config.resolved import Config
from formulafit.config.translation import translate
from formulafit.config.yaml12 import TOO_DEEP

EXAMPLE = "formulas: {wave: {expression: sin(x), inputs: {x: [0, 6]}}}"


def load(*files: str | Path, overrides: Sequence[str] = (), probe: bool = True) -> Config:
    """Read and check a config.

    Parameters
    ----------
    *files : str or Path
        YAML files; each is laid over those before it, key by key.
    overrides : sequence of str
        Settings as ``key=value``, laid over the files: the words of Snakemake's ``--config``, read
        by the same rules as the files, such as ``data={points: 500}``.
    probe : bool
        As for `check`.

    Raises
    ------
    ConfigError
        With one line a problem: the file and its line, the key's path, the value and the mend.
    """
    layers = read(*files, overrides=overrides)
    return check(layers.content(), layers, probe=probe)


def read(*files: str | Path, overrides: Sequence[str] = (), below: Sequence[str] = ()) -> Layers:
    """Read a config as `load` does, without a look at what its keys mean.

    It may stand `below` some keys of the files.

    Raises
    ------
    ConfigError
        When a file cannot be read, is not YAML, or has no keys; when a setting is none.
    """
    documents = [read_file(file) for file in files]
    for document in documents:
        _refuse_what_has_no_keys(document.content, document.source)
    return Layers([*documents, *read_overrides(overrides)], below)


def check(content: Any, source: str | Origin = "config", *, probe: bool = True) -> Config:
    """Check a config that is already parsed.

    Parameters
    ----------
    content : mapping
        The config; any kind of mapping will do.
    source : str or Origin
        What to call it in messages.
    probe : bool
        Evaluate every formula in its box. Not needed where that was done before.

    Raises
    ------
    ConfigError
        As `load`.
    """
    _refuse_what_has_no_keys(content, source)
    try:
        file = ConfigFile.model_validate(_plain(content))
    except RecursionError:  # YAML's aliases can make a block part of itself
        raise ConfigError(source, [("", TOO_DEEP)]) from None
    except ValidationError as error:
        raise ConfigError(source, translate(error)) from None
    config = Config(file, source)
    problems = checks.find_problems(config)
    undefined, config.warnings = domain.look(config) if probe else ([], [])
    if problems or undefined:
        raise ConfigError(source, [*problems, *undefined])
    config.warnings += checks.find_warnings(config)
    return config


def _refuse_what_has_no_keys(content: Any, source: str | Origin) -> None:
    if content is None or content == {}:
        raise ConfigError(source, [("", f"is empty; it needs formulas, as in {EXAMPLE}")])
    if not isinstance(content, Mapping):
        message = f"{shown(content)} is not a block of keys; a config begins with one and a colon"
        raise ConfigError(source, [("", message)])


def _plain(value: Any) -> Any:
    """Turn every mapping into a dict, which is what strict validation takes."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
