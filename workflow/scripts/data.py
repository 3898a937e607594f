"""Draw the points of one formula."""

from job_setup import begin

begin(snakemake)

from formulafit.formula import parse
from formulafit.sampling import draw, write

formula, settings = snakemake.params.formula, snakemake.params.settings
function = parse(formula["expression"], list(formula["inputs"]))
sample = draw(function, formula["inputs"], **settings, key=snakemake.wildcards.formula)
write(
    sample,
    snakemake.output.json,
    snakemake.output.arrays,
    formula=snakemake.wildcards.formula,
    expression=formula["expression"],
    seed=settings["seed"],
    sampling=settings["sampling"],
)
