"""Compile Typst source to PDF, with the fonts at hand and no others."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import typst

from formulafit import han
from formulafit.paper import fonts as text_font
from formulafit.paper.complaints import listed, typst_errors
from formulafit.paper.errors import RenderError


def compile_pdf(source: Path, target: Path, fonts: Path, *, system_fonts: bool = False) -> None:
    """Compile `source` to the accessible PDF `target`; the bytes depend on the sources alone.

    Only the folder `fonts` and what Typst brings are used, unless `system_fonts` is set.

    PDF/UA-1 turns what would be a blank on the page, such as a character that no font has, or a
    picture without alternative text, into an error.

    Raises
    ------
    RenderError
        Any error or warning of Typst.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=source.parent,
            font_paths=[fonts],
            ignore_system_fonts=not system_fonts,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        told = re.sub(r"─ \S*/", "─ ", error.diagnostic.strip())  # the folder is gone by then
        paper = source.with_suffix(".qmd")
        text = paper.read_text(encoding="utf-8") if paper.is_file() else ""
        places = listed(typst_errors(told), text, paper.name)
        raise RenderError(f"Typst cannot make the PDF:\n{places}\n{told}") from error
    if warnings:
        messages = "\n".join(f"- {warning.message}" for warning in warnings)
        raise RenderError(f"Typst warns of the PDF:\n{messages}")
    if not isinstance(pdf, bytes):
        raise RenderError("Typst returned no single PDF")
    target.write_bytes(pdf)


def without_glyph(text: str, *, system_fonts: bool = False) -> set[str]:
    """Return the characters of `text` that no font of the paper can show, nor one of the system."""
    with tempfile.TemporaryDirectory(prefix="formulafit-fonts-") as folder:
        fonts = Path(folder) / "fonts"
        text_font.stage(fonts, web=False)
        source = Path(folder) / "signs.typ"

        def shows(signs: str) -> bool:
            quoted = signs.replace("\\", "\\\\").replace('"', '\\"')
            families = ", ".join(f'"{family}"' for family in [text_font.FAMILY, *han.fonts()])
            head = f'#set document(title: "signs")\n#set text(font: ({families},))\n'
            source.write_text(f'{head}#"{quoted}" #strong("{quoted}")', encoding="utf-8")
            try:
                target = source.with_suffix(".pdf")
                compile_pdf(source, target, fonts, system_fonts=system_fonts)
            except RenderError:
                return False
            return True

        return set() if shows(text) else {sign for sign in set(text) if not shows(sign)}
