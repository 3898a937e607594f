"""Logic in exact arithmetic: gates, what one unit can separate, proof of what it cannot, XOR.

Every claim made here about a Boolean function rests on integers and fractions: floating point
only proposes weights and multipliers (by a linear programme), exact arithmetic accepts or refuses
them. A *truth table* is the tuple of a function's values over `rows`, from (0, …, 0) to (1, …, 1).

- `units`: the perceptron, gates, the learning rule, and XOR of three units;
- `separability`: weights for a truth table, or a certificate that there are none;
- `documents`: what the paper prints of them.

Networks that learn XOR need PyTorch, and live in `formulafit.training.xor`.
"""
