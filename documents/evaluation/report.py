"""What an evaluation hands back: rows, figures, tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.evaluation.figures import Figure
from documents.evaluation.mistakes import Mistake, mistakes_of
from documents.evaluation.outcomes import FileOutcome
from documents.evaluation.sections import sections
from documents.evaluation.summary import figures_of
from documents.evaluation.tables import aligned


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of every file, and what follows from it. `rows` is ordered by path."""

    rows: tuple[FileOutcome, ...]

    def figures(self) -> list[Figure]:
        """Return every figure with its goal and whether it holds."""
        return figures_of(self.rows)

    def table(self) -> str:
        """Return all tables as aligned text."""
        parts = sections(self.rows, self.figures())
        return "\n\n".join(f"{title}\n\n{table}" for title, table in parts)

    def mistakes(self, limit: int = 15) -> Sequence[Mistake]:
        """Return the most common kinds of mistakes, each with files that show it."""
        return mistakes_of(self.rows)[:limit]

    def mistakes_table(self, limit: int = 15) -> str:
        """Return the most common kinds of mistakes as aligned text, with examples under each."""
        rows = [(mistake.kind, str(mistake.count), str(mistake.files)) for mistake in self.mistakes(limit)]
        shown = "\n".join(
            f"\n{mistake.kind}\n" + "\n".join(f"  {example}" for example in mistake.examples)
            for mistake in self.mistakes(limit)
        )
        return f"{aligned(('mistake', 'times', 'files'), rows)}\n{shown}"

    def write_details(self, path: Path) -> None:
        """Write one JSON object per file, for other programs and for looking closely."""
        with path.open("w", encoding="utf-8") as file:
            for row in self.rows:
                file.write(json.dumps(row.as_json(), ensure_ascii=False, default=str) + "\n")
