"""YAML 1.2 by PyYAML: what a person writes is what they mean.

PyYAML's own rules are those of YAML 1.1, where 010 is 8, 1:30 is 90, No is false and 1e3 is text.
The loader here has the core schema of YAML 1.2.2, section 10.3.2, and `<<` of YAML 1.1.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

from formulafit.config.errors import ConfigProblem
from formulafit.config.numbers import WrittenFloat, WrittenInt

TAG = "tag:yaml.org,2002:"
CORE = {  # what a plain scalar of each form is; all others are text
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN",
    "merge": r"<<",  # by which a mapping takes over another one's keys
}
LONG = 400  # digits of a whole number, beyond all that a float can hold
IN_QUOTES = "put text that begins with one of * & ! | > % @ ` in quotes"
MENDS = {  # by words of PyYAML's message
    "'\\t'": "indent with spaces, not tabs",
    "cannot start any token": IN_QUOTES,
    "indentation indicator": IN_QUOTES,
    "expected ' ', but found": IN_QUOTES,
    "for the tag '!": IN_QUOTES,
    "undefined alias": IN_QUOTES,
    "alphabetic or numeric": IN_QUOTES,
    "mapping values": "look here and at the line above: a key ends with a colon and a space, the "
    'keys of a block begin in one column, and text with ": " in it goes in quotes',
    "sequence entries": "a minus has no space behind it, as in -x; a list begins in a new line",
    "but got ':'": 'text with ": " in it goes in quotes',
    "'<scalar>'": "text with a quote in it goes in quotes of the other kind",
    "expected ':'": "a key ends with a colon and a space",
    "expected <block end>": "the keys of a block begin in one column",
    "unexpected end of stream": "close the quotes",
    "expected ',' or ']'": "close the list with ], as in [0, 1]",
    "expected ',' or '}'": "close the block with }, and write a range as [0, 1]",
    "found ']'": "a range is written [0, 1]",
}
ODD_SPACES = r"\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"  # of web pages and word processors
TOO_DEEP = "its blocks are nested too deeply, or one is part of itself"
SECOND = "a second document begins here; a config is one document: remove the line ---"


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the core schema of YAML 1.2, and no key twice."""

    yaml_constructors: ClassVar[dict[Any, Any]] = {
        tag: make
        for tag, make in yaml.SafeLoader.yaml_constructors.items()
        if tag in (None, *(f"{TAG}{kind}" for kind in (*CORE, "str", "seq", "map")))
    }

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Refuse a key given twice, of which PyYAML would take the last without a word."""
        node = super().compose_mapping_node(anchor)
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != f"{TAG}merge":
                line = key.start_mark.line + 1
                if key.value in lines:
                    message = f"the key {key.value} is there twice, first in line "
                    message += f"{lines[key.value]}; remove one of them"
                    raise yaml.constructor.ConstructorError(None, None, message, key.start_mark)
                lines[key.value] = line
        return node

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """Read a number or a truth value, also one with a tag that it does not fit."""
        kind, text = node.tag.removeprefix(TAG), node.value
        if not re.fullmatch(CORE[kind], text):
            message = f'"{text}" is not of the kind !!{kind}'
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
        if kind == "bool":
            return text.lower() == "true"
        number: WrittenInt | WrittenFloat
        if kind == "int" and len(text) < LONG:
            number = WrittenInt(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        else:
            number = WrittenFloat(re.sub(r"\.(?=[in])", "", text.lower()))  # .inf, .nan
        number.text = text
        return number


_Loader.yaml_implicit_resolvers = {}
for _kind, _form in CORE.items():
    _Loader.add_implicit_resolver(f"{TAG}{_kind}", re.compile(f"(?:{_form})$"), None)
for _kind in ("bool", "int", "float"):
    _Loader.add_constructor(f"{TAG}{_kind}", _Loader.scalar)


def odd_indentation(text: str) -> ConfigProblem | None:
    """Return where a line is indented by a space that YAML takes for text, as web pages have."""
    found = re.search(rf"^ *([{ODD_SPACES}])", text, re.MULTILINE)
    if not found:
        return None
    line, sign = text.count("\n", 0, found.start()) + 1, f"U+{ord(found[1]):04X}"
    return f"line {line}", f"is indented by the sign {sign}, not by spaces; replace it by spaces"


def parse(text: str) -> tuple[Any, yaml.Node | None]:
    """Return what a document says in plain values, and the nodes that tell where they stand.

    Numbers are `WrittenInt` and `WrittenFloat`. An empty document is None, without a node.

    Raises
    ------
    yaml.YAMLError
        When it is not YAML, or has a key twice.
    RecursionError
        When it is nested too deeply.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return (None if node is None else loader.construct_document(node)), node
    finally:
        loader.dispose()


def in_words(error: yaml.YAMLError | RecursionError, text: str) -> ConfigProblem:
    """Return the place in `text`, what is wrong there, and the mend where the error shows it."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        sign = f"U+{error.character:04X}"
        return f"line {line}", f"holds the control character {sign}; is it a text file?"
    if not isinstance(error, yaml.MarkedYAMLError):
        return "", TOO_DEEP
    mark, problem = error.problem_mark or error.context_mark, str(error.problem)
    began = error.context_mark.line + 1 if error.context_mark else 0
    if "expected ':'" in problem:  # told of the line after the one without it
        mark = error.context_mark or mark
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    mend = next((f"; {mend}" for words, mend in MENDS.items() if words in problem), "")
    if isinstance(error, yaml.constructor.ConstructorError):
        return place, f"{problem}{mend}"
    if str(error.context).startswith("expected a single document"):
        return place, SECOND
    context = f" {error.context}" if error.context else ""
    begun = f", which begins in line {began}," if began and mark and began <= mark.line else ""
    return place, f"this is not YAML:{context}{begun} {problem}{mend}"
