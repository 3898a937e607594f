"""`formulafit fit`: one formula sampled, trained, tested and saved, without the workflow."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from formulafit.advice import explain, plain
from formulafit.cli.shared import UsageError, assignments, number, print_aligned
from formulafit.config import Config, ConfigError, Settings, check
from formulafit.config.yaml12 import parse as parse_yaml
from formulafit.evaluation import evaluate_baselines, metrics, undersampled
from formulafit.evaluation.verdict import NEAR, best_nrmse, coverage, missed
from formulafit.files import read_json, write_json
from formulafit.network import predict
from formulafit.sampling import (
    Sample,
    SamplingError,
    TrainingSet,
    draw,
    replicate_seeds,
    sequence,
    training_set,
)
from formulafit.scaling import standard_deviation
from formulafit.training import fit as training
from formulafit.vocabulary import BASE, BLOCKS, HIDDEN, METHOD, OK, ROW_SETTINGS

METRICS = "metrics.json"  # written by this command alone: the mark of a folder of its own
OPTIONS = {  # an option and the setting that it stands for
    "points": "data.points",
    "noise": "data.noise",
    "scaling": "data.scaling",
    "hidden": HIDDEN,
    "activation": "network.activation",
    "method": METHOD,
    "replicates": "replicates",
    "seed": "seed",
}
REPORTED = {  # metrics, and what they are called on the screen
    "rmse": "RMSE",
    "nrmse": "NRMSE",
    "r2": "R²",
    "mae": "MAE",
    "max_abs_error": "largest error",
}


def fit(options: argparse.Namespace) -> int:
    """Train and save the network that the options ask for; 1 if no training ended well."""
    expression = options.expression.strip()
    key = slug(expression)
    config = _config(options, key, expression)
    folder = _folder(options.output, key, config.formula(key)["expression"])
    settings, about = config.settings(key), config.formula(key)
    sample, rows = _draw(config, key, settings)
    _describe(about, settings, sample, rows)
    fitted = training.fit(
        rows,
        scaling=settings.data.scaling,
        hidden=settings.network.hidden,
        activation=settings.network.activation,
        method=settings.training.method,
        settings=settings.training.block(),
        seeds=replicate_seeds(settings.seed, key, settings.replicates),
        progress=partial(print, flush=True),
    )
    asked = settings.model_dump(mode="json", include=set(BLOCKS))
    training.write(fitted, folder, about=about, variation=BASE, settings=asked)
    judged = _judge(fitted, config, key, sample, rows)
    write_json(folder / METRICS, {"split": "test", "rows": sample.test_rows, **judged})
    _report(judged["replicates"], sample.test_rows)
    for sentence in explain(judged["replicates"], judged, asked):
        print(f"\n{plain(sentence)}")
    print(f"\nsaved in the folder {folder}")
    if fitted.best is None:
        print("formulafit fit: no training ended well", file=sys.stderr)
        return 1
    point = " ".join(f"{x}={(low + high) / 2:g}" for x, (low, high) in about["inputs"].items())
    print(f"predict with it: formulafit predict {shlex.quote(str(folder))} {point}")
    return 0


def slug(expression: str) -> str:
    """Return a name for a formula's folder: its words, as in sin_x for ``sin(x)``."""
    text = "_".join(re.findall(r"[A-Za-z0-9]+", expression))[:48].rstrip("_")
    return text if re.match("[A-Za-z]", text) else f"f_{text}".rstrip("_")


# ------------------------------------------------------------------------------------ what is asked


def _config(options: argparse.Namespace, key: str, expression: str) -> Config:
    """Check what was asked for as a config, whose defaults and rules hold here too."""
    ranges = assignments(options.inputs, "x=0:6")
    if not ranges:
        raise UsageError("give the range of each input, as in x=0:6")
    inputs = {name: _range(name, text) for name, text in ranges.items()}
    entry: dict[str, Any] = {"expression": expression, "inputs": inputs}
    content: dict[str, Any] = {"formulas": {key: entry}}
    for option, path in OPTIONS.items():
        if getattr(options, option) is not None:
            # of the formula, where a setting that its method does not read is an error
            own = path.partition(".")[0] in BLOCKS
            _put(entry if own else content, path, getattr(options, option))
    for text in options.set:
        _put(entry, *_setting(text))
    try:
        config = check(content, "formulafit fit")
    except ConfigError as error:
        problems = [_in_words(key, expression, *problem) for problem in error.problems]
        raise UsageError("\n  ".join(problems)) from None
    for warning in config.warnings:
        path, _, message = warning.partition(": ")
        told = _in_words(key, expression, path, message)
        print(f"formulafit fit: warning: {told}", file=sys.stderr)
    return config


def _in_words(key: str, expression: str, path: str, message: str) -> str:
    """Tell a problem of the config to someone who has not written one."""
    place = path.removeprefix(f"formulas.{key}").lstrip(".")
    hint = "; each input needs its range, as in x=0:6" if "unknown variable" in message else ""
    return f"{place}: {message}{hint}" if place else f"{expression} {message}"


def _range(name: str, text: str) -> list[float]:
    ends = text.split(":")
    if len(ends) != 2 or not all(ends):
        meant = re.fullmatch(r"[(\[]?([^,;:]+?)(?:\.\.+|[,;:]| to )([^,;:]+?)[)\]]?", text)
        mend = f"{meant[1].strip()}:{meant[2].strip()}" if meant else "0:6"
        raise UsageError(f"{name}={text}: write a range as low:high, as in {name}={mend}")
    return [number(end, f"{name}={text}") for end in ends]


