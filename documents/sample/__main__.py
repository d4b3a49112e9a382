"""Write samples with their truth beside them: `python -m documents.sample --out DIR --seed N --count N`."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from documents.sample import (
    Sample,
    demo,
    invoices,
    odd,
    payslips,
    receipts,
    statements,
    structured,
    tax_forms,
)

_KINDS: dict[str, Callable[[int, int], Iterable[Sample]]] = {
    "statements": statements,
    "wild": lambda seed, count: statements(seed, count, ("wild",)),
    "forged": lambda seed, count: statements(seed, count, forged=1.0),
    "invoices": invoices,
    "receipts": receipts,
    "payslips": payslips,
    "tax_forms": tax_forms,
    "structured": structured,
}


def main() -> None:
    """Write samples into a folder for each kind."""
    parser = argparse.ArgumentParser(prog="python -m documents.sample", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="documents of each kind")
    choices = (*_KINDS, "demo", "odd")
    parser.add_argument(
        "--kind", action="append", choices=choices, help="may be repeated; all but odd if absent"
    )
    options = parser.parse_args()
    for kind in options.kind or (*_KINDS, "demo"):
        folder = options.out / kind
        folder.mkdir(parents=True, exist_ok=True)
        if kind == "odd":
            for name, content in odd.files().items():
                (folder / name).write_bytes(content)
            continue
        for sample in demo(options.seed) if kind == "demo" else _KINDS[kind](options.seed, options.count):
            write(sample, folder)


def write(sample: Sample, folder: Path) -> None:
    """Write a sample and, beside it, `NAME.truth.json`."""
    (folder / sample.name).write_bytes(sample.content)
    truth = {
        field.name: getattr(sample, field.name)
        for field in dataclasses.fields(sample)
        if field.name not in {"content", "lines", "boxes"}
    }
    truth["lines"] = [dataclasses.asdict(line) for line in sample.lines]
    truth["boxes"] = {
        name: {"page": page, "box": dataclasses.astuple(box)} for name, (page, box) in sample.boxes.items()
    }
    text = json.dumps(truth, indent=1, default=_plain, ensure_ascii=False)
    (folder / f"{sample.name}.truth.json").write_text(text, encoding="utf-8")


def _plain(value: object) -> str:
    if isinstance(value, Decimal | dt.date):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


if __name__ == "__main__":
    main()
