"""What can be set for the method `auto`."""

from __future__ import annotations

from pydantic import Field

from formulafit.config.block import Block
from formulafit.config.values import Effort


class AutoSettings(Block):
    """Random features, variable projection or Gauss-Newton, and an exact output layer."""

    effort: Effort = Field(
        "normal",
        description="Work of the search, about so many CPU seconds on a plain core; `normal` is 4 "
        "up to two inputs and 6 above. It is counted, never timed.",
    )
