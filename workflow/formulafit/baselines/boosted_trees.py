"""Gradient-boosted regression trees (Friedman, 2001); their number by the validation error."""

from __future__ import annotations

from sklearn.ensemble import HistGradientBoostingRegressor

from formulafit.baselines.rows import Detail, Predictor, Rows

MAX_TREES = 1000


def fit(rows: Rows) -> tuple[Predictor, Detail]:
    """Add trees until the validation error falls no more."""
    model = HistGradientBoostingRegressor(
        max_iter=MAX_TREES,
        # scikit-learn's 20 rows a leaf would leave a small training set in one piece
        min_samples_leaf=min(20, max(2, len(rows.y) // 20)),
        early_stopping=True,
        random_state=0,  # of the sample that the bins are made from, beyond 200,000 rows
    )
    model.fit(rows.X, rows.y, X_val=rows.X_validation, y_val=rows.y_validation)
    return model.predict, {"trees": int(model.n_iter_)}
