"""One look for every figure: sizes, fonts, colours that colour-blind readers can tell apart.

A picture is drawn inside `drawing`, which makes the figure and writes it::

    with drawing("sine.svg", width=COLUMN) as figure:
        axes = figure.subplots()
        axes.plot(x, y, color=TRUTH)

The figures have the size at which the paper prints them, so that 9 points here are 9 points there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from formulafit.figures import han
from formulafit.files import atomic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.typing import RcKeyType

# inches: the width of the paper's text block, and of two figures side by side in it
TEXT_WIDTH = 5.5
COLUMN = 2.7
RASTER_DPI = 200  # of points and maps that are rasterised inside the SVG, and of PNG files

# Okabe & Ito (2008), "Color universal design": told apart with every common colour blindness
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#777777"  # guides, grids, reference lines
PALE = "#DDDDDD"
PALETTE = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # one a colour, for print in black and white

# the same thing has the same colour in every figure
TRUTH = BLACK
PREDICTION = VERMILION
TRAINING = BLUE
VALIDATION = ORANGE
TEST = GREEN
VALUE_MAP = "viridis"  # lightness grows with the value
ERROR_MAP = "PuOr"  # signed errors, white at zero: set vmin = -vmax

_RC: dict[RcKeyType, Any] = {
    "figure.dpi": 100,
    "savefig.dpi": RASTER_DPI,
    "savefig.facecolor": "white",
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
    "figure.constrained_layout.wspace": 0.04,
    "mathtext.fontset": "stix",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "legend.handletextpad": 0.5,
    "legend.columnspacing": 1.2,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": True,
    "grid.color": PALE,
    "grid.linewidth": 0.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "patch.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "image.cmap": VALUE_MAP,
    # Letters as outlines: the same in a browser and in Typst, whichever fonts they have.
    "svg.fonttype": "path",
    "svg.hashsalt": "formulafit",  # names inside the SVG are otherwise random
}


@contextmanager
def _look() -> Iterator[None]:
    """Put the project's look in place of the reader's own matplotlibrc, for a while."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        # each for signs that those before it lack
        mpl.rcParams["font.family"] = ["STIXGeneral", *han.families(), "DejaVu Serif"]
        yield


@contextmanager
def drawing(
    path: str | Path, width: float = TEXT_WIDTH, height: float | None = None
) -> Iterator[Figure]:
    """Yield an empty figure in the project's look, written to `path` when the block ends well.

    Parameters
    ----------
    path : str or Path
        The file; its ending chooses the format, ``.svg`` or ``.png``.
    width, height : float
        Inches. The height is by default 0.62 of the width, near the golden section.
    """
    with _look():
        figure = Figure(figsize=(width, height or 0.62 * width), layout="constrained")
        yield figure
        save(figure, path)


def save(figure: Figure, path: str | Path) -> None:
    """Write `figure` whole or not at all; the same figure gives the same bytes.

    Artists with ``rasterized=True`` become pictures of `RASTER_DPI` inside the SVG.
    """
    path = Path(path)
    metadata: dict[str, Any] = {}
    with _look(), atomic(path) as temporary:
        if path.suffix == ".svg":  # no date, no version, no addresses
            metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            _lay_out(figure)
        figure.savefig(temporary, dpi=RASTER_DPI, metadata=metadata)


def _lay_out(figure: Figure) -> None:
    """Place what an SVG shows, as `savefig` would, which draws all of it once more to do so."""
    engine = figure.get_layout_engine()
    if engine:
        FigureCanvasSVG(figure)  # from now on the figure's own, by which text is measured
        engine.execute(figure)
        figure.set_layout_engine(None)


def label_panel(axes: Axes, letter: str, text: str = "") -> None:
    """Put a bold "(a)" and an optional short text over the left end of `axes`."""
    axes.set_title(rf"$\mathbf{{({letter})}}$ {text}".rstrip(), loc="left")
