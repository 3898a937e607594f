"""What Snakemake's command line says of the config: files, single settings, names in targets.

Snakemake reads ``--configfile`` and ``--config`` before it reads the workflow, and tells of what it
cannot read with a traceback, or without the file's name. So `profiles/default/config.yaml`, which
it reads before both, has them checked here.
"""

from __future__ import annotations

import argparse
import itertools
import shlex
import sys
from collections.abc import Collection, Mapping, Sequence

from formulafit.config.errors import ConfigError, nearest
from formulafit.config.loading import read
from formulafit.config.reading import OPTION, read_overrides
from formulafit.config.resolved import Config

_LISTED = 10  # names in a message


def check_given(arguments: Sequence[str]) -> None:
    """Check the files and the settings that stand on Snakemake's command line.

    Parameters
    ----------
    arguments : sequence of str
        All its words, without the program.

    Raises
    ------
    SystemExit
        With the place and the mend, for a file that cannot be read or has no keys, for a setting
        that is none, and for an option that is there twice.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--configfile", "--configfiles", nargs="+", action="append", default=[])
    parser.add_argument(OPTION, "-C", nargs="*", action="append", default=[])
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    try:
        given, _ = parser.parse_known_args(own)
    except argparse.ArgumentError:  # Snakemake says it, as of all its words
        return
    _check_once("--configfile", given.configfile)
    _check_once(OPTION, given.config)
    hint = ""
    try:
        read_overrides(itertools.chain(*given.config))
        for path in itertools.chain(*given.configfile):
            read(path)
            hint = "; what is to be made stands before --configfile, which takes all that follows"
    except ConfigError as error:
        sys.exit(f"{error}{hint}")


def _check_once(option: str, given: Sequence[Sequence[str]]) -> None:
    """Refuse an option that is there twice: Snakemake drops all of it but the last."""
    if len(given) > 1:
        words = shlex.join(itertools.chain(*given))
        sys.exit(f"{option} is there twice; write it once, with all behind it: {option} {words}")


def check_known(config: Config, names: Mapping[str, str]) -> None:
    """Check the names in a file that somebody asks for, such as formulas/wave/base/fit.json.

    Parameters
    ----------
    config : Config
        What is known.
    names : mapping
        A ``formula``, with or without a ``variation`` of it, or a ``study``.

    Raises
    ------
    ConfigError
        With a name that the config has not, and the one that may be meant.
    """
    formula = names.get("formula")
    for kind, known in (("formula", config.formulas), ("study", config.studies())):
        name = names.get(kind)
        if name is not None and name not in known:
            message = f"there is no {kind} {name}{_meant(name, known)}"
            raise ConfigError(config.source, [("", message)])
    if formula is not None and "variation" in names:
        name, variations = names["variation"], config.variations_of(formula)
        if name not in variations:
            message = f"{formula} has no variation {name}{_meant(name, variations)}"
            raise ConfigError(config.source, [("", message)])


def _meant(name: str, known: Collection[str]) -> str:
    listed = ", ".join([*list(known)[:_LISTED], *(["…"] if len(known) > _LISTED else [])])
    return nearest(name, known) or f"; known are {listed or 'none'}"
