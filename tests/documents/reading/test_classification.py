"""The type of a document, how surely, and the doubt where it says little."""

import pytest

from documents.reading.classify import classify
from documents.reading.text import pdf_pages
from documents.reading.text_grid import grid_pages
from documents.reading.types import Classified, DocumentType, Format, PageText
from documents.sample import Sample, invoices, payslips, statements, tax_forms

THRESHOLD = 0.6


def told(text: str) -> Classified:
    return classify(grid_pages(text), Format.TEXT)


@pytest.mark.parametrize(
    ("title", "labels", "expected"),
    [
        (
            "Kontoauszug Nr. 3",
            "Alter Saldo 10,00\nLastschrift\nNeuer Saldo 5,00",
            DocumentType.BANK_STATEMENT,
        ),
        (
            "Extrato de conta",
            "Saldo inicial 10,00\nLevantamento\nSaldo final 5,00",
            DocumentType.BANK_STATEMENT,
        ),
        ("Bankstaat", "Openingsaldo 10.00\nDebietorder\nSluitingsaldo 5.00", DocumentType.BANK_STATEMENT),
        (
            "Credit card statement",
            "Minimum payment due 50.00\nCredit limit 5000.00\nCard number\nPrevious balance 80.00\nPoints",
            DocumentType.CREDIT_CARD_STATEMENT,
        ),
        ("Fattura n. 12", "Imponibile 100,00\nPartita IVA\nScadenza\nTotale fattura", DocumentType.INVOICE),
        ("Belastingfaktuur", "Faktuurnommer 7\nVervaldatum\nBTW bedrag 15.00", DocumentType.INVOICE),
        ("Ticket de caisse", "Espèces 20,00\nRendu 3,50\nMerci de votre visite", DocumentType.RECEIPT),
        ("Cash sale", "Cash 20.00\nChange 3.50\nThank you please come again", DocumentType.RECEIPT),
        ("Nómina", "Total devengado 2000,00\nIRPF 200,00\nLíquido a percibir 1700,00", DocumentType.PAYSLIP),
        ("Salarisstrokie", "Bruto salaris 100.00\nAftrekkings\nNetto salaris 80.00", DocumentType.PAYSLIP),
        (
            "Jaaropgave inkomstenbelasting",
            "Belastingdienst\nBelastingjaar 2023\nVerzamelinkomen",
            DocumentType.TAX_FORM,
        ),
        ("Contract note", "ISIN IE00B4L5Y983\nSettlement date\nBrokerage 9.50", DocumentType.BROKER_NOTICE),
        (
            "Kreditantrag",
            "Antragsteller\nDarlehensbetrag\nMonatliches Nettoeinkommen\nFamilienstand",
            DocumentType.LOAN_APPLICATION,
        ),
    ],
)
def test_title_and_labels_tell_the_type_in_every_language(
    title: str, labels: str, expected: DocumentType
) -> None:
    found = told(f"{title}\n\nExample 12\n{labels}")

    assert (found.label, found.confidence >= THRESHOLD) == (expected, True)


@pytest.mark.parametrize(
    "sample",
    [
        *statements(11, 20),
        *invoices(11, 12),
        *payslips(11, 9),
        *tax_forms(11, 5),
    ],
    ids=lambda sample: sample.name,
)
def test_generated_documents_have_their_type(sample: Sample) -> None:
    found = classify(pdf_pages(sample.content), Format.PDF)

    assert found.label is sample.type


def test_a_document_without_words_is_other_and_goes_to_a_person() -> None:
    found = classify((), Format.PDF)

    assert found.label is DocumentType.OTHER
    assert found.confidence < THRESHOLD


@pytest.mark.parametrize(
    "text",
    [
        "The wombat digs at night and sleeps through the heat of the day.\n" * 20,
        "xq zzv 83 kkw\n0x7f ~~ %% 11\n",
        "Dear Anna,\nwe arrived safely and the children send their love.\nYours, Tom",
        "hello world",
    ],
)
def test_text_that_names_nothing_financial_goes_to_a_person(text: str) -> None:
    found = told(text)

    assert found.label is DocumentType.OTHER
    assert found.confidence < THRESHOLD


def test_a_single_cue_is_not_enough_to_be_sure() -> None:
    assert told("Please find the balance attached.").confidence < THRESHOLD


def test_a_word_in_running_text_does_not_outweigh_the_title() -> None:
    found = told(
        "Payslip\nEmployee name Ann Lee\nGross pay 100.00\nNet pay 80.00\nDeductions\n"
        "Please keep this payslip; an invoice or bank statement is no proof of income."
    )

    assert found.label is DocumentType.PAYSLIP


@pytest.mark.parametrize(
    ("file_format", "expected"),
    [
        (Format.OFX, DocumentType.BANK_STATEMENT),
        (Format.MT940, DocumentType.BANK_STATEMENT),
        (Format.CAMT, DocumentType.BANK_STATEMENT),
        (Format.EINVOICE, DocumentType.INVOICE),
    ],
)
def test_formats_that_carry_one_type_decide_alone(file_format: Format, expected: DocumentType) -> None:
    found = classify((), file_format)

    assert (found.label, found.confidence, found.model) == (expected, 0.99, f"format:{file_format}")


def test_alternatives_are_less_likely_and_come_in_order() -> None:
    found = told("Invoice\nReceipt\nCash 10.00\nInvoice number 3\nTotal due 10.00")

    shares = [found.confidence, *(share for _, share in found.alternatives)]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.0
    assert found.label not in {label for label, _ in found.alternatives}


def test_only_the_first_pages_are_read() -> None:
    first = grid_pages("Tax invoice\nInvoice number 3\nVAT number 4\nTotal due 10.00")
    rest = tuple(
        PageText(number, 595, 842, (), "Payslip\nNet pay\nGross pay\n" * 40, first[0].source)
        for number in range(5, 30)
    )
    blank = tuple(PageText(number, 595, 842, (), "", first[0].source) for number in range(2, 5))

    assert classify((*first, *blank, *rest), Format.PDF) == classify((*first, *blank), Format.PDF)
