"""Activations, one a file: each in PyTorch, for networks, and by hand in NumPy, for training.

The name of the file is its name in the config. Files are found by `formulafit.registry`, and each
is imported alone, when a network has it. What begins with _ is shared and no activation.
docs/extending.md adds one.
"""
