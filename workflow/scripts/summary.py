"""Gather all fits in one table."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.summary import write_summary

write_summary(Path(snakemake.output.json).parent, snakemake.params.fits, snakemake.params.config)
