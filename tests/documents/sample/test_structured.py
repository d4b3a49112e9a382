import io
from decimal import Decimal

import mt940
import pikepdf
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from documents.sample import Sample, structured
from documents.sample.structured import STRUCTURED


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    return {sample.layout: sample for sample in structured(6, len(STRUCTURED))}


def test_the_same_seed_gives_the_same_bytes(samples: dict[str, Sample]) -> None:
    again = structured(6, len(STRUCTURED))

    assert [s.content for s in again] == [s.content for s in samples.values()]


def test_every_statement_of_a_file_adds_up(samples: dict[str, Sample]) -> None:
    differences = [
        Decimal(values["opening_balance"])
        + sum(line.amount for line in sample.lines if line.account == account)
        - Decimal(values["closing_balance"])
        for sample in samples.values()
        for account, values in sample.accounts.items()
        if "opening_balance" in values
    ]

    assert differences == [Decimal(0)] * len(differences)
    assert len(differences) > 8


def test_mt940_files_hold_the_bookings_as_another_library_reads_them(samples: dict[str, Sample]) -> None:
    sample = samples["mt940_plain"]

    read = mt940.parse(sample.content.decode("ascii"))

    assert [booking.data["amount"].amount for booking in read] == [line.amount for line in sample.lines]
    assert [booking.data["transaction_details"] for booking in read] == [
        line.description for line in sample.lines
    ]


def test_several_statements_stand_in_one_mt940_file(samples: dict[str, Sample]) -> None:
    sample = samples["mt940_several"]

    assert sample.content.count(b":20:") == len(sample.accounts) > 1


def test_xml_files_are_well_formed(samples: dict[str, Sample]) -> None:
    roots = {
        kind: etree.QName(etree.fromstring(samples[kind].content)).localname
        for kind in ("camt_02", "camt_08", "ubl", "cii")
    }

    assert roots == {
        "camt_02": "Document",
        "camt_08": "Document",
        "ubl": "Invoice",
        "cii": "CrossIndustryInvoice",
    }


def test_camt_entries_are_the_lines_and_some_are_batches(samples: dict[str, Sample]) -> None:
    sample = samples["camt_08"]
    entries = etree.fromstring(sample.content).findall(".//{*}Ntry")

    amounts = [Decimal(entry.findtext("{*}Amt") or "") for entry in entries]

    assert amounts == [abs(line.amount) for line in sample.lines]


def test_facturx_carries_its_data_as_an_associated_file(samples: dict[str, Sample]) -> None:
    sample = samples["facturx"]
    with pikepdf.open(io.BytesIO(sample.content)) as document:
        associated = document.Root.AF[0]
        data = document.attachments["factur-x.xml"].get_file().read_bytes()

    assert associated.AFRelationship == "/Data"
    assert etree.fromstring(data).findtext(".//{*}GrandTotalAmount") == sample.values["gross_total"]


def test_the_workbook_has_real_dates_and_numbers(samples: dict[str, Sample]) -> None:
    sample = samples["xlsx"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sample.content)).get_sheet_by_index(0).to_python()

    bookings = rows[8:]

    assert [row[0] for row in bookings] == [line.date for line in sample.lines]
    assert [Decimal(str(row[4])) for row in bookings] == [line.balance for line in sample.lines]


def test_sgml_has_no_end_tags_on_values_and_xml_has(samples: dict[str, Sample]) -> None:
    assert b"</TRNAMT>" not in samples["ofx1"].content
    assert samples["ofx2"].content.count(b"</TRNAMT>") == len(samples["ofx2"].lines)
