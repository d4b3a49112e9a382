"""Field names that sources choose freely, asked wherever no family claims the field itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

VALUE_NAMES = frozenset(
    (
        "account_number",
        "account_holder",
        "bank_name",
        "iban",
        "currency",
        "statement_number",
        "period_start",
        "period_end",
        "opening_balance",
        "closing_balance",
        "total_credits",
        "total_debits",
        "supplier_name",
        "supplier_tax_number",
        "customer_name",
        "invoice_number",
        "invoice_date",
        "due_date",
        "net_total",
        "tax_total",
        "gross_total",
        "amount_due",
        "receipt_number",
        "receipt_date",
        "employer_name",
        "employee_name",
        "employee_number",
        "pay_date",
        "gross_pay",
        "total_deductions",
        "tax_deducted",
        "net_pay",
        "form_kind",
        "tax_year",
        "person_name",
        "tax_number",
    )
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in VALUE_NAMES},
        "account": "account_number",
        "account_id": "account_number",
        "account_no": "account_number",
        "acctid": "account_number",
        "holder": "account_holder",
        "account_name": "account_holder",
        "bank": "bank_name",
        "institution_name": "bank_name",
        "start_date": "period_start",
        "end_date": "period_end",
        "statement_start": "period_start",
        "statement_end": "period_end",
        "opening": "opening_balance",
        "closing": "closing_balance",
        "start_balance": "opening_balance",
        "end_balance": "closing_balance",
        "previous_balance": "opening_balance",
        "new_balance": "closing_balance",
        "ledger_balance": "closing_balance",
        "balance_start": "opening_balance",
        "balance_end_real": "closing_balance",
        "statement_balance": "closing_balance",
        "curdef": "currency",
        "currency_code": "currency",
        "vendor": "supplier_name",
        "vendor_name": "supplier_name",
        "vendor_tax_id": "supplier_tax_number",
        "merchant": "supplier_name",
        "merchant_name": "supplier_name",
        "store_name": "supplier_name",
        "company": "supplier_name",
        "supplier": "supplier_name",
        "seller": "supplier_name",
        "seller_name": "supplier_name",
        "buyer": "customer_name",
        "buyer_name": "customer_name",
        "customer": "customer_name",
        "customer_billing_name": "customer_name",
        "bill_to": "customer_name",
        "invoice_no": "invoice_number",
        "invoice_id": "invoice_number",
        "issue_date": "invoice_date",
        "date_issue": "invoice_date",
        "date_due": "due_date",
        "subtotal": "net_total",
        "sub_total": "net_total",
        "total_tax": "tax_total",
        "invoice_total": "gross_total",
        "amount_total_net": "net_total",
        "amount_total_tax": "tax_total",
        "amount_total_gross": "gross_total",
        "tax": "tax_total",
        "grand_total": "gross_total",
        "employer": "employer_name",
        "employee": "employee_name",
        "ssn": "tax_number",
        "gross_earnings": "gross_pay",
        "gross_salary": "gross_pay",
        "net_earnings": "net_pay",
        "net_salary": "net_pay",
        "gross": "gross_pay",
        "net": "net_pay",
    }
)
# What these words name depends on the document they stand on.
_NAMES_BY_TYPE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "invoice": {
            "date": "invoice_date",
            "number": "invoice_number",
            "total": "gross_total",
            "amount": "gross_total",
            "document_id": "invoice_number",
        },
        "receipt": {
            "date": "receipt_date",
            "transaction_date": "receipt_date",
            "number": "receipt_number",
            "receipt_no": "receipt_number",
            "total": "gross_total",
            "total_price": "gross_total",
        },
        "payslip": {"date": "pay_date", "name": "employee_name", "deductions": "total_deductions"},
        "tax_form": {"name": "person_name", "year": "tax_year", "tin": "tax_number"},
        "bank_statement": {"name": "account_holder", "number": "statement_number"},
        "credit_card_statement": {"name": "account_holder", "number": "statement_number"},
    }
)


def common_name(source: str, kind: str) -> str | None:
    """Return the value that a freely chosen field name means, or None where nobody declared it.

    Args:
        source: the field as the source spells it ("InvoiceTotal", "Invoice total", "invoice_total").
        kind: the type of the document as the source calls it.
    """
    plain = _snake(source)
    return _NAMES.get(plain) or _NAMES_BY_TYPE.get(kind.partition(":")[0], {}).get(plain)


def _snake(source: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", source)
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")
