"""What the rules share: files of modules, functions of wildcards, words.

Rules have as their first input, named `code`, their script and the modules of formulafit that it
imports, also through others: what is edited reruns what it must and no more, and by its content, so
that new times after a copy or a `git clone` rerun nothing. `formulafit_modules.py` finds them.

The resources are for clusters. Their memory is twice what was measured in the default paper, the
two Snakemakes around each job in a cluster included (140 MB each); their time is far more, since
a config may ask for fits that last. They trigger no rerun.

What a job depends on in the config, which is `plan` here, reaches it as `params`: a changed setting
reruns what it must. Titles come from functions, in whose answers a brace is no wildcard.
"""

import os
from pathlib import Path

from formulafit.config import command_line
from formulafit.registry import picture_names
from formulafit.sampling.settings import PointSettings
from formulafit_modules import Code

ROOT = Path(os.path.relpath(HERE.parents[1]))  # relative: it may be moved
CODE = Code(ROOT / "workflow")

REPLAY = ["network.json", "network.safetensors", "replay.json"]  # of each fit
LOGIC_PICTURES = {"gates": "gates", "xor": "XOR", "network": "network"}


def plural(count, noun):
    """Return a number and what it counts."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def plan_in_words():
    """Return how many formulas and fits there are, and where their results go."""
    fits = sum(plan.settings(*fit).replicates for fit in plan.fits())
    formulas = plural(len(plan.formulas), "formula")
    return f"{formulas}, {plural(fits, 'fit')}; the results go to {RESULTS}/"


def longer_each_attempt(minutes):
    """Return the time for a job, four times as long after each attempt that failed."""
    return lambda wildcards, attempt: minutes * 4 ** (attempt - 1)


def code(script, *more):
    """Return an input function that gives the files that a script runs."""

    def of_known(wildcards):
        check_known(wildcards)
        return own(CODE.of(script, *more))

    return of_known


def own(files):
    """Return files of this workflow itself: no prefix of a module is for them, and no storage."""
    return [local(str(file)) for file in files]


def check_known(wildcards):
    """Refuse names in a target that the config has not, before another function looks for them."""
    checked(command_line.check_known, plan, dict(wildcards.items()))


def fit_code(wildcards):
    """Return the files that a fit runs: the code of its own method and activation alone."""
    check_known(wildcards)
    settings = plan.settings(wildcards.formula, wildcards.variation)
    method, activation = settings.training.method, settings.network.activation
    more = *CODE.of_method(method), *CODE.of_activation(activation, method)
    return own(CODE.of("fit", *more))


def evaluate_code(wildcards):
    """Return the files that an evaluation runs: of activations the code of its networks' alone."""
    check_known(wildcards)
    variations = plan.variations_of(wildcards.formula)
    fits = [plan.settings(wildcards.formula, variation) for variation in variations]
    asked_for = sorted({(fit.network.activation, fit.training.method) for fit in fits})
    activations = (file for each in asked_for for file in CODE.of_activation(*each))
    return own(CODE.of("evaluate", *CODE.of_folder("baselines"), *activations))


def of_fits(fits, *names):
    """Return files of pairs of formula and variation by their names."""
    folders = [f"<results>/formulas/{formula}/{variation}" for formula, variation in fits]
    return [f"{folder}/{name}" for folder in folders for name in names]


def of_formulas(formulas, *names):
    """Return files of formulas by their names."""
    return [f"<results>/formulas/{formula}/{name}" for formula in formulas for name in names]


def data_settings(wildcards):
    """Return how a formula's points are drawn."""
    data = plan.settings(wildcards.formula).data.model_dump(mode="json")
    return {"seed": plan.seed, **vars(PointSettings.of(data))}


def fit_settings(wildcards):
    """Return everything that is set for a fit; of the training methods the one in use."""
    return plan.settings(wildcards.formula, wildcards.variation).model_dump(mode="json")


def replicates_in_words(wildcards):
    """Return how often a fit is repeated, for its message."""
    return plural(plan.settings(wildcards.formula, wildcards.variation).replicates, "replicate")


def trained(wildcards):
    """Return the files that are left of the training of a formula."""
    fits = [(wildcards.formula, variation) for variation in plan.variations_of(wildcards.formula)]
    return of_fits(fits, "fit.json", "history.csv", "network.json", "network.safetensors")


def alternative(wildcards):
    """Return the variation that fits a formula by another method, if there is one."""
    return plan.alternative(wildcards.formula)


def alternative_files(wildcards):
    """Return the files of its learning curves."""
    key = plan.alternative(wildcards.formula)
    return of_fits([(wildcards.formula, key)] if key else [], "fit.json", "history.csv")


def compared_fits():
    """Return the fits that stand beside each other: of each formula its own, another method's."""
    return [
        (formula, key)
        for formula in plan.formulas
        for key in ("base", plan.alternative(formula))
        if key
    ]


def networks_in_page(wildcards):
    """Return the networks that the page has: of each formula its own, and another method's."""
    replays = (f"replay/{name}" for name in REPLAY)
    return of_fits(compared_fits(), "network.json", "network.safetensors", *replays)


def study_members(wildcards):
    """Return what a study compares: its formulas and variations, with titles and settings."""
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
    """Return what the summary tells of the config: nothing that only decides what is rendered."""
    about = {**plan.resolved(), "results": RESULTS}
    others = ("engine", "fail_on", "languages")
    return {name: value for name, value in about.items() if name not in others}
