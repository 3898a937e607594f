"""The method `torch`: the assignment's training loop as one writes it in PyTorch.

- `settings`: its block of the config, that of `adam`;
- `method`: runs the loop of `formulafit.training.reference` until it has converged.
"""
