"""Show how the fits ended and where the paper lies; fail where the config asks for it."""

import sys
from pathlib import Path

from job_setup import begin

screen = begin(snakemake)

from formulafit.files import write_json
from formulafit.summary import check, table

results = Path(snakemake.input.summary).parent
fits = snakemake.params.fits
papers = snakemake.input.papers
places = "\n".join([f"The {'paper' if len(papers) == 2 else 'papers'}:", *papers])
print(f"\n{table(results, fits)}\n\n{places}\n", file=screen)

fail_on = snakemake.params.fail_on
complaints = check(results, fits, fail_on)
if complaints:
    reasons = " and ".join(fail_on)
    print(
        f"The paper is there. The run fails as report.fail_on asks, on {reasons}:",
        *complaints,
        sep="\n",
    )
    sys.exit(1)
write_json(snakemake.output[0], {"fail_on": fail_on})
