import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from documents.reading.types import DocumentType, Format
from documents.sample import Sample, demo


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return demo(1)


def test_the_demonstration_has_four_cases_with_all_kinds_of_documents(samples: list[Sample]) -> None:
    assert len({s.case for s in samples}) == 4
    assert {s.type for s in samples} == {
        DocumentType.BANK_STATEMENT,
        DocumentType.CREDIT_CARD_STATEMENT,
        DocumentType.INVOICE,
        DocumentType.RECEIPT,
        DocumentType.PAYSLIP,
        DocumentType.TAX_FORM,
    }
    assert {Format.OFX, Format.MT940, Format.CAMT, Format.CSV, Format.EINVOICE} <= {s.format for s in samples}


def test_file_names_are_unique(samples: list[Sample]) -> None:
    assert [name for name, count in Counter(s.name for s in samples).items() if count > 1] == []


def test_exactly_one_statement_does_not_add_up_and_says_where(samples: list[Sample]) -> None:
    forged = [s for s in samples if not s.reconciles]

    assert [(s.name, s.notes[0].split()[0]) for s in forged] == [("drakens-dec.pdf", "row")]


def test_one_statement_is_only_a_scan(samples: list[Sample]) -> None:
    scans = [s for s in samples if s.type is DocumentType.BANK_STATEMENT and "image only" in s.notes]

    assert [s.name for s in scans] == ["current-account-jan-scan.pdf"]


def test_each_month_opens_with_what_the_month_before_closed_with(samples: list[Sample]) -> None:
    home = [s for s in samples if s.name.startswith("cheque-")]

    assert len(home) == 3
    assert [s.values["opening_balance"] for s in home[1:]] == [s.values["closing_balance"] for s in home[:-1]]


def test_the_pay_of_each_payslip_arrives_on_the_account(samples: list[Sample]) -> None:
    paid = [(s.values["pay_date"], Decimal(s.values["net_pay"])) for s in samples if "net_pay" in s.values]
    arrived = {
        (line.date.isoformat(), line.amount)
        for s in samples
        for line in s.lines
        if line.date and "Salary" in line.description
    }

    assert len(paid) == 5
    assert set(paid) <= arrived


def test_the_invoices_of_the_company_are_paid_on_its_account(samples: list[Sample]) -> None:
    sold = [s for s in samples if s.name.startswith("invoice-")]
    received = [line for s in samples if s.name.startswith("current-account") for line in s.lines]

    payments = [
        [line.amount for line in received if line.description.endswith(s.values["invoice_number"])]
        for s in sold
    ]

    assert payments == [[Decimal(s.values["gross_total"])] for s in sold]


def test_the_command_writes_documents_with_their_truth(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "documents.sample",
        "--out",
        str(tmp_path),
        "--count",
        "2",
        "--kind",
        "wild",
    ]

    subprocess.run(command, check=True, cwd=Path(__file__).parents[3])

    written = sorted(path.name for path in (tmp_path / "wild").iterdir())
    truth = json.loads((tmp_path / "wild" / written[1]).read_text(encoding="utf-8"))
    assert len(written) == 4
    assert truth["name"] == written[0]
    assert truth["type"] == "bank_statement"
