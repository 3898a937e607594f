"""Draw one study."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.figures.studies import draw_study
from formulafit.language.known import lexicon

picture, language = Path(snakemake.output[0]), snakemake.params.language
draw_study(
    snakemake.wildcards.study,
    snakemake.params.members,
    picture.parents[1],
    lexicon(language),
    picture,
    language=language,
)
