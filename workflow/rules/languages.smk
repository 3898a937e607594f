"""The languages of the papers, and what each paper depends on.

What is made in a language has its code in its name, `paper.zh.html`, but for English: the wildcard
`language` is `.zh`, or empty. A paper depends on the words, the source and the pictures of its own
language alone, so that another one makes nothing but its own pictures and paper.
"""

import re

from formulafit.language import known
from formulafit.language.titles import in_language

LANGUAGES = {known.suffix(code): code for code in plan.report.languages}


def language_of(wildcards):
    """Return the code of the language of a picture or paper."""
    return LANGUAGES[wildcards.language]


def labels(**about):
    """Return what Snakemake's report calls a file: its language too, where there are several."""
    if len(LANGUAGES) == 1:
        return about
    return lambda wildcards: about | {"language": language_of(wildcards)}


def drawing_code(script, *more):
    """Return an input function that gives the files that pictures are drawn by."""

    def in_a_language(wildcards):
        check_known(wildcards)
        return own(CODE.of(script, *CODE.of_lexicon(language_of(wildcards)), *more))

    return in_a_language


def paper_code(wildcards):
    """Return the files that a paper is made by."""
    words = CODE.of_language(language_of(wildcards))
    return own(CODE.of("paper", source_of(language_of(wildcards)), *words))


def source_of(language):
    """Return the source of the paper in a language."""
    return ROOT / "report" / f"paper.{language}.qmd"


def paper_source(wildcards):
    """Return a paper's source, as an input."""
    return local(str(source_of(language_of(wildcards))))


def paper_sources(wildcards):
    """Return the files that it needs beside it: no other paper, nor what editors leave there."""
    found = (path for path in (ROOT / "report").rglob("*") if path.is_file())
    return own(
        sorted(
            path
            for path in found
            if path.name[0] not in ".#" and path.name[-1] != "~" and path.suffix != ".qmd"
        )
    )


def about_paper(wildcards):
    """Return what is printed of a paper's title and authors."""
    title = in_language(plan.report.title, language_of(wildcards))
    return {"title": title, "authors": plan.authors()}


def pictures(wildcards):
    """Return the pictures of a paper."""
    ending = f"{wildcards.language}.svg"
    logic = [f"<results>/logic/{picture}{ending}" for picture in LOGIC_PICTURES]
    studies = [f"<results>/studies/{study}{ending}" for study in plan.studies()]
    outside = [f"<results>/formulas/outside{ending}"]
    return (
        of_formulas(plan.formulas, *(f"{name}{ending}" for name in picture_names()))
        + outside
        + logic
        + studies
    )
