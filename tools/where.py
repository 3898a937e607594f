"""Say where the papers of a config lie: ``python tools/where.py config/config.yaml``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow"))  # also in a copy

from formulafit.config.loading import load

plan = load(sys.argv[1])
papers = [str(Path(plan.results) / paper) for paper in plan.papers()]
print(f"The {'paper' if len(papers) == 2 else 'papers'}: {', '.join(papers)}")
