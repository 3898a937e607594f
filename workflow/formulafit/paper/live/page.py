"""Put scripts, styles and data into a finished page, and allow it these and nothing else.

Both engines make the page; this is the step after them. Each script stands in the page as its own
element, whose hash the page's Content-Security-Policy names: no other script runs, wherever it
comes from, nothing is loaded, and no text is run as code.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from formulafit.paper.errors import RenderError

FIRST, LAST = "formulafit.js", "start.js"  # of the scripts; the others are in the order of names
PLACE = re.compile(r'\bdata-live="([\w-]+)"')
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r"""\btype=["']?(application/json|text/plain)\b""", re.IGNORECASE)
_CHARSET = re.compile(r'<meta charset="utf-8" ?/?>', re.IGNORECASE)
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline' data:; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)


def places(page: str) -> set[str]:
    """Return the names of the rooms that a page has placeholders for."""
    return set(PLACE.findall(page))


def enliven(page: str, sources: Path, data: Mapping[str, Any], more: Mapping[str, str]) -> str:
    """Return a page with scripts, styles and data in it.

    Parameters
    ----------
    page : str
        HTML.
    sources : Path
        The folder of the scripts and styles.
    data : mapping
        What stands in the page as JSON, by the name after ``live-`` in the block's id.
    more : mapping
        Further scripts by what they are called in errors; they run before the last one.
    """
    scripts = {path.name: path.read_text(encoding="utf-8") for path in sources.glob("*.js")}
    order = sorted(scripts, key=lambda name: (name != FIRST, name == LAST, name))
    styles = "".join(path.read_text(encoding="utf-8") for path in sorted(sources.glob("*.css")))
    if styles:
        page = _before("</head>", page, f"<style>\n{styles}</style>\n")
    blocks = [
        f'<script type="application/json" id="live-{name}">{_json(value)}</script>'
        for name, value in data.items()
    ]
    named = {name: scripts[name] for name in order}
    last = named.pop(LAST, "")
    elements = [_script(*each) for each in (named | dict(more) | {LAST: last}).items() if each[1]]
    return _before("</body>", page, "".join(f"{each}\n" for each in [*blocks, *elements]))


def guard(page: str) -> str:
    """Return a page that runs the scripts that are in it, loads nothing, and sends nothing."""
    page = page.replace("\r\n", "\n").replace("\r", "\n")  # which is what a browser hashes
    found = [text for about, text in _SCRIPT.findall(page) if not _DATA.search(about)]
    scripts = " ".join(f"'{_hash(text)}'" for text in dict.fromkeys(found)) or "'none'"
    policy = _POLICY.format(scripts=scripts)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if not _CHARSET.search(page):  # no template of ours: what is said first counts for all
        return f"{meta}\n{page}"
    return _CHARSET.sub(lambda charset: f"{charset[0]}\n{meta}", page, count=1)


def _before(tag: str, page: str, text: str) -> str:
    head, found, tail = page.rpartition(tag) if tag == "</body>" else page.partition(tag)
    if not found:
        raise RenderError(f"The template has no {tag}, which the page's scripts need")
    return head + text + found + tail


def _json(value: Any) -> str:
    """Return JSON that ends no element and opens no comment."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _script(name: str, text: str) -> str:
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise RenderError(f"{name}: a script in a page can have no </script and no <!-- in it")
    return f"<script>\n{text}</script>"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
