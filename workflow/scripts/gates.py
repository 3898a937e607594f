"""Write what is known of single perceptrons."""

from job_setup import begin

begin(snakemake)

from formulafit.logic.documents import gates_document

gates_document().write(snakemake.output[0])
