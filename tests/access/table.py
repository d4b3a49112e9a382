"""Reads table.txt and writes its rows."""

from __future__ import annotations

from pathlib import Path

PERSONAS = (
    "anonymous",
    "customer",
    "colleague",
    "stranger",
    "owner",
    "officer",
    "auditor",
    "admin",
    "service",
)
_FILE = Path(__file__).with_name("table.txt")
_WIDTH = 62


def table() -> dict[str, dict[str, str]]:
    """Return the declared cell of each persona by the key of the door."""
    rows: dict[str, dict[str, str]] = {}
    for line in _FILE.read_text().splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        key, cells = " ".join(words[:2]), words[2:]
        if key in rows or len(cells) != len(PERSONAS):
            raise ValueError(f"tests/access/table.txt: a second row, or not {len(PERSONAS)} cells: {line}")
        rows[key] = dict(zip(PERSONAS, cells, strict=True))
    return rows


def row(key: str, cells: dict[str, str]) -> str:
    """Return a row as it is pasted into table.txt."""
    method, name = key.split(" ", 1)
    head = f"{method:<6} {name}"
    return f"{head:<{_WIDTH}} " + " ".join(f"{cells[persona]:<6}" for persona in PERSONAS).rstrip()
