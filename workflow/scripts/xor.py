"""Write what is known of networks for XOR."""

from job_setup import begin

begin(snakemake)

from formulafit.training.xor import document

document(snakemake.params.seed).write(snakemake.output[0])
