"""The evaluation as a command: options, progress, what is printed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from documents.evaluation.corpus import items_of
from documents.evaluation.figures import explanations
from documents.evaluation.generated import made_documents, scanned_documents
from documents.evaluation.readers import reader
from documents.evaluation.report import Report
from documents.evaluation.runner import Subject, run

DESCRIPTION = "Say how good reading is: read every file of a folder, compare with its labels, print figures."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; `manage.py evaluate` and `python -m documents.evaluation` share them."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "figures:\n" + "\n".join(f"  {line}" for line in explanations())
    parser.add_argument("path", nargs="?", type=Path, help="a folder with files and labels, or one file")
    parser.add_argument("--only", metavar="GLOB", help="only paths like this, e.g. 'receipts/**'")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N files, taken evenly from all")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="read N files at the same time")
    parser.add_argument("--generated", type=int, default=0, metavar="N", help="and N made documents per kind")
    parser.add_argument("--scanned", type=int, default=0, metavar="N", help="and N made scans per kind")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which made documents")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON and nothing else")
    parser.add_argument("--details", type=Path, metavar="FILE", help="write one JSON line per file there")
    parser.add_argument("--mistakes", type=int, default=0, metavar="N", help="print the N commonest mistakes")
    parser.add_argument("--goals", action="store_true", help="end with 1 where a goal is missed")
    parser.add_argument(
        "--page-cache",
        type=Path,
        metavar="DIR",
        help="keep the text of pages there and read it from there: only the later steps run again",
    )


def evaluate_from(options: argparse.Namespace) -> Report:
    """Run the evaluation that the options ask for, with a progress bar on a terminal.

    Raises:
        FileNotFoundError: there is nothing at the path.
    """
    subjects: list[Subject] = []
    if options.path is not None:
        subjects += items_of(options.path, only=options.only, limit=options.limit)
    subjects += made_documents(options.generated, options.seed)
    subjects += scanned_documents(options.scanned, options.seed)
    with tqdm(total=len(subjects), unit="file", disable=None, file=sys.stderr) as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - bar.n)

        return run(subjects, jobs=options.jobs, progress=progress, read=reader(options.page_cache))


def print_report(report: Report, options: argparse.Namespace) -> int:
    """Print what the options ask for.

    Returns:
        The exit code: 1 where a goal was asked for and missed, else 0.
    """
    figures = report.figures()
    if options.details:
        report.write_details(options.details)
    if options.json:
        sys.stdout.write(json.dumps([figure.as_json() for figure in figures], indent=1) + "\n")
    else:
        sys.stdout.write(report.table() + "\n")
        if options.mistakes:
            sys.stdout.write(f"\nCommonest mistakes\n\n{report.mistakes_table(options.mistakes)}\n")
    return 1 if options.goals and any(figure.holds is False for figure in figures) else 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 2 where there is nothing to evaluate."""
    parser = argparse.ArgumentParser(prog="evaluate", description=DESCRIPTION)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    if options.path is None and not options.generated and not options.scanned:
        parser.error("name a folder, or ask for --generated or --scanned documents")
    try:
        report = evaluate_from(options)
    except FileNotFoundError as error:
        parser.error(str(error))
    return print_report(report, options)
