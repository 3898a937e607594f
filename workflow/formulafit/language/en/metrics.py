"""What the metrics are called."""

from __future__ import annotations

from formulafit.language.model import MetricWords

METRICS = {
    "mse": MetricWords("MSE"),
    "rmse": MetricWords("RMSE"),
    "nrmse": MetricWords("NRMSE"),
    "mae": MetricWords("MAE"),
    "r2": MetricWords("$R^2$", screen="R²"),
    "max_abs_error": MetricWords("Largest error", screen="largest error"),
    "relative_error_median": MetricWords("Relative error, median", screen="relative error, median"),
    "relative_error_99": MetricWords("Relative error, 99%", screen="relative error, 99%"),
}
