"""Python functions compiled for the processor by numba, whose import takes a quarter of a second.

- `code`: compiles a function, and keeps what was compiled for the next process;
- `single`: the functions of `formulafit.elementary` in float32.

Results do not depend on the processor: products and sums are rounded one by one, never fused, and
no sum's order is left to the compiler. A processor with wider registers only computes more at once.
"""
