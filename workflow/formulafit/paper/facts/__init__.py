"""What is true of the results: numbers, keys, rankings; never a sentence."""
