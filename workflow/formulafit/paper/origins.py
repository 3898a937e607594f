"""Where each figure and table comes from: files of the results, and the rules that make them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formulafit.language.known import picture
from formulafit.language.model import Language
from formulafit.paper.facts.results import Results
from formulafit.paper.markup import code_list, disclosure, shell_word, table
from formulafit.paper.pages import figure_label, figures
from formulafit.vocabulary import BASE

# A float of either engine, from its label to its end: no figure has another in it.
_FLOAT = re.compile(r'(<[^>]* id="((?:fig|tbl)-[^"]+)".*?</figure>)', re.DOTALL)

GATES = ("logic/gates.json", "gates")
XOR = ("logic/xor.json", "xor")
EVALUATIONS = ("formulas/*/evaluation.json", "evaluate")
SUMMARY = ("summary.json", "summary")
BENCHMARKS = (
    *((f"benchmarks/{rule}/*.tsv", rule) for rule in ("data", "fit", "evaluate")),
    *((f"benchmarks/{rule}*.tsv", rule) for rule in ("gates", "xor", "summary")),
)
_TABLES = {
    "tbl-gates": (GATES,),
    "tbl-functions": (GATES,),
    "tbl-counts": (GATES,),
    "tbl-learning": (GATES,),
    "tbl-certificates": (GATES,),
    "tbl-xor": (XOR,),
    "tbl-trained": (XOR,),
    "tbl-formulas": (EVALUATIONS,),
    "tbl-settings": (("formulas/*/*/fit.json", "fit"),),
    "tbl-main": (SUMMARY, EVALUATIONS),
    "tbl-baselines": (EVALUATIONS,),
    "tbl-regions": (EVALUATIONS,),
    "tbl-noise": (EVALUATIONS,),
    "tbl-others": (SUMMARY,),
    "tbl-predictions": (EVALUATIONS,),
    "tbl-versions": (SUMMARY,),
    "tbl-resources": BENCHMARKS,
}


@dataclass(frozen=True)
class Command:
    """How a person makes a file of the results again.

    Attributes
    ----------
    words : tuple of str
        Snakemake and the options that the run had.
    rule : str
        How a rule is named, as ``fits_{}`` where the workflow is a module of another.
    """

    words: tuple[str, ...] = ("snakemake", "--cores", "1")
    rule: str = "{}"

    def __str__(self) -> str:
        """Return its words for a shell."""
        return " ".join(map(shell_word, self.words))


@dataclass(frozen=True)
class Origin:
    """The files that a figure or table shows, relative to the results, each with its rule.

    A file with ``*`` in it stands for many.
    """

    files: tuple[tuple[str, str], ...]

    @property
    def rules(self) -> list[str]:
        """The rules' names, each once."""
        return list(dict.fromkeys(rule for _, rule in self.files))

    def command(self, command: Command, results: str) -> str:
        """Return what makes the files again, and what follows from them.

        Of a file that stands for many the rule is named: a pattern would also find files that an
        earlier config has left.
        """
        targets = [
            command.rule.format(rule) if "*" in file else shell_word(f"{results}/{file}")
            for file, rule in self.files
        ]
        return f"{command} --forcerun {' '.join(targets)}"


def origins(results: Results) -> Mapping[str, Origin]:
    """Return the origin of each figure and table that a paper of these results can have."""
    code = results.language
    logic = {
        f"fig-{name}": ((f"logic/{picture(name, code)}", "logic_figures"),)
        for name in ("gates", "network", "xor")
    }
    beyond = (f"formulas/{picture('outside', code)}", "outside_figure")
    found = {**_TABLES, **logic, "fig-outside": (beyond,)}
    for study in results.summary.studies:
        drawn = (f"studies/{picture(study.study, code)}", "study_figure")
        found |= {
            f"tbl-study-{study.study}": (SUMMARY,),
            f"tbl-gains-{study.study}": (SUMMARY,),
            f"fig-study-{study.study}": (drawn,),
        }
    for formula in results.formulas:
        folder = f"formulas/{formula}"
        found[f"tbl-formula-{formula}"] = (
            (f"{folder}/evaluation.json", "evaluate"),
            (f"{folder}/{BASE}/fit.json", "fit"),
        )
        for names in figures():
            files = (f"{folder}/{picture(name, code)}" for name in names)
            found[figure_label(formula, names)] = tuple((file, "formula_figures") for file in files)
    return {label: Origin(files) for label, files in found.items()}


def _rows(results: Results) -> list[tuple[list[str], Origin]]:
    """Return the labels of what comes from the same files of one rule or folder, and the files."""
    found: dict[tuple[Any, ...], tuple[list[str], dict[tuple[str, str], None]]] = {}
    for label, origin in origins(results).items():
        drawn = "figures" in origin.files[0][1]
        key = (origin.rules, origin.files[0][0].rpartition("/")[0]) if drawn else origin.files
        labels, files = found.setdefault(tuple(map(str, key)), ([], {}))
        labels.append(label)
        files |= dict.fromkeys(origin.files)
    return [(labels, Origin(tuple(files))) for labels, files in found.values()]


def listing(results: Results, say: Language) -> str:
    """Return the files that figures and tables show, relative to the results, and their rules.

    The filters of the paper leave out what the paper does not have.
    """
    return table(
        say.lexicon.columns("shown", "files", "rule"),
        (
            [
                " ".join(f"@{label}" for label in labels),
                " ".join(f"`{file}`" for file, _ in origin.files),
                " ".join(f"`{rule}`" for rule in origin.rules),
            ]
            for labels, origin in _rows(results)
        ),
    )


def told(page: str, results: Results, words: Mapping[str, str], command: Command) -> str:
    """Return a page in which each figure and table tells where it comes from.

    It does so below itself, in a line that a reader opens by mouse or by keyboard: pure HTML, the
    same behind each engine, and not on paper.

    Parameters
    ----------
    page : str
        The HTML that an engine made.
    words : mapping
        Of the language's lexicon.
    """
    if not (_FLOAT.search(page) and results.files.summary.is_file()):  # a paper of no results
        return page
    known = origins(results)

    def with_origin(found: re.Match[str]) -> str:
        origin = known.get(found[2])
        if origin is None:
            return found[0]
        return f"{found[0]}\n{_disclosure(origin, results.summary.results, words, command)}"

    return _FLOAT.sub(with_origin, page)


def _disclosure(origin: Origin, folder: str, words: Mapping[str, str], command: Command) -> str:
    files = code_list([f"{folder}/{file}" for file, _ in origin.files])
    text = words["origin_text"].format(files=files, rules=code_list(origin.rules))
    again = html.escape(origin.command(command, folder))
    return disclosure(words["origin"], f"<p>{text}</p>\n<pre><code>{again}</code></pre>")
