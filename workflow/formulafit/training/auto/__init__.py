"""The method `auto`: random features, variable projection, Gauss-Newton, an exact output layer.

- `settings` is its block of the config, `method` the recipe;
- `plan` decides what follows from what was found, by the constants of `policy`; `choice` tells it;
- `random_features` draws hidden layers and finds their scale; `active_subspace` learns the metric
  they are drawn in; `spectrum` draws them by the data's `periodogram`, and the plane `waves` in it;
  `maps` chooses maps of the inputs; `search` finds what the formula is like: `noise`, `kinks` and
  `jumps` are found by a module each; `two_valued` fits formulas of two values;
- `variable_projection` and `gauss_newton` train a hidden layer, the latter from the winner of a
  `race`; `trainers` carries out the plan;
- `readout` solves the output layer;
- `deep` is for several hidden layers;
- `run` and `data` are what the stages share, `layer` is the hidden layer.
"""
