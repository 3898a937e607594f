"""What a person probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable


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


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6, before: str = "") -> str:
    """Return a question for the known word nearest to `word`, or nothing.

    >>> did_you_mean("Omgea", ["x", "omega"], before="; ")
    '; did you mean omega?'
    """
    meant = closest(word, known, likeness)
    return f"{before}did you mean {meant}?" if meant else ""
