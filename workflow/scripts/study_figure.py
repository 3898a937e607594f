"""Draw one study."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.studies import draw
from formulafit.language.known import find

picture = Path(snakemake.output[0])
lexicon = find(snakemake.params.language).lexicon
draw(snakemake.wildcards.study, snakemake.params.members, picture.parents[1], lexicon, picture)
