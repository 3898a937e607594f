"""Train the networks of one formula and variation."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.experiment import FitSettings
from formulafit.sampling.sample import read_sample
from formulafit.sampling.seeds import replicate_seeds
from formulafit.training.fit import write
from formulafit.vocabulary import BLOCKS

asked = snakemake.params.settings
settings = FitSettings.of(asked)
sample, data = read_sample(snakemake.input.data, snakemake.input.arrays)
fitted = settings.network.fit(
    settings.rows.choose(sample),
    seeds=replicate_seeds(asked["seed"], data.formula, asked["replicates"]),
    progress=print,
)
write(
    fitted,
    Path(snakemake.output.fit).parent,
    data=data,
    variation=snakemake.wildcards.variation,
    settings={name: asked[name] for name in BLOCKS},
)
