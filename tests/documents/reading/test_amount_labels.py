"""What the label of an amount says, in the languages that invoices and receipts come in."""

import pytest

from documents.reading.extract.billing.labels import Meaning, meaning_of


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Total", Meaning.TOTAL),
        ("TOTAL SALES (INCLUSIVE OF GST) :", Meaning.GROSS),
        ("TOTAL SALES (EXCLUDING GST) :", Meaning.NET),
        ("TOTAL GST", Meaning.TAX),
        ("GST PAYABLE (6%)", Meaning.TAX),
        ("TOTAL QTY :", Meaning.COUNT),
        ("Amount Due", Meaning.DUE),
        ("Previous Balance", Meaning.PREVIOUS),
        ("Less deposit", Meaning.PREPAID),
        ("ROUNDING ADJ", Meaning.ROUNDING),
        ("CHANGE", Meaning.CHANGE),
        ("VISA", Meaning.CASH),
        ("Jumlah", Meaning.TOTAL),
        ("Bruttosumme", Meaning.GROSS),
        ("Rechnungssumme ohne USt.", Meaning.NET),
        ("zzgl. 19 % USt.", Meaning.TAX),
        ("Erhaltene Anzahlungen", Meaning.PREPAID),
        ("Zahlbetrag", Meaning.DUE),
        ("Total TTC", Meaning.GROSS),
        ("Total HT", Meaning.NET),
        ("TVA 20 %", Meaning.TAX),
        ("Net à payer", Meaning.DUE),
        ("Exclusief BTW", Meaning.NET),
        ("Te betalen", Meaning.DUE),
        ("Base imponible", Meaning.NET),
        ("I.V.A. 21 %", Meaning.TAX),
        ("Totale documento", Meaning.TOTAL),
        ("di cui IVA", Meaning.TAX),
        ("Total a pagar", Meaning.DUE),
        ("Bedrag verskuldig", Meaning.DUE),
        ("GST ID NO", Meaning.OTHER),
        ("Apples", Meaning.UNKNOWN),
    ],
)
def test_a_label_says_what_its_amount_is(label: str, meaning: Meaning) -> None:
    assert meaning_of(label) is meaning


@pytest.mark.parametrize(
    ("misread", "meaning"),
    [
        ("ROUNDLNG :", Meaning.ROUNDING),
        ("T0TAL", Meaning.TOTAL),
        ("CIIANGE", Meaning.UNKNOWN),
        ("Rechnungsbetrog", Meaning.TOTAL),
        ("Zwischensurnme", Meaning.SUBTOTAL),
    ],
)
def test_misread_letters_are_forgiven_in_long_words_only(misread: str, meaning: Meaning) -> None:
    assert meaning_of(misread) is meaning


def test_a_street_is_not_taken_for_a_total() -> None:
    assert meaning_of("4th Cross") is Meaning.UNKNOWN
