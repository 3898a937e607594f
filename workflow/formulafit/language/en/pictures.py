"""Words in pictures."""

from __future__ import annotations

PICTURES = {
    # of a fit
    "formula": "formula",
    "network": "network",
    "output": "output",
    "error": "error",
    "size_of_error": "size of error",
    "training_data": "training data",
    "no_prediction": "no prediction: the fit {statuses}",
    "or": " or ",
    # of what lies outside the box
    "network_by": "network, {method}",
    "error_in_deviations": "size of error / $s$",
    "box": "box",
    "nothing_outside": "no network to continue",
    # of the test set
    "true_output": "true output",
    "predicted_output": "predicted output",
    "test_rows": "test rows",
    "test_rows_with_less": "test rows with less",
    "central_errors": "error, central {share}",
    "no_error": "every error is 0",
    "median": "median",
    "95_below": "95% below",
    "largest": "largest",
    # of learning
    "rmse": "RMSE, in units of the output",
    "training": "training",
    "validation": "validation",
    "validation_by": "validation, {method}",
    "kept": "kept",
    "epoch": "epoch",
    "apart": "relative difference",
    "work": "work, in multiply-adds",
    # of studies
    "test_nrmse": "test NRMSE",
    "test_rmse": "test RMSE, in units of the output",
    "median_of_formulas": "median of {formulas} formulas",
    "replicate": "replicate",
    "some_lost": "{lost} of {replicates} {statuses}",
    "noise": "noise (standard deviations of the output)",
    "hidden_units": "hidden units",
    "hidden_units_one_layer": "hidden units, one layer",
    "several_layers": "several layers",
    # of perceptrons and networks
    "input_space": "input space",
    "hidden_space": "hidden space",
    "from_scratch": "training from scratch",
    "rate": "{units} units: {rate}",
    "loss": "loss (MSE)",
    "output_is": "output {value}",
    "one_input": "1 input",
    "inputs": "{count} inputs",
    "one_hidden_unit": "1 hidden unit",
    "count_hidden_units": "{count} hidden units",
    "one_unit": "1 unit",
    "units": "{count} units",
    "one_output": "1 output",
    "identity": "identity",
}
