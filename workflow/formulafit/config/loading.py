"""Read a config file, check it whole, and resolve it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from formulafit.config import checks, domain
from formulafit.config.errors import ConfigError, translate
from formulafit.config.model import ConfigFile
from formulafit.config.resolved import Config
from formulafit.config.values import shown

TOO_DEEP = "its blocks are nested too deeply, or one is part of itself"
MERGE = "tag:yaml.org,2002:merge"  # <<, by which a mapping takes over another one's keys


def load(path: str | Path) -> Config:
    """Read and check a config file.

    Raises
    ------
    ConfigError
        With one line a problem: the file, the key's path, the value and the mend.
    """
    return check(read(path), str(path))


def read(path: str | Path) -> Any:
    """Read a YAML file as it is: nothing but its form is checked, and that no key is there twice.

    Raises
    ------
    ConfigError
        When it cannot be read, is not YAML, or has a key twice; with line and column.
    """
    source = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(source, [("", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise ConfigError(source, [("", message)]) from None
    try:
        return yaml.load(text, _Loader)
    except RecursionError:
        raise ConfigError(source, [("", TOO_DEEP)]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError(source, [(place, _yaml_problem(error))]) from None
    except yaml.YAMLError as error:
        raise ConfigError(source, [("", f"is not YAML: {error}")]) from None


def check(content: Any, source: str = "config") -> Config:
    """Check a config that is already parsed, such as Snakemake's `config`.

    Parameters
    ----------
    content : mapping
        The config; any kind of mapping will do.
    source : str
        What to call it in messages.

    Raises
    ------
    ConfigError
        As `load`.
    """
    if content is None or content == {}:
        message = "is empty; it needs formulas, as in config/config.yaml"
        raise ConfigError(source, [("", message)])
    if not isinstance(content, Mapping):
        message = f"{shown(content)} is not a block of keys; a config begins with a key: formulas:"
        raise ConfigError(source, [("", message)])
    try:
        file = ConfigFile.model_validate(_plain(content))
    except RecursionError:  # YAML's aliases can make a block part of itself
        raise ConfigError(source, [("", TOO_DEEP)]) from None
    except ValidationError as error:
        raise ConfigError(source, translate(error)) from None
    config = Config(file, source)
    problems = checks.find_problems(config)
    undefined, config.warnings = domain.look(config)
    if problems or undefined:
        raise ConfigError(source, [*problems, *undefined])
    config.warnings += checks.find_warnings(config)
    return config


def _plain(value: Any) -> Any:
    """Turn every mapping into a dict, which is what strict validation takes."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, to which a key given twice is an error and not the last one's win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        lines: dict[str, int] = {}
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode) and key_node.tag != MERGE:
                key, line = key_node.value, key_node.start_mark.line + 1
                if key in lines:
                    raise yaml.constructor.ConstructorError(
                        problem=f"the key {key} is there twice, first in line {lines[key]}; remove "
                        "one of them",
                        problem_mark=key_node.start_mark,
                    )
                lines[key] = line
        return super().construct_mapping(node, deep=deep)


def _yaml_problem(error: yaml.MarkedYAMLError) -> str:
    if isinstance(error, yaml.constructor.ConstructorError):
        return str(error.problem)
    hint = "; indent with spaces, not tabs" if "'\\t'" in str(error.problem) else ""
    context = f" {error.context}" if error.context else ""
    return f"this is not YAML:{context} {error.problem}{hint}"
