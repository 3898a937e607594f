"""Draw the pictures of one formula."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.formulas import draw
from formulafit.language.known import lexicon

draw(
    Path(snakemake.output[0]).parent,
    lexicon(snakemake.params.language),
    dict(snakemake.output.items()),
    alternative=snakemake.params.alternative,
)
