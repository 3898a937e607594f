"""Write what is known of networks for XOR."""

from job_setup import begin

begin(snakemake)

from formulafit.files import write_json
from formulafit.training.xor import document

write_json(snakemake.output[0], document(snakemake.params.seed))
