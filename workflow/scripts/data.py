"""Draw the points of one formula."""

from job_setup import begin

begin(snakemake)

from formulafit.formula import parse
from formulafit.sampling.sample import write_sample
from formulafit.sampling.settings import PointSettings

key, formula = snakemake.wildcards.formula, snakemake.params.formula
seed = snakemake.params.settings["seed"]
settings = PointSettings.of(snakemake.params.settings)
function = parse(formula["expression"], list(formula["inputs"]))
write_sample(
    settings.sample(function, formula, seed),
    snakemake.output.json,
    snakemake.output.arrays,
    formula=key,
    expression=formula["expression"],
    seed=seed,
    sampling=settings.sampling,
)
