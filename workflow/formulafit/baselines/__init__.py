"""What a network has to beat: simpler methods that learn from the same rows.

A baseline is two things: an entry of `METHODS` in `registry`, and a module of that name here with a
function ``fit``. Evaluation and paper take what the table has.
"""
