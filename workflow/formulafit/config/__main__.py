"""Rewrite what follows from the model: ``python -m formulafit.config``."""

from __future__ import annotations

import json
from pathlib import Path

from formulafit.config.documentation import json_schema, table
from formulafit.files import write_text

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
README = ROOT / "config" / "README.md"
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"


def with_table(readme: str) -> str:
    """Return the text of the README with its table of keys up to date."""
    before, rest = readme.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def schema_text() -> str:
    """Return the text of the schema's file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema and the README's table."""
    write_text(SCHEMA, schema_text())
    write_text(README, with_table(README.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
