"""Draw gates, XOR and the network of the default settings."""

from job_setup import begin

begin(snakemake)

from formulafit.figures import architecture, logic
from formulafit.files import read_json
from formulafit.language.known import find

lexicon = find(snakemake.params.language).lexicon
logic.gates(read_json(snakemake.input.gates), lexicon.pictures, snakemake.output.gates)
logic.xor(read_json(snakemake.input.xor), lexicon.pictures, snakemake.output.xor)
hidden, activation = snakemake.params.hidden, snakemake.params.activation
architecture.network(hidden, activation, None, lexicon, snakemake.output.network)
