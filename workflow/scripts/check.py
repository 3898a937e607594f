"""Show how the fits ended and where the paper lies; fail where the config asks for it."""

import sys
from pathlib import Path

from job_setup import begin

screen = begin(snakemake)

from formulafit.files import write_json
from formulafit.summary import check, table

results = Path(snakemake.input.summary).parent
fits = snakemake.params.fits
papers = "\n".join(map(str, snakemake.input.papers))
print(f"\n{table(results, fits)}\n\nThe paper:\n{papers}\n", file=screen)

complaints = check(results, fits, snakemake.params.fail_on)
if complaints:
    print("\n".join(complaints))
    sys.exit(1)
write_json(snakemake.output[0], {"fail_on": snakemake.params.fail_on})
