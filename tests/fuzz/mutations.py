"""Which mutations there are of which format. None of them changes a fact that a person could read in the file.

What a mutation leaves out (a file is cut, a column is lost) may be missing from the reading, or have it refused; what
it leaves in says what it said.
"""

import random

from tests.fuzz import json_files, marked_up, table_files, tables, texts

PART_OF_A_TABLE = {name: table_files.of_separated(change, "\t") for name, change in tables.CHANGES.items()}

MUTATIONS: dict[str, dict[str, texts.Change]] = {
    "json": json_files.CHANGES | texts.OF_TEXT,
    "xlsx": {name: table_files.of_workbook(change) for name, change in tables.CHANGES.items()} | texts.OF_BYTES,
    "csv": {name: table_files.of_commas(change) for name, change in tables.CHANGES.items()} | texts.OF_TEXT,
    "~": {name: table_files.of_separated(change, "~") for name, change in tables.CHANGES.items()} | texts.OF_TEXT,
    "tsv": PART_OF_A_TABLE | texts.OF_TEXT,
    "zip": {
        **{f"a file: {name}": table_files.of_member(change) for name, change in PART_OF_A_TABLE.items()},
        **{f"a file: {name}": table_files.of_member(change) for name, change in texts.OF_TEXT.items()},
        "files reordered": table_files.members_reordered,
        "a file lost": table_files.member_lost,
        **texts.OF_BYTES,
    },
    "html": marked_up.OF_HTML | texts.OF_TEXT,
    "xml": marked_up.OF_XML | texts.OF_TEXT,
    "pdf": texts.OF_BYTES,
    "md": texts.OF_TEXT,
    "txt": texts.OF_TEXT,
    "yaml": texts.OF_TEXT,
}

LAST = {*texts.OF_TEXT, *texts.OF_BYTES}
"""Mutations after which a file need no longer be one of its format."""


def mutated(body: bytes, form: str, chance: random.Random) -> tuple[str, bytes]:
    """A mutated copy, and what was done to it: one mutation, or up to three of the structure and one of the bytes."""
    mutations = MUTATIONS[form]
    first = [name for name in mutations if name not in LAST]
    last = [name for name in mutations if name in LAST]
    names = [chance.choice(first)] if first and (not last or chance.random() < 0.7) else []
    while first and names and chance.random() < 0.3 and len(names) < 3:
        names.append(chance.choice(first))
    if not names or chance.random() < 0.2:
        names.append(chance.choice(last))
    if form == "~" and "columns reordered" in names and names[-1] == "cut at a byte":
        names[-1] = "cut at a line"  # a number at the end of a cut row is another number, and nothing shows it
    for name in names:
        body = mutations[name](body, chance) if body else body
    return ", ".join(names), body
