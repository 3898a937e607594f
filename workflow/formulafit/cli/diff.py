"""`formulafit diff`: what differs between two results folders, on the screen or as Markdown."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formulafit.cli.shared import UsageError
from formulafit.comparison import ComparedFit, Comparison, Difference, FitName, Judgement, Run, Side
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.form import DocumentError
from formulafit.paper.markup import escape
from formulafit.paper.markup import table as markdown_table

VERDICTS: Mapping[Judgement, str] = {
    "better": "better",
    "worse": "worse",
    "within": "within the replicates",
    "lost": "no longer ends well",
    "gained": "ends well now",
    "unknown": "no errors to compare",
}
COUNTED: Mapping[Judgement, str] = {  # as they follow a number in the last line
    "better": "better",
    "worse": "worse",
    "within": "within the replicates' spread",
    "lost": "no longer ending well",
    "gained": "ending well now",
    "unknown": "without errors to compare",
}
MISSING = "-"


@dataclass(frozen=True)
class Section:
    """A table with a title; a head that ends in a colon stands over numbers."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def diff(options: argparse.Namespace) -> int:
    """Compare two results folders."""
    a, b = Path(options.a.strip()), Path(options.b.strip())
    compared = Comparison(_read(a), _read(b))
    if a.samefile(b):
        raise UsageError(f"{a} and {b} are the same folder; name two results folders")
    show = _markdown if options.markdown else _plain
    folders = Section("Results", ("", "folder"), [("A", str(a)), ("B", str(b))])
    sections = [folders, *_sections(compared, options.all)]
    parts = [show(each) for each in sections if each.rows]
    print("\n\n".join([*parts, _last_line(compared)]))
    return 0


def _read(folder: Path) -> Run:
    try:
        if not ResultsFolder(folder).summary.is_file():
            raise UsageError(
                f"{folder}: no summary.json there; name the results folder of a finished run"
            )
        return Run.read(folder)
    except DocumentError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        place = error.filename or folder
        missing = isinstance(error, FileNotFoundError)
        mend = "finish the run" if missing else "make it readable"
        raise UsageError(f"{place}: {error.strerror}; {mend}") from None


def _sections(compared: Comparison, everything: bool) -> Iterable[Section]:
    only = [("A", _name(each)) for each in compared.only_in_a]
    only += [("B", _name(each)) for each in compared.only_in_b]
    yield Section("Fits in one folder only", ("only in", "fit"), only)
    software = [_values(each) for each in compared.software]
    yield Section("Commit and versions", ("of", "A", "B"), software)
    data = [(f, *_values(each)) for f, found in compared.data.items() for each in found]
    title = "Data that differ, so that errors are of different rows"
    yield Section(title, ("formula", "of its data", "A", "B"), data)
    settings = [("all fits in both", *_values(each)) for each in compared.common]
    for fit in compared.fits:
        settings += [(_name(fit.name), *_values(each)) for each in compared.own_settings(fit)]
    yield Section("Settings that differ", ("fit", "setting", "A", "B"), settings)
    told = [fit for fit in compared.fits if everything or compared.changed(fit)]
    heads = ("fit", "A:", "B:", "B/A:", "verdict")
    yield Section("Median test NRMSE", heads, [_errors(fit) for fit in told])


def _errors(fit: ComparedFit) -> tuple[str, ...]:
    notes = [VERDICTS[fit.judgement]]
    notes += ["one replicate each"] if fit.single else []
    notes += ["other data"] if fit.other_data else []
    notes += [f"{_statuses(fit.a)} → {_statuses(fit.b)}"] if fit.statuses_differ else []
    numbers = (fit.a.median, fit.b.median, fit.factor)
    return _name(fit.name), *map(_number, numbers), ", ".join(notes)


def _statuses(side: Side) -> str:
    counts = {each: side.statuses.count(each) for each in dict.fromkeys(side.statuses)}
    several = len(side.statuses) > 1
    return " + ".join(f"{n} {each}" if several else each for each, n in counts.items())


def _last_line(compared: Comparison) -> str:
    judgements = [fit.judgement for fit in compared.fits]
    counts = {COUNTED[each]: judgements.count(each) for each in VERDICTS}
    counts["only in A"] = len(compared.only_in_a)
    counts["only in B"] = len(compared.only_in_b)
    return ", ".join(f"{count} {words}" for words, count in counts.items() if count)


def _name(fit: FitName) -> str:
    return "/".join(fit)


def _number(value: float | None) -> str:
    return MISSING if value is None else f"{value:.3g}"


def _values(each: Difference) -> tuple[str, str, str]:
    return each.name, _text(each.a), _text(each.b)


def _text(value: Any) -> str:
    """Write a value as a config has it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return MISSING if value is None else f"{value}"


def _markdown(section: Section) -> str:
    rows = [tuple(map(escape, row)) for row in section.rows]
    return f"### {section.title}\n\n{markdown_table(section.heads, rows)}"


def _plain(section: Section) -> str:
    """Align words to the left, numbers to the right, the last column as it comes."""
    right = [head.endswith(":") for head in section.heads]
    lines = [tuple(head.removesuffix(":") for head in section.heads), *section.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n  ".join([section.title, *aligned])
