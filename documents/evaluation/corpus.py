"""The files of a folder and what is known about each."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

from documents.evaluation.labels import truth_of, truth_of_manifest
from documents.evaluation.truth import NOTHING_KNOWN, Truth

_MANIFEST = "MANIFEST.csv"


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be read: its place, its path within the folder, and its truth."""

    file: Path
    path: str
    truth: Truth

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.read_bytes()


def items_of(root: Path, *, only: str | None = None, limit: int | None = None) -> list[Item]:
    """Return the files under a folder in the order of their paths, label files left out.

    Args:
        root: a folder, or one file. A MANIFEST.csv in it gives the types of files without own labels.
        only: a pattern for the path within the folder ("receipts/**"; an asterisk matches slashes too).
        limit: so many files at most, taken evenly from all over the list.

    Raises:
        FileNotFoundError: there is nothing at `root`.
    """
    if not root.exists():
        raise FileNotFoundError(f"There is no file or folder {root}.")
    folder = root if root.is_dir() else root.parent
    manifest = _manifest(folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file()) if root.is_dir() else [root]
    chosen = [
        (file, path)
        for file in files
        if not _is_label(file) and _wanted(path := file.relative_to(folder).as_posix(), only)
    ]
    return [Item(file, path, _truth(file, manifest.get(path))) for file, path in _spread(chosen, limit)]


def _spread(files: list[tuple[Path, str]], limit: int | None) -> list[tuple[Path, str]]:
    if limit is None or limit >= len(files):
        return files
    return [files[index * len(files) // limit] for index in range(limit)]


def _wanted(path: str, only: str | None) -> bool:
    return only is None or fnmatchcase(path, only.replace("**", "*"))


def _is_label(file: Path) -> bool:
    return file.suffix == ".json" and file.with_suffix("").is_file()


def _truth(file: Path, listed: Mapping[str, str] | None) -> Truth:
    label = _label(file.with_name(file.name + ".json"))
    if label is not None:
        return truth_of(label if "type" in label or listed is None else {**label, "type": listed["doc_type"]})
    if listed is None:
        return NOTHING_KNOWN
    source = listed.get("source_path") or listed["path"]
    return truth_of_manifest(listed.get("doc_type") or "", listed.get("labels") or "", source)


def _label(file: Path) -> Mapping[str, object] | None:
    try:
        label = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError):
        return None
    return label if isinstance(label, dict) else None


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Return the lines of the manifest by path; the nearest manifest above the folder counts too."""
    for base in (folder, *folder.parents[:2]):
        if (base / _MANIFEST).is_file():
            with (base / _MANIFEST).open(encoding="utf-8", newline="") as file:
                listed = {row["path"]: row for row in csv.DictReader(file) if row.get("path")}
            inside = folder.relative_to(base).as_posix()
            prefix = "" if inside == "." else f"{inside}/"
            return {path[len(prefix) :]: row for path, row in listed.items() if path.startswith(prefix)}
    return {}
