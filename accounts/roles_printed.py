"""The matrix of accounts/roles.py as tables for docs/SECURITY.md."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.roles import CEILINGS, GIVES, LETTERS, TABLE, Role

BEGIN = "<!-- made by `manage.py roles --write`; do not edit by hand -->"
END = "<!-- end of what is made -->"


def matrix_markdown() -> str:
    """Return what docs/SECURITY.md prints between its marks."""
    columns = list(LETTERS.values())
    rights = [[right.entity, right.verb, *_marks(right.letters)] for right in TABLE]
    ceilings = [[verb.value, *_marks(letters)] for verb, letters in CEILINGS.items()]
    gives = [[Role(role).label, *_marks(letters)] for role, letters in GIVES.items()]
    names = [role.label for role in columns]
    parts = [
        "What each role may do:\n",
        _table(["What", "Verb", *names], rights),
        "\nWhat a grant on one case or document can open at most:\n",
        _table(["Grant", *names], ceilings),
        "\nWhich roles the holder of a role may give to others and take from them:\n",
        _table(["Holder", *names], gives),
    ]
    return "\n".join([BEGIN, *parts, END])


def matrix_write(text: str) -> str:
    """Return a document with the part between the marks made anew.

    Raises:
        ValueError: the document has no marks.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("The document has no place for the matrix: the two marks are missing.")
    return f"{before}{matrix_markdown()}{after}"


def _marks(letters: str) -> list[str]:
    held = letters.split()
    return ["yes" if letter in held else "" for letter in LETTERS]


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
