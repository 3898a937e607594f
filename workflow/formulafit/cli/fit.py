"""`formulafit fit`: one formula sampled, trained, tested and saved, without the workflow."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args

import yaml

from formulafit.advice import explain, plain
from formulafit.axes import middle
from formulafit.cli.shared import UsageError, assignments, number, print_aligned
from formulafit.config.errors import ConfigError
from formulafit.config.inputs import InputBlock
from formulafit.config.loading import check
from formulafit.config.resolved import Config
from formulafit.config.settings import Settings
from formulafit.config.yaml12 import parse as parse_yaml
from formulafit.documents.data import DataDocument
from formulafit.documents.evaluation import MetricsDocument, TestedReplicate
from formulafit.documents.folder import FitFolder
from formulafit.documents.network import NetworkDocument
from formulafit.evaluation.test_set import TestSet, evaluate_baselines, undersampled
from formulafit.evaluation.verdict import NEAR, best_nrmse, sizes
from formulafit.experiment import FitSettings
from formulafit.files import atomic_folder
from formulafit.language.en.metrics import METRICS
from formulafit.metrics import registered
from formulafit.network.surrogate import predict
from formulafit.sampling.rows import TrainingSet
from formulafit.sampling.sample import Sample, SamplingError, describe
from formulafit.sampling.seeds import replicate_seeds
from formulafit.sampling.settings import RowSettings
from formulafit.training import fit as training
from formulafit.vocabulary import BASE, BLOCKS, HIDDEN, METHOD, OK

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
SCALES = get_args(InputBlock.model_fields["scale"].annotation)
FORMATS = {"error": ".3g", "near_one": ".7f"}  # by the form of a metric
ABREAST = 4  # replicates that are printed side by side


def fit(options: argparse.Namespace) -> int:
    """Train and save the network that the options ask for; 1 if no training ended well."""
    expression = options.expression.strip()
    key = slug(expression)
    config = _config(options, key, expression)
    folder = _folder(options.output, key, config.formula(key)["expression"])
    settings = config.settings(key)
    asked = settings.model_dump(mode="json", include=set(BLOCKS))
    of_fit = FitSettings.of(asked)
    sample, rows = _draw(config, key, of_fit)
    data = describe(
        sample,
        formula=key,
        expression=config.function(key).expression,
        seed=settings.seed,
        sampling=of_fit.points.sampling,
    )
    _describe(data, settings, rows)
    seeds = replicate_seeds(settings.seed, key, settings.replicates)
    with atomic_folder(folder, last=FitFolder(folder).metrics.name) as unfinished:
        fitted = of_fit.network.fit(rows, seeds, progress=partial(print, flush=True))
        training.write(fitted, unfinished, data=data, variation=BASE, settings=asked)
        judged = _judge(fitted, data, sample, of_fit.rows, config.baselines_left_out)
        judged.write(FitFolder(unfinished).metrics)
    _report(judged)
    for sentence in explain(judged.replicates, judged, asked):
        print(f"\n{plain(sentence)}")
    print(f"\nsaved in the folder {folder}")
    if fitted.best is None:
        print("formulafit fit: no training ended well", file=sys.stderr)
        return 1
    point = " ".join(f"{name}={middle(*side)}" for name, side in data.inputs.items())
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
    inputs = {name: _input(name, text) for name, text in ranges.items()}
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


def _input(name: str, text: str) -> list[float] | dict[str, Any]:
    """Read a range, ``0:6``, with or without a scale, ``1e-3:1e5:log``."""
    written, _, scale = text.rpartition(":")
    if ":" in written and scale.strip() in SCALES:
        return {"range": _range(name, written), "scale": scale.strip()}
    return _range(name, text)


def _range(name: str, text: str) -> list[float]:
    ends = text.split(":")
    if len(ends) == 3 and all(ends):
        known = " or ".join(f":{scale}" for scale in SCALES)
        raise UsageError(f"{name}={text}: behind low:high there may be {known}, nothing else")
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
    if all(each.name.startswith(".") for each in folder.iterdir()):
        return folder  # nothing there, or what a killed fit left
    if not FitFolder(folder).metrics.is_file():  # which nothing else writes
        raise UsageError(f"the folder {folder} was not made by formulafit fit; {mend}")
    try:
        there = NetworkDocument.read(FitFolder(folder).network).expression
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the folder {folder} holds no network that can be read ({error}); {mend}"
        ) from None
    if output is None and there != expression:
        raise UsageError(f"the folder {folder} holds a network of {there}; {mend}")
    print(f"replacing the network of {there} in the folder {folder}")
    return folder


# --------------------------------------------------------------------------------- what comes of it


def _draw(config: Config, key: str, settings: FitSettings) -> tuple[Sample, TrainingSet]:
    try:
        sample = settings.points.sample(config.function(key), config.formula(key), config.seed)
        return sample, settings.rows.choose(sample)
    except SamplingError as error:
        raise UsageError(str(error)) from None


def _describe(data: DataDocument, settings: Settings, rows: TrainingSet) -> None:
    inputs = (f"{name} from {low:g} to {high:g}" for name, (low, high) in data.inputs.items())
    counts = {
        "training": len(rows.X),
        "validation": len(rows.X_validation),
        "test": data.test_rows,
    }
    hidden = "-".join(map(str, settings.network.hidden))
    print_aligned(
        [
            ("formula", data.expression),
            ("inputs", ", ".join(inputs)),
            ("rows", ", ".join(f"{count} {split}" for split, count in counts.items())),
            ("network", f"{hidden} hidden units, {settings.network.activation}"),
            ("training", f"{settings.training.method}, seed {settings.seed}"),
        ]
    )


def _judge(
    fitted: training.Fit,
    data: DataDocument,
    sample: Sample,
    settings: RowSettings,
    leave_out: Sequence[str],
) -> MetricsDocument:
    """Return the errors of each replicate on the test rows, and what is to be said of them.

    Simpler methods are fitted only where the network's error leaves them something to be better at.
    """
    test = TestSet.of(sample, data)
    tested = [
        test.replicate(
            each.replicate,
            each.status,
            partial(predict, each.network) if each.network else None,
            settings,
        )
        for each in fitted.replicates
    ]
    errors = [each.metrics.nrmse for each in tested if each.metrics]
    baselines = {}
    if test.deviation > 0 and any(error is None or error > NEAR for error in errors):
        print("\ncomparing with simpler methods", flush=True)
        baselines = evaluate_baselines(test, fitted.data, leave_out)
    return MetricsDocument(
        split="test",
        rows=data.test_rows,
        test_sizes=sizes(test.y),
        replicates=test.marked(tested, best_nrmse(baselines)),
        baselines=baselines,
        coverage=test.coverage(sample, {}),
        undersampled=undersampled(sample, settings, tested, baselines),
    )


def _report(judged: MetricsDocument) -> None:
    """Print the errors: a line a metric, a column a replicate."""
    rows = f"{judged.rows} test rows"
    print(f"\nerrors on the {rows}, whose targets have no noise (RMSE, MAE and largest")
    print("error in the formula's own units, NRMSE relative to the targets' standard deviation,")
    print("relative errors to each target itself, targets of 0 left out)")
    for start in range(0, len(judged.replicates), ABREAST):
        abreast = judged.replicates[start : start + ABREAST]
        lines = {"replicate": [str(each.replicate) for each in abreast]}
        for name, metric in registered().items():
            if metric.on_screen:
                words = METRICS[name]
                lines[words.screen or words.title] = [
                    _cell(each.metrics.of(name) if each.metrics else None, FORMATS[metric.form])
                    for each in abreast
                ]
        if any(each.status != OK or each.missed for each in abreast):
            lines["ended"] = [_ending(each) for each in abreast]
        width = max(map(len, lines))
        for title, cells in lines.items():
            print(f"  {title.ljust(width)}", *(cell.rjust(10) for cell in cells))


def _ending(replicate: TestedReplicate) -> str:
    return "missed" if replicate.missed else "well" if replicate.status == OK else replicate.status


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
