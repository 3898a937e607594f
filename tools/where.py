"""Say where the paper of a config lies: ``python tools/where.py config/config.yaml``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow"))  # also in a copy

from formulafit.config import load

folder = Path(load(sys.argv[1]).results) / "report"
print("The paper: " + ", ".join(str(folder / name) for name in ("paper.html", "paper.pdf")))
