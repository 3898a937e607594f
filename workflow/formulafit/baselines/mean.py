"""The mean of the training targets, everywhere."""

from __future__ import annotations

import numpy as np

from formulafit.baselines.rows import Predictor, Rows


def fit(rows: Rows) -> tuple[Predictor, str]:
    """Predict the mean of the training targets."""
    mean = float(rows.y.mean())
    return lambda X: np.full(len(X), mean), f"constant {rows.mean:.4g}"
