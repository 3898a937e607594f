"""What the rules share: files of modules, functions of wildcards, words.

Rules have their script and the modules of formulafit that it imports, also through others, as input:
what is edited reruns what it must and no more, and by its content, so that new times after a copy
or a `git clone` rerun nothing. Left out are `formulafit/__init__.py`, which holds the version, and
`scripts/job_setup.py`, which opens the log: neither computes. A test holds the names against the
imports.

The resources are for clusters. Their memory is twice what was measured in the default paper, the
two Snakemakes around each job in a cluster included (140 MB each); their time is far more, since
a config may ask for fits that last. They trigger no rerun.

What a job depends on in the config, which is `plan` here, reaches it as `params`: a changed setting
reruns what it must. Titles come from functions, in whose answers a brace is no wildcard.
"""

import os
import sys
from pathlib import Path

from formulafit import registry
from formulafit.config import ConfigError, command_line, load
from formulafit.paper.checks import check as check_paper

ROOT = Path(os.path.relpath(HERE.parents[1]))  # relative: it may be moved

# What can be set for each method reaches its fits as params.
METHOD_SETTINGS = [f"training/{name}/settings" for name in registry.method_names()]

PICTURES = {  # of each formula, with their titles in the report
    "fit": "fit and formula",
    "predicted": "predicted against true values",
    "errors": "errors",
    "learning": "learning curves",
}


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
        logger.error(
            f"There is no {path} in {Path.cwd()}. Write one there, or name a config: "
            f"--configfile {shlex.quote(str(HERE.parents[1] / path))}"
        )
        sys.exit(1)
    return path


def plural(count, noun):
    """Return a number and what it counts."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def plan_in_words():
    """Return how many formulas and fits there are, and where their results go."""
    fits = sum(plan.settings(*fit).replicates for fit in plan.fits())
    formulas = plural(len(plan.formulas), "formula")
    return f"{formulas}, {plural(fits, 'fit')}; the results go to {plan.results}/"


def longer_each_attempt(minutes):
    """Return the time for a job, four times as long after each attempt that failed."""
    return lambda wildcards, attempt: minutes * 4 ** (attempt - 1)


def script_file(name):
    """Return an input function that gives the file of a script; it is the first of each rule.

    As an input the script counts by its content. Names in a target that the config has not are
    refused here, before another function looks for them.
    """
    path = str(ROOT / "workflow" / "scripts" / f"{name}.py")

    def of_known(wildcards):
        checked(command_line.check_known, plan, dict(wildcards.items()))
        return path

    return of_known


def modules(*names, but=()):
    """Return the files of modules of formulafit; the name of a package stands for all of it."""
    package = ROOT / "workflow" / "formulafit"
    paths = [package / name for name in names]
    files = [sorted(p.rglob("*.py")) if p.is_dir() else [p.with_suffix(".py")] for p in paths]
    left_out = {package / f"{name}.py" for name in but}
    return [str(file) for found in files for file in found if file not in left_out]


def paper_sources():
    """Return the files that the paper is written in."""
    found = (ROOT / "report").rglob("*")
    return sorted(str(path) for path in found if path.is_file() and path.name[0] != ".")


def of_fits(fits, *names):
    """Return files of pairs of formula and variation by their names."""
    folders = [f"<results>/formulas/{formula}/{variation}" for formula, variation in fits]
    return [f"{folder}/{name}" for folder in folders for name in names]


def of_formulas(formulas, *names):
    """Return files of formulas by their names."""
    return [f"<results>/formulas/{formula}/{name}" for formula in formulas for name in names]


def data_settings(wildcards):
    """Return how a formula's points are drawn."""
    settings = plan.settings(wildcards.formula).model_dump(mode="json")
    chosen = ("points", "sampling", "test_fraction")
    return {"seed": settings["seed"], **{name: settings["data"][name] for name in chosen}}


def fit_settings(wildcards):
    """Return everything that is set for a fit; of the training methods the one in use."""
    return plan.settings(wildcards.formula, wildcards.variation).model_dump(mode="json")


def replicates_in_words(wildcards):
    """Return how often a fit is repeated, for its message."""
    return plural(plan.settings(wildcards.formula, wildcards.variation).replicates, "replicate")


def trained(wildcards):
    """Return the files that are left of the training of a formula."""
    fits = [(wildcards.formula, variation) for variation in plan.variations_of(wildcards.formula)]
    return of_fits(fits, "fit.json", "network.json", "network.safetensors")


def alternative(wildcards):
    """Return the variation that fits a formula by another method, if there is one."""
    return plan.alternative(wildcards.formula)


def alternative_files(wildcards):
    """Return the files of its learning curves."""
    key = plan.alternative(wildcards.formula)
    return of_fits([(wildcards.formula, key)] if key else [], "fit.json", "history.csv")


def study_members(wildcards):
    """Return what a study compares: formula, variation, title, the settings that it sets."""
    return plan.members(wildcards.study)


def study_files(wildcards):
    """Return the files that a study is drawn from."""
    fits = plan.studies()[wildcards.study]
    formulas = dict.fromkeys(formula for formula, _ in fits)
    return of_fits(fits, "fit.json", "history.csv") + of_formulas(formulas, "evaluation.json")


def all_variations(wildcards):
    """Return the variations of each formula."""
    return {formula: plan.variations_of(formula) for formula in plan.formulas}


def about_config(wildcards):
    """Return what the summary tells of the config: nothing that only decides how a run ends."""
    about = plan.resolved()
    return {name: value for name, value in about.items() if name not in ("engine", "fail_on")}


def pictures(wildcards):
    """Return the pictures of the paper."""
    studies = [f"<results>/studies/{study}.svg" for study in plan.studies()]
    return of_formulas(plan.formulas, *(f"{picture}.svg" for picture in PICTURES)) + studies
