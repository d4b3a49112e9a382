"""What each figure means, and which goal it is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

SHARE, COUNT, SECONDS = "share", "files", "s"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside its goal; without a goal it informs, and `holds` is None."""

    figure: str
    value: float | None
    unit: str
    goal: float | None
    holds: bool | None

    def as_json(self) -> dict[str, str | float | bool | None]:
        """Return the figure with exactly the keys that every measurement of this project prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure (or all that match a pattern) measures.

    `goal` is None for figures that only inform; `at_most` turns the comparison round.
    """

    pattern: str
    unit: str
    explanation: str
    goal: float | None = None
    at_most: bool = False


# Goals are published or measured baselines on the same kind of documents; 0 and 1 are what must never fail.
# Receipts: naive rules over OCR text reach 0.67, 0.80, 0.73 and 0.37; types: TF-IDF with a linear model
# reaches 0.90, without the brokers' notices 0.978; lines: rows by date and amount reach 0.99 on print.
MEANINGS: tuple[Meaning, ...] = (
    Meaning("files", COUNT, "Files that were given to reading."),
    Meaning(
        "files_without_outcome", COUNT, "Files that ended neither ready, nor for review, nor failed.", 0, True
    ),
    Meaning("unhandled_errors", COUNT, "Files on which a step raised, or the process died or hung.", 0, True),
    Meaning("files_ready", COUNT, "Files that may stand unseen."),
    Meaning("files_needs_review", COUNT, "Files that wait for a person."),
    Meaning("files_failed", COUNT, "Files that could not be read, with the reason in words."),
    Meaning("seconds_per_file_p50", SECONDS, "Half of the files are read in this wall time."),
    Meaning("seconds_per_file_p95", SECONDS, "Nineteen of twenty files are read in this wall time."),
    Meaning(
        "labels_not_mapped", "labels", "Different field names and types in label files that nobody declared."
    ),
    Meaning("typed_files_failed", COUNT, "Files of known type that could not be read."),
    Meaning("type_accuracy", SHARE, "Documents of known type, read at all, that got it.", 0.90),
    Meaning("type_accuracy_without_broker", SHARE, "The same without brokers' notices.", 0.978),
    Meaning("type_macro_f1", SHARE, "Mean over the types of the F1 of each."),
    Meaning("type_f1/*", SHARE, "F1 of one type."),
    Meaning(
        "type_calibration_error", SHARE, "Mean gap between a type's confidence and how often it is right."
    ),
    Meaning("negatives_called_other", SHARE, "Files mostly not financial that were called other."),
    Meaning("value_precision", SHARE, "Values read that are right, of those whose truth is known."),
    Meaning("value_recall", SHARE, "Labelled values that were read rightly."),
    Meaning("value_f1", SHARE, "Harmonic mean of the two above, over all values."),
    Meaning("value_f1/*", SHARE, "F1 of one value, over all sources of labels."),
    Meaning("values_invented", "values", "Values read where the document certainly carries none."),
    Meaning(
        "value_calibration_error", SHARE, "Mean gap between a value's confidence and how often it is right."
    ),
    Meaning(
        "values_missed_by_ocr", SHARE, "Wrong or missing values that the text of the pages does not hold."
    ),
    Meaning("sroie_supplier_name", SHARE, "Receipts (SROIE) whose company was read, 0.80 alike.", 0.67),
    Meaning("sroie_receipt_date", SHARE, "Receipts (SROIE) whose date was read.", 0.80),
    Meaning("sroie_gross_total", SHARE, "Receipts (SROIE) whose total was read.", 0.73),
    Meaning("sroie_all_three", SHARE, "Receipts (SROIE) with company, date and total right.", 0.37),
    Meaning("sroie_all_three_in_text", SHARE, "Receipts (SROIE) whose text holds all three: the ceiling."),
    Meaning("einvoice_value_recall", SHARE, "Values of e-invoices read rightly from XML or PDF.", 0.97),
    Meaning("einvoice_files_right", SHARE, "E-invoices of which every labelled value is right."),
    Meaning("line_recall/*", SHARE, "Labelled lines that were read, by date and signed amount."),
    Meaning("line_precision/*", SHARE, "Lines read that are labelled, where every line is."),
    Meaning("line_description/*", SHARE, "Lines read whose text agrees with the label's."),
    Meaning("statements_reconciled", SHARE, "Labelled bank statements that reading says add up."),
    Meaning("reconciled_rightly", SHARE, "Statements whose labels add up of which reading says so.", 0.99),
    Meaning(
        "said_broken_rightly", SHARE, "Statements whose labels do not add up of which reading says so.", 0.99
    ),
    Meaning(
        "reconcile_false_alarms", COUNT, "Statements whose labels add up that reading calls broken.", 0, True
    ),
    Meaning("box_overlap", SHARE, "Values read rightly whose box touches the labelled one."),
    Meaning("box_centre_inside", SHARE, "Values read rightly whose box has its centre in the labelled one."),
    Meaning("ready_share", SHARE, "Documents with labelled values or lines that would stand unseen."),
    Meaning(
        "ready_error_rate", SHARE, "Of those, the share with any mistake: what a lender would be hit by."
    ),
    Meaning("ready_value_error_rate", SHARE, "Labelled values in ready documents that are wrong or missing."),
    Meaning(
        "ready_wrong_value_rate", SHARE, "Labelled values in ready documents that are wrong, not missing."
    ),
    Meaning("ready_type_error_rate", SHARE, "Ready documents of known type that got another one."),
    Meaning(
        "review_needless_share",
        SHARE,
        "Documents for review in which every label is right and the sums do not contradict.",
    ),
    Meaning("generated_documents", "documents", "Documents made for the purpose, whose truth is exact."),
    Meaning("generated_type_accuracy", SHARE, "Generated documents that got their type.", 0.978),
    Meaning("generated_value_f1", SHARE, "F1 over all values of generated documents."),
    Meaning("generated_value_f1/*", SHARE, "F1 of one value of generated documents."),
    Meaning("generated_line_recall", SHARE, "Lines of generated statements that were read.", 0.99),
    Meaning(
        "generated_extra_lines", "lines", "Lines read from generated statements that are not there.", 0, True
    ),
    Meaning("generated_invoice_line_recall", SHARE, "Positions of generated invoices that were read."),
    Meaning("generated_balance_right", SHARE, "Lines read whose running balance is right as well."),
    Meaning("generated_reconciled", SHARE, "Honest generated statements that reading says add up.", 0.99),
    Meaning(
        "generated_false_alarms", COUNT, "Honest generated statements that reading calls broken.", 0, True
    ),
    Meaning(
        "generated_tampered_caught", SHARE, "Forged generated statements that reading calls broken.", 0.99
    ),
    Meaning("generated_box_overlap", SHARE, "Mean overlap (IoU) of values read rightly with their print."),
    Meaning("generated_ready_share", SHARE, "Generated documents that would stand unseen."),
    Meaning("generated_ready_error_rate", SHARE, "Of those, the share with any mistake."),
    Meaning("scanned_*", SHARE, "What generated_* says of print, of the same documents as scans."),
)


def figure_of(name: str, value: float | None) -> Figure:
    """Return the figure of that name, held against its goal where it has one and could be measured.

    Raises:
        KeyError: nobody declared what the figure means.
    """
    meaning = next((known for known in MEANINGS if fnmatchcase(name, known.pattern)), None)
    if meaning is None:
        raise KeyError(name)
    if value is None or meaning.goal is None:
        return Figure(name, value, meaning.unit, meaning.goal, None)
    holds = value <= meaning.goal if meaning.at_most else value >= meaning.goal
    return Figure(name, value, meaning.unit, meaning.goal, holds)


def explanations() -> Iterable[str]:
    """Return one line for each figure: its name, its goal and what it measures."""
    width = max(len(meaning.pattern) for meaning in MEANINGS)
    for meaning in MEANINGS:
        sign = "<=" if meaning.at_most else ">="
        goal = "" if meaning.goal is None else f" (goal {sign} {meaning.goal:g})"
        yield f"{meaning.pattern:<{width}}  {meaning.explanation}{goal}"
