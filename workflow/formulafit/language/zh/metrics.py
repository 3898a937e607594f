"""What the metrics are called."""

from __future__ import annotations

from formulafit.language.model import MetricWords

METRICS = {
    "mse": MetricWords("MSE"),
    "rmse": MetricWords("RMSE"),
    "nrmse": MetricWords("NRMSE"),
    "mae": MetricWords("MAE"),
    "r2": MetricWords("$R^2$", screen="R²"),
    "max_abs_error": MetricWords("最大误差", screen="最大误差"),
    "relative_error_median": MetricWords("相对误差中位数"),
    "relative_error_99": MetricWords("99%相对误差"),
}
