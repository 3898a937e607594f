"""The multilayer perceptron: built, saved with its scalers, and opened again as a function.

`mlp` holds the network itself, `surrogate` what becomes of it once it is trained;
`threads` keeps PyTorch to one.
"""
