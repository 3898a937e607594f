"""Draw one study."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.studies import draw
from formulafit.language.known import lexicon

picture = Path(snakemake.output[0])
words = lexicon(snakemake.params.language)
draw(snakemake.wildcards.study, snakemake.params.members, picture.parents[1], words, picture)
