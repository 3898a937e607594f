"""Print a config of many small fits: ``python tools/many.py 1000 > many.yaml``.

For measuring what the workflow itself costs: each fit takes a fraction of a second. A second number
gives every formula so many fits: ``python tools/many.py 20 50`` are 1,000.
"""

import sys

HEAD = """\
results: results-many
replicates: 1
data: {points: 200}
network: {hidden: [16]}
training: {method: adam, adam: {max_epochs: 5}}

formulas:"""

formulas, fits = (int(word) for word in [*sys.argv[1:], "1"][:2])
print(HEAD)
for number in range(1, formulas + 1):
    print(f"  f{number}: {{expression: sin({number / 100}*x), inputs: {{x: [0, 6]}}}}")
if fits > 1:
    print("\nvariations:")
for number in range(1, fits):
    print(f"  v{number}: {{training: {{adam: {{learning_rate: {number / 1000}}}}}}}")
