"""What depends on whether networks are trained once or several times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


def over(formulas: Formulas) -> str:
    """Return what numbers are of several replicates, behind a comma; empty where there is one."""
    return "" if formulas.single else ", median over replicates"


def main_caption(formulas: Formulas) -> str:
    """Return what the main table shows."""
    errors = "Errors of the networks on the test set"
    return f"{errors}." if formulas.single else f"{errors}: median over replicates and their range."


def baselines_caption(formulas: Formulas) -> str:
    """Return what the table of the baselines shows."""
    return f"Test NRMSE of the baselines and of the network{over(formulas)}"


def regions_caption(formulas: Formulas) -> str:
    """Return what the table of the regions shows."""
    return f"NRMSE by region{over(formulas)}"


def shared(formulas: Formulas) -> str:
    """Return what replicates have in common, and how variations are judged."""
    judged = "We judge all variations of a formula on the same test set."
    if formulas.single:
        return judged
    return (
        f"Replicates share the data and differ in the seed of initial weights and batches. {judged}"
    )


def predicts(formulas: Formulas) -> str:
    """Return which network makes predictions."""
    if formulas.single:
        return "It warns when an input lies outside its box."
    return (
        "The best replicate by validation error answers. It warns when an input lies outside its "
        "box."
    )


def pages(formulas: Formulas) -> str:
    """Return how the pages of the formulas are read."""
    units = "Errors are in the formula's own units."
    if formulas.single:
        return units
    return f"{units} In the tables the best replicate by validation error is bold."


def best(formulas: Formulas, formula: str) -> str:
    """Return what a sentence on the best replicate begins with; empty where there is one."""
    return "" if formulas.single_of(formula) else "in the best replicate "
