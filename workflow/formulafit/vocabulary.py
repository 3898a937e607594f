"""The words that several rooms use and files hold: each stands here, and nowhere else.

The names of metrics are the fields of `formulafit.metrics.Metrics`, as those of regions are the
fields of `formulafit.documents.evaluation.Regions` and those of settings the fields of
`formulafit.config.settings`. Named here are a few settings, by their
paths, that others than the config speak of.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

BASE = "base"  # the variation that every formula has: its own settings

# How the training of a replicate ended, and why it stopped where that was well.
Status: TypeAlias = Literal["ok", "diverged", "failed"]
OK: Status = "ok"
DIVERGED: Status = "diverged"  # a loss was not finite
FAILED: Status = "failed"  # a numerical failure

StopReason: TypeAlias = Literal["converged", "max_epochs", "budget"]
CONVERGED: StopReason = "converged"
MAX_EPOCHS: StopReason = "max_epochs"
BUDGET: StopReason = "budget"

# What a fit that ended well can miss: its formula, or what a simpler method achieves.
Missed: TypeAlias = Literal["formula", "baseline"]

# The blocks of a fit's settings.
BLOCKS = ("data", "network", "training")

TRAIN_ROWS = "data.train_rows"
TRAIN_BOX = "data.train_box"
HIDDEN = "network.hidden"
METHOD = "training.method"
