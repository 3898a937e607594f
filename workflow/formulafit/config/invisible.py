"""Signs that nobody sees: they reverse text, join or part words, or stand for nothing."""

from __future__ import annotations

import re
import unicodedata

# Unicode's Default_Ignorable_Code_Point beyond the category Cf, and the blank pattern of Braille
IGNORABLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff"
)
# controls, formats, separators of lines and paragraphs, what has no meaning to all
CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Cn", "Co", "Cs"}
BLANK = "\u2028\u2029\u2800\u3164"  # take the place of a space
WHITE = "\t\n"  # read as spaces


def invisible(text: str) -> list[str]:
    r"""Return the signs of a text that cannot be seen, each once, in their order.

    >>> [sign_name(sign) for sign in invisible("a\u202eb\u200b")]
    ['U+202E (right-to-left override)', 'U+200B (zero width space)']
    """
    return [sign for sign in dict.fromkeys(text) if _cannot_be_seen(sign)]


def without_invisible(text: str) -> str:
    r"""Return a text without them, and with one space where blanks and ends of lines stood.

    >>> without_invisible("Damped\u202e wave\u2028of two\u2800 inputs\u200b")
    'Damped wave of two inputs'
    """
    spaced = re.sub(f"[{BLANK}]", " ", text)
    return " ".join("".join(sign for sign in spaced if not _cannot_be_seen(sign)).split())


def escaped(text: str) -> str:
    r"""Return a text with them as YAML and JSON can write them: ``\u202e``."""
    return "".join(_escape(sign) if _cannot_be_seen(sign) else sign for sign in text)


def sign_name(sign: str) -> str:
    """Return a sign's number and, where it has one, its name."""
    called = unicodedata.name(sign, "").lower()
    return f"U+{ord(sign):04X}" + (f" ({called})" if called else "")


def _cannot_be_seen(sign: str) -> bool:
    if sign in WHITE:
        return False
    return unicodedata.category(sign) in CATEGORIES or bool(re.match(f"[{IGNORABLE}]", sign))


def _escape(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
