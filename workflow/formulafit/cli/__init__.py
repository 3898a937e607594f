"""The command `formulafit`: fit a formula, predict with its network, compare results.

The commands themselves stand in modules of their own, imported when they are called:
``formulafit --help`` answers at once, without torch.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from formulafit import __version__
from formulafit.suggestions import did_you_mean

COMMANDS = ("fit", "predict", "diff")
NO_OPTIONS = ("command", "expression", "inputs", "folder", "a", "b")  # arguments by their place
FIT_DEFAULTS = """ What no option sets
is as in a config that does not mention it: see config/README.md."""
FIT_EXAMPLES = """\
examples:
  formulafit fit "sin(x)" x=0:6
  formulafit fit "exp(-0.3*x)*sin(4*x)" x=0:6 --hidden 64,64 --activation tanh
  formulafit fit "q*E/m" q=1:5 E=-2:2 m=1:3 --points 5000 --replicates 3 --output field
  formulafit fit "cos(t)" t=-pi:pi --method adam --set training.adam.learning_rate=0.002
"""
PREDICT_EXAMPLES = """\
examples:
  formulafit predict sin_x x=0.5
  formulafit predict results/formulas/damped_wave/base x=0.5 --replicate 2
  formulafit predict sin_x --input points.csv --output predicted.csv
"""
DIFF_TEXT = """ A fit is better or worse
where the test errors of all its replicates in B are below, or above, all of those in A."""
DIFF_EXAMPLES = """\
examples:
  formulafit diff results results-with-tanh
  formulafit diff old/results results --markdown > comparison.md
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: done; 1: the training went wrong; 2: a mistake in what was asked, or a file that the system
    does not let it read or write, told in one line; 130: stopped by Ctrl-C; 141: nobody reads on,
    as behind ``| head``.
    """
    try:
        code = _run(arguments)
        sys.stdout.flush()  # here, where a closed pipe can still be answered
    except KeyboardInterrupt:
        print("\nformulafit: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for Python's last flush
        return 141
    return code


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in (*COMMANDS, "-h", "--help", "--version"):
        parser.error(_without_command(given))
    options, rest = parser.parse_known_args([_protected(argument) for argument in given])
    unknown = [argument for argument in rest if argument.startswith("-")]
    if unknown:
        known = [f"--{name}" for name in vars(options) if name not in NO_OPTIONS]
        meant = did_you_mean(unknown[0].split("=")[0], known)
        help_ = f"see formulafit {options.command} --help"
        parser.error(f"no option {unknown[0]}; {f'{meant} ' if meant else ''}{help_}")
    if rest and options.command == "diff":
        parser.error(f"{rest[0].strip()}: two folders are compared, this is one more")
    if rest:
        options.inputs += rest  # what stands behind an option, as in: fit "sin(x)" --seed 2 x=0:6

    from formulafit.cli.shared import UsageError, in_words

    try:
        if options.command == "fit":
            from formulafit.cli.fit import fit

            return fit(options)
        if options.command == "diff":
            from formulafit.cli.diff import diff

            return diff(options)
        from formulafit.cli.predict import predict

        return predict(options)
    except UsageError as error:
        print(f"formulafit {options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nformulafit {options.command}: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"formulafit {options.command}: {in_words(error)}", file=sys.stderr)
        return 2


def _without_command(given: Sequence[str]) -> str:
    """Say what to write where no command stands first.

    >>> _without_command(["predictt", "sin_x"])
    'no command predictt; did you mean predict?'
    """
    if not given:
        return "a command is needed: fit, predict or diff; see formulafit --help"
    kind = "option" if given[0].startswith("--") else "command"
    meant = did_you_mean(given[0], COMMANDS) if kind == "command" else ""
    return f"no {kind} {given[0]}; {meant or 'write fit, predict or diff first'}"


def _protected(argument: str) -> str:
    """Keep argparse from taking an expression such as ``-x**2`` for an option."""
    return f" {argument}" if re.match("-[^-]", argument) and argument != "-h" else argument


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="formulafit",
        description="Fit a formula with a multilayer perceptron, predict with it, compare results.",
        epilog="For many formulas and a paper about them: edit config/config.yaml, run snakemake.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"formulafit {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_fit(commands)
    _add_predict(commands)
    _add_diff(commands)
    return parser


def _add_command(
    commands: Any, name: str, text: str, examples: str, more: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.{more}",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    return parser


def _add_fit(commands: Any) -> None:
    text = "sample a formula, train a network on it, print its test errors and save it"
    parser = _add_command(commands, "fit", text, FIT_EXAMPLES, FIT_DEFAULTS)
    add = parser.add_argument
    add("expression", metavar="EXPRESSION", help='the formula, in quotes: "exp(-x)*sin(4*x)"')
    text = "the range of each input: x=0:6, or x=1e-3:1e5:log"
    add("inputs", metavar="NAME=LOW:HIGH", nargs="*", help=text)
    add("--points", metavar="N", help="points drawn in the ranges, test set included")
    add("--noise", metavar="F", help="noise, relative to the output's spread")
    add("--scaling", metavar="KIND", help="of inputs and output: standard, minmax or none")
    add("--hidden", metavar="N[,N…]", type=_widths, help="hidden units, layer by layer: 512")
    add("--activation", metavar="NAME", help="of the hidden units: auto, relu, tanh, …")
    add("--method", metavar="NAME", help="training method: auto (default), adam or torch")
    add("--replicates", metavar="N", default=1, help="networks to train (default: 1)")
    add("--seed", metavar="S", help="start of every random draw")
    add(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="any other setting of the config, such as training.adam.max_epochs=50; repeatable",
    )
    add("--output", metavar="FOLDER", help="where the network goes (default: named by the formula)")


def _add_predict(commands: Any) -> None:
    text = "predict new inputs with a trained network"
    parser = _add_command(commands, "predict", text, PREDICT_EXAMPLES)
    add = parser.add_argument
    add("folder", metavar="FOLDER", help="a folder with a network.json")
    add("inputs", metavar="NAME=VALUE", nargs="*", help="the value of each input: x=0.5")
    add("--replicate", metavar="K", type=_replicate, help="1, 2, … (default: the best)")
    add("--input", metavar="CSV", help="predict each row of this table instead")
    add("--output", metavar="CSV", help="where the table goes, with a column prediction")


def _add_diff(commands: Any) -> None:
    text = "compare two results folders: settings, and which fits got better or worse"
    parser = _add_command(commands, "diff", text, DIFF_EXAMPLES, DIFF_TEXT)
    add = parser.add_argument
    add("a", metavar="A", help="a results folder: one with a summary.json")
    add("b", metavar="B", help="another")
    add("--all", action="store_true", help="list the fits that did not change, too")
    add("--markdown", action="store_true", help="print tables as GitHub shows them")


def _widths(text: str) -> list[str]:
    """Split the units of the layers, which are read as the config's numbers are: 2**9 is 512."""
    widths = [width.strip() for width in text.strip("[] ").split(",")]
    if not all(re.fullmatch(r"[\w.+*/()-]*\d[\w.+*/()-]*", width) for width in widths):
        message = f"{text!r}: write the units of each layer as in 512 or 128,128"
        raise argparse.ArgumentTypeError(message)
    return widths


def _replicate(text: str) -> int:
    number = int(text) if text.strip().isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is none of 1, 2, 3, …")
    return number
