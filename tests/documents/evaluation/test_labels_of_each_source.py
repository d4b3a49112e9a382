"""Each source of labels in its own words becomes the same truth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from documents.evaluation.labels import truth_of, truth_of_manifest
from documents.evaluation.truth import ExpectedLine, Truth
from documents.reading.types import DocumentType


def _texts(truth: Truth) -> dict[str, tuple[str, ...]]:
    return {value.name: value.texts for value in truth.values if not value.absent}


def test_a_receipt_has_its_company_date_and_total() -> None:
    truth = truth_of(
        {
            "type": "receipt",
            "fields": {
                "company": "KEDAI SATU",
                "date": "03/05/18",
                "address": "1, JALAN A",
                "total": "RM 9.50",
            },
            "boxes": [{"box": [10, 20, 110, 40], "text": "KEDAI SATU"}],
            "label_basis": "keys and boxes",
        }
    )
    assert truth.family == "sroie"
    assert truth.types == (DocumentType.RECEIPT,)
    assert _texts(truth) == {
        "supplier_name": ("KEDAI SATU",),
        "receipt_date": ("2018-05-03",),
        "gross_total": ("9.50",),
    }
    assert truth.boxes[0].pixels
    assert truth.not_mapped == ()


def test_an_einvoice_has_all_its_totals_and_positions() -> None:
    truth = truth_of(
        {
            "type": "invoice:einvoice_xml",
            "fields": {
                "invoice_number": "R-1",
                "type_code": "380",
                "issue_date": "20240315",
                "seller": "Nord GmbH",
                "buyer": "Süd AG",
                "currency": "EUR",
                "line_total": "100.00",
                "tax_basis": "100.00",
                "tax_total": "19.00",
                "grand_total": "119.00",
                "due_payable": "119.00",
            },
            "lines": [{"name": "Stuhl", "quantity": "2", "net_price": "50", "total": "100.00"}],
        }
    )
    assert truth.family == "einvoice"
    assert _texts(truth)["invoice_date"] == ("2024-03-15",)
    assert _texts(truth)["net_total"] == ("100.00",)
    assert _texts(truth)["amount_due"] == ("119.00",)
    assert truth.lines == (ExpectedLine(Decimal("100.00"), None, "Stuhl"),)
    assert truth.lines_complete
    assert truth.not_mapped == ()


def test_a_placeholder_for_an_iban_is_no_label() -> None:
    label = {"type": "invoice", "fields": {"seller": "A", "grand_total": "1", "iban": "IBAN"}}
    assert "iban" not in _texts(truth_of(label))
    label["fields"] = {"seller": "A", "grand_total": "1", "iban": "DE12 5001"}
    assert _texts(truth_of(label))["iban"] == ("DE12 5001",)


def _camt(closing: str) -> dict[str, Any]:
    return {
        "type": "bank_statement:camt",
        "fields": {
            "stmt0.OPBD": {"amount": "10.00", "currency": "EUR", "cdtdbt": "DBIT", "date": "2024-01-01"},
            "stmt0.CLBD": {"amount": closing, "currency": "EUR", "cdtdbt": "CRDT", "date": "2024-01-31"},
            "stmt0.CLAV": {"amount": "5.00", "currency": "EUR", "cdtdbt": "CRDT", "date": "2024-01-31"},
        },
        "lines": [
            {"stmt": 0, "amount": "40.00", "currency": "EUR", "cdtdbt": "CRDT", "date": "2024-01-02T10:00"}
        ],
    }


def test_camt_balances_carry_their_direction_and_statement() -> None:
    truth = truth_of(_camt("30.00"))
    assert truth.family == "camt"
    assert _texts(truth) == {
        "opening_balance": ("-10.00",),
        "closing_balance": ("30.00",),
        "currency": ("EUR",),
    }
    assert {value.account_index for value in truth.values} == {0}
    assert truth.lines[0].date == dt.date(2024, 1, 2)
    assert truth.reconciles is True
    assert truth.not_mapped == ()


def test_camt_labels_that_do_not_add_up_say_so() -> None:
    assert truth_of(_camt("30.01")).reconciles is False


def test_a_previous_closing_balance_opens_only_where_nothing_else_does() -> None:
    label = _camt("30.00")
    label["fields"]["stmt0.PRCD"] = {"amount": "7.00", "currency": "EUR", "cdtdbt": "CRDT"}
    assert _texts(truth_of(label))["opening_balance"] == ("-10.00",)
    del label["fields"]["stmt0.OPBD"]
    assert _texts(truth_of(label))["opening_balance"] == ("7.00",)


def test_mt940_values_of_one_statement_cannot_prove_a_file_broken() -> None:
    label = {
        "type": "bank_statement:mt940",
        "fields": {
            "account_identification": "BANK/123",
            "final_opening_balance": {"amount": "90.00", "currency": "EUR"},
            "final_closing_balance": {"amount": "80.00", "currency": "EUR"},
            "intermediate_opening_balance": {"amount": "1", "currency": "EUR"},
        },
        "lines": [{"amount": "-10.00"}, {"amount": "-10.00"}],
    }
    truth = truth_of(label)
    assert truth.family == "mt940"
    assert _texts(truth)["account_number"] == ("BANK/123",)
    assert truth.reconciles is None
    assert truth_of({**label, "lines": [{"amount": "-10.00"}]}).reconciles is True


def test_asserted_bookings_get_the_sign_of_their_kind() -> None:
    truth = truth_of(
        {
            "type": "bank_statement",
            "fields": {},
            "lines": [
                {"kind": "deposit", "date": "2024-01-02", "amount": 5.0, "currency": "EUR", "note": None},
                {"kind": "removal", "date": "2024-01-03", "amount": 7.5, "currency": "EUR", "note": "Rent"},
                {"kind": "taxes", "date": "2024-01-04", "amount": 0.5, "currency": "EUR", "note": None},
                {"kind": "taxRefund", "date": "2024-01-05", "amount": 0.5, "currency": "EUR", "note": None},
            ],
            "lines_complete": False,
        }
    )
    assert [line.amount for line in truth.lines] == [
        Decimal("5.0"),
        Decimal("-7.5"),
        Decimal("-0.5"),
        Decimal("0.5"),
    ]
    assert truth.lines[1].description == "Rent"
    assert truth.lines_imported
    assert not truth.lines_complete


def test_a_notice_has_no_lines_to_read() -> None:
    line = {"kind": "taxes", "date": "2024-01-04", "amount": 0.5, "currency": "EUR", "note": None}
    truth = truth_of({"type": "tax_settlement_notice", "lines": [line], "lines_complete": True})
    assert truth.types == (DocumentType.BROKER_NOTICE,)
    assert (truth.lines, truth.lines_complete) == ((), False)


def test_two_names_of_one_supplier_are_both_right() -> None:
    truth = truth_of(
        {
            "type": "invoice",
            "fields": {
                "issuer": "Coolblue",
                "partner_name": "Coolblue B.V.",
                "amount": 12.1,
                "amount_untaxed": 10,
                "partner_zip": "1000",
            },
            "lines": [{"name": "A", "qty": 1, "price_subtotal": 10}, {"sectionheader": "Food"}],
        }
    )
    assert truth.family == "invoice2data"
    assert _texts(truth)["supplier_name"] == ("Coolblue", "Coolblue B.V.")
    assert _texts(truth)["gross_total"] == ("12.1",)
    assert len(truth.lines) == 1
    assert not truth.lines_complete


def test_a_field_that_is_null_in_a_whole_record_is_absent() -> None:
    truth = truth_of(
        {
            "type": "invoice",
            "fields": {
                "vendor_name": "Nexgen",
                "invoice_id": "7",
                "due_date": None,
                "invoice_total": {"currency_code": "GBP", "amount": Decimal("293.52")},
                "customer_address": {"city": "Leeds"},
            },
            "lines": [
                {"description": "Roll", "quantity": 5, "total": {"currency_code": "GBP", "amount": 83.1}}
            ],
        }
    )
    assert truth.family == "invoice_record"
    assert _texts(truth)["currency"] == ("GBP",)
    assert [value.name for value in truth.values if value.absent] == ["due_date"]
    assert truth.lines == (ExpectedLine(Decimal("83.1"), None, "Roll"),)


def test_a_drawn_form_has_its_kind_person_and_places() -> None:
    truth = truth_of(
        {
            "type": "tax_form:W-8BEN",
            "fields": {"Name": "Ann Bell", "SSN_ITIN": "123-45-6789", "Citizenship": "Canada"},
            "boxes": [
                {
                    "field": "Name",
                    "page": 1,
                    "text": "Ann",
                    "box": [0.1, 0.2, 0.2, 0.22],
                    "unit": "fraction of page",
                },
                {"field": "Citizenship", "page": 1, "text": "Canada", "box": [0.5, 0.2, 0.6, 0.22]},
            ],
            "label_basis": "Form Recognizer labelling-tool file",
        }
    )
    assert truth.types == (DocumentType.TAX_FORM,)
    assert _texts(truth) == {
        "person_name": ("Ann Bell",),
        "tax_number": ("123-45-6789",),
        "form_kind": ("W8BEN",),
    }
    assert [box.name for box in truth.boxes] == ["person_name", "(Citizenship)"]
    assert not truth.boxes[1].pixels
    assert truth.not_mapped == ()


def test_a_form_filled_in_by_machine_joins_first_and_last_name() -> None:
    truth = truth_of(
        {
            "type": "tax_form:AZ-140",
            "fields": {
                "Your First Name and Initial": "Ann ",
                "Your Last Name": "Bell",
                "Your SSN": "400",
                "43": "1",
            },
            "label_basis": "values of the filled AcroForm fields in the file itself",
        }
    )
    assert _texts(truth)["person_name"] == ("Ann Bell",)
    assert _texts(truth)["tax_number"] == ("400",)
    assert truth.not_mapped == ()


def test_words_that_nobody_declared_are_listed_and_common_ones_understood() -> None:
    truth = truth_of(
        {
            "type": "ration_card",
            "fields": {"Opening Balance": "1,000.00", "accountNumber": "12-34", "mood": "fine"},
            "lines": [{"transaction_date": "2024-01-02", "debit": "5.00", "credit": None, "details": "Fee"}],
        }
    )
    assert _texts(truth) == {"opening_balance": ("1000.00",), "account_number": ("12-34",)}
    assert truth.lines == (ExpectedLine(Decimal("-5.00"), dt.date(2024, 1, 2), "Fee"),)
    assert truth.not_mapped == ("type ration_card", "generic: mood")


def test_the_document_decides_what_a_date_and_a_total_are() -> None:
    fields = {"MerchantName": "Corner Shop", "Date": "2024-05-01", "Total": "5.00", "TotalTax": 1}
    assert set(_texts(truth_of({"type": "receipt", "fields": fields}))) == {
        "supplier_name",
        "receipt_date",
        "gross_total",
        "tax_total",
    }
    assert "invoice_date" in _texts(truth_of({"type": "invoice:scan", "fields": fields}))


def test_fields_may_come_as_a_list_of_names_and_values() -> None:
    fields = [{"name": "net_pay", "value": "5.00"}, {"field": "employee", "text": "Ann Bell"}, 7]
    assert _texts(truth_of({"type": "payslip", "fields": fields})) == {
        "net_pay": ("5.00",),
        "employee_name": ("Ann Bell",),
    }


def test_labels_of_unexpected_shape_are_unknown_and_raise_nothing() -> None:
    truth = truth_of({"type": None, "fields": ["a"], "lines": {"b": 1}, "boxes": [{"box": [1, 2]}, 7]})
    assert truth.values == ()
    assert truth.lines == ()
    assert truth.boxes == ()
    assert truth.types == ()


def test_a_blank_form_has_a_year_from_its_path_and_nobody_on_it() -> None:
    truth = truth_of_manifest(
        "tax_form:f1040sa", "form id + year from path; AcroForm field names inside", "forms/Y2020/f1040sa.pdf"
    )
    assert _texts(truth) == {"form_kind": ("1040 SCHEDULE A",), "tax_year": ("2020",)}
    assert [value.name for value in truth.values if value.absent] == ["person_name", "tax_number"]


def test_a_type_alone_may_accept_several_answers_or_none() -> None:
    assert truth_of_manifest("bank_statement:ofx", "type only", "a.ofx").types == (
        DocumentType.BANK_STATEMENT,
        DocumentType.CREDIT_CARD_STATEMENT,
    )
    assert truth_of_manifest("dividend_notice", "type", "a").types == (DocumentType.BROKER_NOTICE,)
    assert truth_of_manifest("robustness", "corrupted", "a").types == ()
    assert truth_of_manifest("other", "not a financial document (mostly)", "a").weak_type
