"""`python -m formulafit`: the same as the command `formulafit`."""

import sys

from formulafit.cli import main

sys.exit(main())
