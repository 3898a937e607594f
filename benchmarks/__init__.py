"""Side-by-side measurements against what else fits formulas; `python -m benchmarks --help`."""
