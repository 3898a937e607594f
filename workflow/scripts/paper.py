"""Render the paper in HTML and PDF."""

from pathlib import Path

from job_setup import begin

begin(snakemake)

from formulafit.paper.origins import Command
from formulafit.paper.render import render

again = snakemake.params.command
engine = render(
    Path(snakemake.input.source),
    Path(snakemake.input.summary).parent,
    {kind: Path(snakemake.output[kind]) for kind in ("html", "pdf")},
    snakemake.params.engine,
    metadata=snakemake.params.metadata,
    language=snakemake.params.language,
    command=Command(tuple(again["words"]), again["rule"]),
)
print(f"made with the engine {engine}")
