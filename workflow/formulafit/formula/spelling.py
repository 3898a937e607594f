"""Signs and letters of people's writing, in the ASCII that formulas and names are written in."""

from __future__ import annotations

import keyword
import re
import unicodedata

SIGNS = {
    **dict.fromkeys("−–—‐‑﹣－", "-"),
    **dict.fromkeys("×·⋅∙•∗＊⨯", "*"),
    **dict.fromkeys("÷∕⁄／", "/"),
    **dict.fromkeys("[{（［｛⟨", "("),
    **dict.fromkeys("]}）］｝⟩", ")"),
    **dict.fromkeys("，、", ","),
    **dict.fromkeys("；", ";"),
    **dict.fromkeys("∣｜", "|"),
    **dict.fromkeys("ˆ＾", "**"),
    "≤": "<=",
    "⩽": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≠": "!=",
    "＝": "=",
    "∧": " and ",
    "∨": " or ",
    "¬": " not ",
    "′": "'",
}
ROOTS = {"√": "sqrt", "∛": "cbrt"}
FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣʸ"
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
LETTERS = {  # which are not what Unicode calls them, or only look like a letter of ASCII
    **dict.fromkeys("λ", "lambda_"),
    **dict.fromkeys("Λ", "Lambda_"),
    **dict.fromkeys("ħℏ", "hbar"),
    **dict.fromkeys("ϕφ", "phi"),
    **dict.fromkeys("ϵε", "epsilon"),
    **dict.fromkeys("ϑ", "theta"),
    **dict.fromkeys("ς", "sigma"),
    **dict(zip("аеорсухАВЕКМНОРСТХ", "aeopcyxABEKMHOPCTX", strict=True)),
}


def ascii_sign(sign: str) -> str:
    """Return the mend for a sign that is no letter: what to write instead of it."""
    if sign in SUPERSCRIPTS:
        return f"write **{unicodedata.normalize('NFKC', sign).replace('−', '-')} instead"
    if sign in ROOTS:
        return f"write {ROOTS[sign]}(...) instead"
    written = SIGNS.get(sign) or unicodedata.normalize("NFKC", sign).replace("⁄", "/")
    return f"write {written.strip()} instead" if written.isascii() and written != "'" else ""


def ascii_name(name: str) -> str:
    """Return a name in letters, digits and _ of ASCII, such as omega_0 for ω₀; or nothing."""
    if not name or name in LETTERS:
        return LETTERS.get(name, "")
    digits = re.sub(f"([^_])([{SUBSCRIPTS}])", r"\1_\2", name, count=1)
    letters = [_letter(letter) for letter in digits]
    words = [f"{spelt}_" if len(spelt) > 1 and spelt[-1] != "_" else spelt for spelt in letters]
    spelled = re.sub("__+", "_", "".join(words)).removesuffix("_" if words[-1][1:] else "")
    if "" in letters or not re.fullmatch(r"[A-Za-z]\w*", spelled, re.ASCII):
        return ""
    if keyword.iskeyword(spelled) or spelled == "e":  # é is not the number e
        return f"{spelled}_"
    return spelled


def _letter(letter: str) -> str:
    """Return an ASCII spelling of a letter or digit, or nothing."""
    if letter.isascii() or letter in LETTERS:
        return LETTERS.get(letter, letter)
    plain = unicodedata.normalize("NFKD", letter)
    base = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if base.isascii() or base in LETTERS:
        return LETTERS.get(base, base)
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(base[0], ""))
    if not greek:
        return ""
    return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
