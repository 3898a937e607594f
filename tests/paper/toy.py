"""A language made from English by replacing every letter of its words, to see what stays English.

Its code is Bulgarian's, so that pandoc and Typst know it; no English word has its letters. The
sources are rewritten, not what they return: a word that facts or tables bring along stays as it
is, and is seen. Of strings those are words that a function returns, joins or puts into a list, and
values of dictionaries; keys, indices, patterns, what is compared and what other functions are
asked for are ids.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "абвгдежзийклмнопрстуфхцчшщАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩ",
)
# Code, formulas, labels with their classes and places to fill in, references and citations.
KEPT = re.compile(
    r"```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\{[^{}\n]*\}|-?@[A-Za-z][\w:-]*",
    re.DOTALL | re.MULTILINE,
)
PLACE = "\ue000"  # of a value in an f-string
TAKE_WORDS = {
    "append",
    "BaselineWords",
    "capitalized",
    "count",
    "filter",
    "Lexicon",
    "MetricWords",
    "PictureWords",
    "plural",
    "sentences",
}


def translated(text: str) -> str:
    """Replace the letters of all that is words."""
    kept = KEPT.findall(text)
    words = (piece.translate(LETTERS) for piece in KEPT.split(text))
    return "".join(part for pair in zip(words, [*kept, ""], strict=True) for part in pair)


class Translator(ast.NodeTransformer):
    """Translates the words in a module of a language."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str):
            node.value = translated(node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        """Translate as a whole: code may begin before a value and end after it."""
        texts = [p.value if isinstance(p, ast.Constant) else PLACE for p in node.values]
        pieces = translated("".join(texts)).split(PLACE)
        values = [p for p in node.values if isinstance(p, ast.FormattedValue)]
        for value in values:
            value.value = self.visit(value.value)
        parts: list[Any] = [ast.Constant(pieces[0])]
        for value, piece in zip(values, pieces[1:], strict=True):
            parts += [value, ast.Constant(piece)]
        node.values = parts
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.func = self.visit(node.func)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        ids = {"get": 1}.get(name, 0 if name in TAKE_WORDS else len(node.args))
        node.args = [
            arg if i < ids and isinstance(arg, ast.Constant | ast.JoinedStr) else self.visit(arg)
            for i, arg in enumerate(node.args)
        ]
        if name in TAKE_WORDS:
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        node.values = [self.visit(value) for value in node.values]
        return node

    def visit_DictComp(self, node: ast.DictComp) -> ast.DictComp:
        node.value = self.visit(node.value)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        node.value = self.visit(node.value)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        if not isinstance(node.iter, ast.Tuple):  # of ids
            node.iter = self.visit(node.iter)
        return node


def write(english: Path, folder: Path) -> None:
    """Write the toy language's package into `folder`, made of the one of English."""
    folder.mkdir(parents=True)
    for path in english.glob("*.py"):
        source = path.read_text(encoding="utf-8").replace("language.en", "language.bg")
        tree = Translator().visit(ast.parse(source.replace('="en"', '="bg"')))
        (folder / path.name).write_text(ast.unparse(ast.fix_missing_locations(tree)), "utf-8")


def prose(english: str) -> str:
    """Translate the prose of a .qmd file; its header gives the language alone."""
    _, _, body = english.split("---\n", 2)
    return f"---\ntitle: T\nlang: bg\njupyter: python3\n---\n{translated(body)}"
