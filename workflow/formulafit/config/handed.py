"""The config of a module: what another workflow hands over, a part of its own config as a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from formulafit.config.errors import ConfigError, Origin
from formulafit.config.loading import check, read
from formulafit.config.resolved import Config


def load_handed(
    content: Any,
    outer: Any,
    *files: str | Path,
    module: str,
    overrides: Sequence[str] = (),
    probe: bool = True,
) -> Config:
    """Check the config that another workflow hands to a module.

    What is a part of the other workflow's files is read from them once more, by the rules of
    YAML 1.2, and messages name the line there and the whole path of a key.

    Parameters
    ----------
    content : mapping
        What is handed over.
    outer : mapping
        The other workflow's config, in which it may stand.
    *files : str or Path
        The files that `outer` was read from; each is laid over those before it.
    module : str
        The module's name.
    overrides, probe
        As for `formulafit.config.load`.

    Raises
    ------
    ConfigError
        As `formulafit.config.load`, and when it is the whole of another workflow's config.
    """
    below = next(keys_to(content, outer), None)
    if below is not None and files:
        layers = read(*files, overrides=overrides, below=below)
        if says_the_same(layers.content(), content):
            refuse_without_formulas(content, layers, module)
            return check(layers.content(), layers, probe=probe)
    source = f"the config of module {module}"
    refuse_without_formulas(content, source, module)
    return check(content, source, probe=probe)


def keys_to(part: Any, whole: Any) -> Iterator[tuple[str, ...]]:
    """Yield the keys below which a block itself, not one like it, stands in another."""
    if part is whole:
        yield ()
    elif isinstance(whole, Mapping):
        for key, value in whole.items():
            yield from ((str(key), *keys) for keys in keys_to(part, value))


def says_the_same(ours: Any, theirs: Any) -> bool:
    """Tell whether what we read is what Snakemake made of it, by YAML 1.1, and --config of text."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return ours.keys() == theirs.keys() and all(
            says_the_same(value, theirs[key]) for key, value in ours.items()
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        pairs = zip(ours, theirs, strict=False)
        return len(ours) == len(theirs) and all(says_the_same(*pair) for pair in pairs)
    written = getattr(ours, "text", ours)
    return bool(
        theirs in (ours, written) or _by_yaml_1_1(written) == theirs or _by_yaml_1_1(theirs) == ours
    )


def _by_yaml_1_1(written: Any) -> Any:
    try:
        return yaml.safe_load(written) if isinstance(written, str) else written
    except yaml.YAMLError:
        return written


def refuse_without_formulas(
    content: Any, source: str | Origin, module: str, key: str | None = None
) -> None:
    """Refuse a config of other things, and show which part of it to hand over.

    Parameters
    ----------
    content : mapping
        The config.
    source, module
        What to call both in the message.
    key : str, optional
        The part of it that may be meant where none of its blocks has formulas; without a key
        nothing is refused then.

    Raises
    ------
    ConfigError
        When it has no formulas.
    """
    if not isinstance(content, Mapping) or "formulas" in content:
        return
    blocks = (
        k for k, value in content.items() if isinstance(value, Mapping) and "formulas" in value
    )
    if part := next(blocks, key):
        message = (
            f'has no formulas at its top; write config: config["{part}"] in the block of module '
            f"{module}, and the formulas below {part}"
        )
        raise ConfigError(source, [("", message)])
