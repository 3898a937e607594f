"""Reads the config, which is `plan` in the rules.

It is read from its files, not taken from Snakemake, whose YAML takes 010 for 8 and which would
merge a --configfile into the default one instead of replacing it.

A workflow of which this one is a module hands over a part of its own config; what differs is told
by `workflow.modifier`, as `workflow` itself is the other one's.
"""

import os
import sys
from pathlib import Path

from formulafit.config.errors import ConfigError
from formulafit.config.loading import load, read
from formulafit.config.handed import load_handed, refuse_without_formulas
from formulafit.paper.checks import check as check_paper

IS_MODULE = not workflow.modifier.is_main_snakefile()
MODULE = workflow.modifier.namespace


def checked(read, *arguments, **options):
    """Return a config that is read, or end with one message that says what to mend."""
    try:
        return read(*arguments, **options)
    except ConfigError as error:
        logger.error(str(error))
        sys.exit(1)


def default_config():
    """Return the config of the folder that Snakemake was called in, or say what to type there."""
    path = "config/config.yaml"
    if not Path(path).exists():
        mend = f"name a config: --configfile {shlex.quote(str(HERE.parents[1] / path))}"
        if IS_MODULE:
            mend = f'hand one over: config: config["formulafit"] in the block of module {MODULE}'
        logger.error(f"There is no {path} in {Path.cwd()}. Write one there, or {mend}")
        sys.exit(1)
    return path


def read_plan():
    """Read the config of the command line or the folder, or the one that is handed to a module."""
    files = [os.path.relpath(path) for path in workflow.overwrite_configfiles]
    options = {
        "overrides": workflow.config_settings.config_args,
        "probe": workflow.is_main_process,  # a job need not look again whether formulas are finite
    }
    if workflow.modifier.skip_configfile:  # as Snakemake says of a module that has a config
        outer = workflow.modifier_stack[0].globals["config"]
        files = workflow.configfiles[len(files) :] + files  # its own, those of the command line
        return load_handed(config, outer, *files, module=MODULE, **options)
    if not files:
        files = [default_config()]
        workflow.configfiles += files  # Snakemake's own report shows it
    if IS_MODULE:
        outer = read(*files)
        refuse_without_formulas(outer.content(), outer, MODULE, "formulafit")
    return load(*files, **options)


plan = checked(read_plan)
if workflow.is_main_process:
    checked(check_paper, plan)


def results_folder():
    """Return the folder of the results, with a module's prefix.

    A prefix is refused that Snakemake would put before some paths and not before others: it does so
    before it fills in <results> where a rule names a file, and after where a function does.
    """
    prefixed, filled_in = workflow.modifier.path_modifier.replace_prefix, workflow.pathvars.apply
    path = "<results>/summary.json"
    if filled_in(prefixed(path)) == prefixed(filled_in(path)):
        return os.path.dirname(prefixed(filled_in(path)))
    if workflow.modifier.path_modifier.modifies_prefixes:
        mend = 'replace_prefix does not reach its results; write prefix: "fits/"'
    else:
        mend = (
            f"an absolute folder, results: {plan.results}, takes no prefix; leave one of them out"
        )
    logger.error(f"module {MODULE}: {mend}")
    sys.exit(1)
