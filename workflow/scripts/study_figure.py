"""Draw one study."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.studies import draw

picture = Path(snakemake.output[0])
draw(snakemake.wildcards.study, snakemake.params.members, picture.parents[1], picture)