def _setting(text: str) -> tuple[str, Any]:
    """Split an argument of ``--set``, such as ``training.adam.learning_rate=0.002``."""
    path, equals, value = (part.strip() for part in text.partition("="))
    if not equals or path.partition(".")[0] not in BLOCKS:
        raise UsageError(
            f"--set {text.strip()}: write the key of a setting and its value, as in "
            "training.adam.max_epochs=50; keys begin with data, network or training"
        )
    try:
        return path, parse_yaml(value)[0]
    except yaml.YAMLError:
        raise UsageError(f"--set {text.strip()}: {value} is not a value that YAML knows") from None


def _put(content: dict[str, Any], path: str, value: Any) -> None:
    *blocks, last = path.split(".")
    for block in blocks:
        content = content.setdefault(block, {})
        if not isinstance(content, dict):
            raise UsageError(f"--set {path}={value}: {block} is a value, with nothing below it")
    content[last] = value


def _folder(output: str | None, key: str, expression: str) -> Path:
    """Return where the network goes: a new folder, or one that this command wrote earlier."""
    folder = Path(output or key)
    if not folder.exists():
        return folder
    mend = "choose another with --output"
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; {mend}")
    if not any(folder.iterdir()):
        return folder
    if not (folder / METRICS).is_file():
        raise UsageError(f"the folder {folder} was not made by formulafit fit; {mend}")
    there = read_json(folder / "network.json")["expression"]
    if output is None and there != expression:
        raise UsageError(f"the folder {folder} holds a network of {there}; {mend}")
    print(f"replacing the network of {there} in the folder {folder}")
    return folder


# --------------------------------------------------------------------------------- what comes of it


def _draw(config: Config, key: str, settings: Settings) -> tuple[Sample, TrainingSet]:
    data = settings.data
    try:
        sample = draw(
            config.function(key),
            config.formula(key)["inputs"],
            points=data.points,
            sampling=data.sampling,
            test_fraction=data.test_fraction,
            seed=settings.seed,
            key=key,
        )
        return sample, training_set(
            sample,
            noise=data.noise,
            train_rows=data.train_rows,
            train_box=data.train_box,
            validation_fraction=data.validation_fraction,
        )
    except SamplingError as error:
        raise UsageError(str(error)) from None


def _describe(about: dict[str, Any], settings: Settings, sample: Sample, rows: TrainingSet) -> None:
    inputs = (f"{name} from {low:g} to {high:g}" for name, (low, high) in about["inputs"].items())
    counts = {
        "training": len(rows.X),
        "validation": len(rows.X_validation),
        "test": sample.test_rows,
    }
    hidden = "-".join(map(str, settings.network.hidden))
    print_aligned(
        [
            ("formula", about["expression"]),
            ("inputs", ", ".join(inputs)),
            ("rows", ", ".join(f"{count} {split}" for split, count in counts.items())),
            ("network", f"{hidden} hidden units, {settings.network.activation}"),
            ("training", f"{settings.training.method}, seed {settings.seed}"),
        ]
    )


def _judge(
    fitted: training.Fit, config: Config, key: str, sample: Sample, rows: TrainingSet
) -> dict[str, Any]:
    """Return the errors of each replicate on the test rows, and what is to be said of them.

    The test rows' targets have no noise. Simpler methods are fitted only where the network's error
    leaves them something to be better at.
    """
    X, y = sample.X[: sample.test_rows], sample.y[: sample.test_rows]
    tested: list[dict[str, Any]] = [
        {
            "replicate": each.replicate,
            "status": each.status,
            "metrics": metrics(y, predict(each.network, X)) if each.network else None,
        }
        for each in fitted.replicates
    ]
    errors = [entry["metrics"]["nrmse"] for entry in tested if entry["metrics"]]
    varies = standard_deviation(y) > 0
    baselines = {}
    if varies and any(error is None or error > NEAR for error in errors):
        print("\ncomparing with simpler methods", flush=True)
        baselines = evaluate_baselines(X, y, rows, config.baselines_left_out)
    best = best_nrmse(baselines)
    for entry in tested:
        found = entry["metrics"]
        entry["missed"] = missed(found["nrmse"], best, varies) if found else None
    data = config.settings(key).data.model_dump(mode="json", include=set(ROW_SETTINGS))
    probes = np.random.default_rng(sequence(config.seed, key, "probes"))
    return {
        "replicates": tested,
        "baselines": baselines,
        "coverage": coverage(config.function(key), sample.box, y, sample.y, probes),
        "undersampled": undersampled(sample, data, tested, baselines),
    }


def _report(tested: Sequence[dict[str, Any]], rows: int) -> None:
    """Print the errors, one line a replicate."""
    print(f"\nerrors on the {rows} test rows, whose targets have no noise (RMSE, MAE and largest")
    print("error in the formula's own units, NRMSE relative to the targets' standard deviation)")
    print("  replicate", *(title.rjust(13) for title in REPORTED.values()))
    for entry in tested:
        found = entry["metrics"] or {}
        cells = [_cell(found.get(name), ".7f" if name == "r2" else ".3g") for name in REPORTED]
        status = entry["status"] if entry["status"] != OK else "missed" if entry["missed"] else ""
        print(
            f"  {entry['replicate']:>9}",
            *(cell.rjust(13) for cell in cells),
            end=f"{status and '  '}{status}\n",
        )


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
