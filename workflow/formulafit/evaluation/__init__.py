"""How good the fits of a formula are: on the test set, by region, beside baselines, at new inputs.

- `formula` evaluates all of them, and writes what comes of it;
- `test_set` is what they are judged on, by `formulafit.metrics`; `regions` are parts of the box;
- `verdict` tells what a fit missed, and what its data could show;
- `pictures` holds truth and prediction for figures.
"""
