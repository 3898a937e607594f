"""The method `adam`: the assignment's training loop, made fast.

- `settings`: its block of the config;
- `method`: the loop over epochs;
- `convergence`: when the error has stopped falling.

Passes and optimizer are those of `formulafit.training`, since other methods use them too.
"""
