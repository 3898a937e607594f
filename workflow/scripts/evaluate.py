"""Judge all fits of one formula."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.evaluation.formula import evaluate_formula

evaluate_formula(
    Path(snakemake.output.json).parent,
    snakemake.params.variations,
    points=snakemake.params.points,
    leave_out=snakemake.params.leave_out,
    alternative=snakemake.params.alternative,
)
