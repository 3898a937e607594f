"""What a person probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath


def closest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return the known word nearest to `word`, in any case; empty where none is near enough.

    `likeness` is between 0 (anything) and 1 (the same letters). Of words that differ in case alone
    the first one is taken.
    """
    from difflib import get_close_matches  # needed for mistakes alone

    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.lower(), each)
    close = get_close_matches(str(word).lower(), folded, n=1, cutoff=likeness)
    return folded[close[0]] if close else ""


def closest_file(path: str, known: Iterable[str]) -> str:
    """Return the known path nearest to `path`, of those of its name or else its kind, if any.

    >>> closest_file("results/paper.pdf", ["results/summary.csv", "results/report/paper.pdf"])
    'results/report/paper.pdf'
    """
    from difflib import SequenceMatcher  # needed for mistakes alone

    wanted = PurePath(path)

    def likeness(other: str) -> tuple[bool, bool, float]:
        found = PurePath(other)
        alike = SequenceMatcher(None, path, other).ratio()
        return found.name == wanted.name, found.suffix == wanted.suffix, alike

    return max(known, key=likeness, default="")


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6, before: str = "") -> str:
    """Return a question for the known word nearest to `word`, or nothing.

    >>> did_you_mean("Omgea", ["x", "omega"], before="; ")
    '; did you mean omega?'
    """
    meant = closest(word, known, likeness)
    return f"{before}did you mean {meant}?" if meant else ""
