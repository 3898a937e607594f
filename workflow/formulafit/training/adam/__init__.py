"""The method `adam`: the assignment's training loop, made fast.

- `settings`: its block of the config;
- `method`: the network in its fastest loop.

Loops, epochs and the end of training are those of `formulafit.training`, since other methods use
them too.
"""
