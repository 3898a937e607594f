"""Draw gates, XOR and the network of the default settings."""

from job_setup import begin

begin(snakemake)

from formulafit.documents.logic import GatesDocument, XorDocument
from formulafit.figures import architecture, logic
from formulafit.language.known import lexicon

words = lexicon(snakemake.params.language)
logic.gates(GatesDocument.read(snakemake.input.gates), words.pictures, snakemake.output.gates)
logic.xor(XorDocument.read(snakemake.input.xor), words.pictures, snakemake.output.xor)
hidden, activation = snakemake.params.hidden, snakemake.params.activation
architecture.network(hidden, activation, None, words, snakemake.output.network)
