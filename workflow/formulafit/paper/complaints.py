"""What pandoc, the Lua filters and Typst complain of, told with the line of the paper's source."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A warning of several lines goes on with two spaces. Options that Quarto should no longer use, and
# most of what its own filters warn of, say nothing of the paper.
_WARNINGS = re.compile(
    r"^(?:\[WARNING\] (?!Deprecated)|WARNING \(.*?\) (?=Unable to resolve))(.*(?:\n  .*)*)",
    re.MULTILINE,
)
# what a complaint is about, as it stands in the source; the first that matches counts
_SUBJECTS = (
    r"[@#][\w-]+",
    r"(?<=resource )\S+",
    r"(?<=image )\S+",
    r"(?<=TeX math ).*(?=: unexpected)",
    r"(?<=the text `\").",  # which has no glyph
    r"\{python\}.*",
    r"(?<=: ).*",
)


def warnings(output: str) -> list[str]:
    """Return the warnings in a program's output, each once, on one line."""
    found = (" ".join(warning.split()) for warning in _WARNINGS.findall(output))
    return list(dict.fromkeys(_plain(warning) for warning in found))


def typst_errors(output: str) -> list[str]:
    """Return the errors that Typst tells of, each once, without its view of the Typst source."""
    return list(dict.fromkeys(re.findall(r"^(?:ERROR: )?error: (.*)", output, re.MULTILINE)))


def _plain(warning: str) -> str:
    """Return a warning without the place in the filter, or what TeX could have gone on with."""
    warning = re.sub(r"^Scripting warning at .*? column \d+: ", "", warning)
    return re.sub(
        r"\s*, rendering as TeX:.*? (unexpected .*?)(?: expecting .*)?$", r": \1", warning
    )


def listed(complaints: Iterable[str], text: str, file: str) -> str:
    """Return complaints about the source `text` of `file` as a list, with lines where found."""
    return "\n".join(f"- {_place(complaint, text, file)}{complaint}" for complaint in complaints)


def _place(complaint: str, text: str, file: str) -> str:
    """Return where the subject of a complaint first stands in the source, empty if nowhere."""
    about = re.sub(r"citation (\S+) not found", r"@\1", complaint)
    matches = (re.search(pattern, about) for pattern in _SUBJECTS)
    subject = next((match[0] for match in matches if match), "")
    # as in the source but for white space, and for the thin spaces that operators.lua writes
    signs = re.sub(r"\\,|\s", "", subject)
    spaced = re.compile(r"(?:\\,|\s)*".join(map(re.escape, signs)))
    found = spaced.search(text) if signs else None
    return f"{file}, line {text.count(chr(10), 0, found.start()) + 1}: " if found else ""
