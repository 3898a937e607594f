"""Training: one interface, a folder a method.

A method is a function (problem, history, settings) -> outcome; see `formulafit.training.base`:

- a `TrainingProblem` holds scaled data, the network's shape and the replicate's seed;
- to the `TrainingHistory` it adds a record each epoch or iteration: stage, work, errors;
- work is counted in multiply-adds, by the formulas in `formulafit.training.work`;
- its settings are keyword-only arguments without defaults, named as in its block of the config,
  ``training.<method>``;
- the `Outcome` is a trained `MLP` and why training stopped; when a loss is not finite, it raises
  `DivergenceError` instead, and it lets numerical failures (FloatingPointError,
  numpy.linalg.LinAlgError) through.

A method lives in a folder of its own, ``<method>/``, by whose name it is found: `settings`, without
PyTorch, holds its block of the config, `method` the function. docs/methods.md adds one. Scaling,
replicates, seeds, timing, failures and files are the business of `fit` and `write`, and the same
for all; `loops`, `epochs`, `convergence`, `backpropagation`, `optimizer` and `work` are there for
methods to share.
"""
