"""Train the networks of one formula and variation."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.sampling import read, replicate_seeds, training_set
from formulafit.training.fit import fit, write
from formulafit.vocabulary import BLOCKS, ROW_SETTINGS

formula, settings = snakemake.wildcards.formula, snakemake.params.settings
data, training = settings["data"], settings["training"]
sample, about = read(snakemake.input.data, snakemake.input.arrays)
trained = fit(
    training_set(sample, **{name: data[name] for name in ROW_SETTINGS}),
    scaling=data["scaling"],
    hidden=settings["network"]["hidden"],
    activation=settings["network"]["activation"],
    method=training["method"],
    settings=training[training["method"]],
    seeds=replicate_seeds(settings["seed"], formula, settings["replicates"]),
    progress=print,
)
write(
    trained,
    Path(snakemake.output.fit).parent,
    about=about,
    variation=snakemake.wildcards.variation,
    settings={name: settings[name] for name in BLOCKS},
)
