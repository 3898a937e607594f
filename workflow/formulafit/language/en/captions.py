"""Captions of figures, tables and listings whose place in the paper a cell decides."""

from __future__ import annotations

CAPTIONS = {
    "fig-gates": "The gates as half-planes. Filled points have output one, open points output "
    "zero; the line is $z = 0$.",
    "fig-network": "The multilayer perceptron of @eq-mlp with the paper's default settings.",
    "fig-xor": "XOR: (a) its inputs with the lines of the two hidden units; (b) the same inputs in "
    "the hidden space; (c) the loss of networks trained from random starts, median and quartiles.",
    "tbl-noise": "Networks trained on noisy targets: NRMSE against the formula and against noisy "
    "test targets{over}. Noise is a fraction of the targets' standard deviation, and so is itself "
    "the NRMSE of a perfect fit against noisy targets.",
    "tbl-others": "Other variations beside the formulas' own fits: test NRMSE{over}.",
    "tbl-predictions": "Predictions of new inputs, beside the formula's values.",
    "tbl-resources": "The jobs up to the summary and what they took: wall-clock and CPU seconds of "
    "all together, and the peak memory of one.",
    "lst-config": "The config of the run.",
    "lst-perceptron": "Perceptron, gates and learning rule: `{module}`.",
    "lst-network": "The network: from `{module}`.",
    "lst-loop": "The training loop: `{module}`.",
    "lst-adam": "The loop of the fits: from `{module}`.",
    "lst-epoch": "An epoch with one hidden layer, compiled: from `{module}`.",
    "lst-optimizer": "An epoch, and the optimizer: from `{module}`.",
    "lst-convergence": "Convergence: from `{module}`.",
}
