"""Training: one interface, a file a method.

A method is a function (problem, history, settings) -> outcome; see `formulafit.training.base`:

- a `Problem` holds scaled data, the network's shape and the replicate's seed;
- to the `History` it adds a record each epoch or iteration: stage, work, errors;
- work is counted in multiply-adds, by the formulas in `formulafit.training.work`;
- its settings are keyword-only arguments without defaults, named as in its block of the config,
  ``training.<method>``;
- the `Outcome` is a trained `MLP` and why training stopped; when a loss is not finite, it raises
  `DivergenceError` instead, and it lets numerical failures (FloatingPointError,
  numpy.linalg.LinAlgError) through.

To add one, write such a function in a file of this package, add its import to
`formulafit.training.methods`, and its block of settings to the config's model. Scaling,
replicates, seeds, timing, failures and files are the business of `fit` and `write`, and the same
for all.
"""
