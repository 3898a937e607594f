"""Print a config of many small fits: ``python tools/many.py 1000 > many.yaml``.

For measuring what the workflow itself costs: each fit takes a fraction of a second.
"""

import sys

HEAD = """\
results: results-many
replicates: 1
data: {points: 200}
network: {hidden: [16]}
training: {method: adam, adam: {max_epochs: 5}}

formulas:"""

print(HEAD)
for number in range(1, int(sys.argv[1]) + 1):
    print(f"  f{number}: {{expression: sin({number / 100}*x), inputs: {{x: [0, 6]}}}}")
