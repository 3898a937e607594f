"""Answers a target that nothing makes with the nearest one, where Snakemake has no word on it."""

import itertools
import os
import sys

from formulafit.suggestions import closest, closest_file
from snakemake.cli import get_argument_parser
from snakemake.io import strip_wildcard_constraints


def targets():
    """Return what is asked for on the command line; Snakemake tells it to no workflow."""
    if "snakemake" not in sys.argv[0]:  # another program, which calls Snakemake
        return []
    return get_argument_parser().parse_known_args(sys.argv[1:])[0].targets


def makeable():
    """Return all files that rules make for this config."""
    outputs = [strip_wildcard_constraints(file) for each in workflow.rules for file in each.output]
    values = {
        "study": [{"study": study} for study in plan.studies()],
        "variation": [{"formula": key, "variation": variation} for key, variation in plan.fits()],
        "formula": [{"formula": key} for key in plan.formulas],
    }
    for output, language in itertools.product(outputs, LANGUAGES):
        name = next((name for name in values if f"{{{name}}}" in output), None)
        for named in values.get(name, [{}]):
            yield output.format(language=language, **named)


def check_targets():
    """Refuse a target that is no rule and no file of one, and name the nearest."""
    names = [each.name for each in workflow.rules]
    for target in targets():
        path = target if os.path.isabs(target) else os.path.relpath(target)
        is_made = any(each.is_producer(path) for each in workflow.rules)
        if target in names or is_made:
            continue
        meant = "" if "/" in target else closest(target, names)
        logger.error(
            f"No rule makes {target}; did you mean {meant or closest_file(path, makeable())}?"
        )
        sys.exit(1)


if workflow.is_main_process and not IS_MODULE:
    check_targets()
