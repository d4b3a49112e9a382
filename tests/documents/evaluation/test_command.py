"""The command: what it prints, where it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.evaluation.command import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "note.txt").write_text("Dear Ann, the weather is fine. Yours, Ben")
    return folder


def test_figures_come_as_json_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures[0] == {"figure": "files", "value": 2, "unit": "files", "goal": None, "holds": None}
    assert figures[1] == {
        "figure": "files_without_outcome",
        "value": 0,
        "unit": "files",
        "goal": 0,
        "holds": True,
    }


def test_tables_mistakes_and_details_are_given(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "note.txt.json").write_text(json.dumps({"type": "invoice", "fields": {"invoice_no": "7"}}))
    details = tmp_path / "details.jsonl"
    assert main([str(folder), "--mistakes", "5", "--details", str(details)]) == 0
    printed = capsys.readouterr().out
    assert "Outcomes by folder" in printed
    assert "generic invoice_number missing (not in the text)" in printed
    rows = [json.loads(line) for line in details.read_text().splitlines()]
    assert [(row["path"], row["failure_code"]) for row in rows] == [("empty.pdf", "empty"), ("note.txt", "")]


def test_a_missed_goal_ends_with_one_where_asked(folder: Path) -> None:
    (folder / "note.txt.json").write_text(json.dumps({"type": "receipt", "fields": {}}))
    assert main([str(folder), "--json", "--goals"]) == 1
    assert main([str(folder), "--json"]) == 0


def test_nothing_to_evaluate_ends_with_two_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["/nowhere/at/all"])
    assert "no file or folder" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "--generated" in capsys.readouterr().err


def test_help_explains_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "sroie_all_three " in capsys.readouterr().out
