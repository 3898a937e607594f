"""The method `auto`: random features, variable projection, Gauss-Newton, an exact output layer.

`settings` is its block of the config, `method` the recipe; a file stands for each ingredient:

- `random_features` draws hidden layers and finds their scale; `active_subspace` learns the metric
  they are drawn in; `search` puts the two together;
- `variable_projection` and `gauss_newton` train a hidden layer, the latter from the winner of the
  race in `start`; `training` chooses;
- `readout` solves the output layer;
- `deep` is for several hidden layers;
- `work` counts what is done, `run` and `data` are what the stages share, `layer` the hidden layer.
"""
