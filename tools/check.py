"""Check a config: ``python tools/check.py my.yaml``.

Snakemake reads a file given by --configfile before the workflow does, and of one that is missing,
empty or not YAML it tells less.
"""

import sys

from formulafit.config import ConfigError, load

try:
    load(sys.argv[1])
except ConfigError as error:
    sys.exit(str(error))
