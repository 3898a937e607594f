"""Draw the pictures of one formula."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.formulas import draw_pictures
from formulafit.language.known import lexicon

draw_pictures(
    Path(snakemake.output[0]).parent,
    lexicon(snakemake.params.language),
    dict(snakemake.output.items()),
    alternative=snakemake.params.alternative,
)
