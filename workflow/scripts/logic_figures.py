"""Draw gates, XOR and the network of the default settings."""

from job_setup import begin

begin(snakemake)

from formulafit.figures import architecture, logic
from formulafit.files import read_json

logic.gates(read_json(snakemake.input.gates), snakemake.output.gates)
logic.xor(read_json(snakemake.input.xor), snakemake.output.xor)
architecture.network(
    snakemake.params.hidden, snakemake.params.activation, None, snakemake.output.network
)
