"""Write what is known of single perceptrons."""

from job_setup import begin

begin(snakemake)

from formulafit.files import write_json
from formulafit.logic.documents import gates_document

write_json(snakemake.output[0], gates_document())
