"""Draw how the curves of one formula go on beyond its box."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.outside import draw_outside
from formulafit.language.known import lexicon

picture = Path(snakemake.output[0])
words = lexicon(snakemake.params.language)
draw_outside(picture.parents[1], snakemake.params.formulas, words, picture)
