"""Draw the pictures of one formula."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.formulas import draw

draw(Path(snakemake.output.fit).parent, alternative=snakemake.params.alternative)
