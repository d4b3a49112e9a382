"""How each source of labels calls things: one declaration per family, so that a new folder still scores.

A family is recognised by the shape of the labels (field names, line keys, the words of `label_basis`), never
by a folder. `values` maps the source's field to the value that reading gives; `unused` lists fields that the
source has and reading does not claim to read; whatever is in neither is reported as a label not mapped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from documents.evaluation.labels.common_names import common_name
from documents.reading.dates import Order


@dataclass(frozen=True, slots=True)
class Family:
    """The vocabulary of one source of labels.

    Attributes:
        fields: the family is recognised where all of these fields are present,
        any_field: or where one field matches this pattern,
        line_keys: or where the lines have all of these keys,
        basis: or where `label_basis` holds these words.
        values: source field > value name; the right side is what `Value.name` says.
        fallbacks: as `values`, but asked only where `values` gave nothing for that name.
        composites: value name > source fields whose texts, joined by a space, are its text.
        currency_field: a field whose amount carries the currency of the document.
        unused: a pattern for fields that reading does not claim to read.
        order: how the source writes all-digit dates.
        null_is_absent: a field that is null is known not to be on the document.
        lines_complete: the labels list every line (where the label file does not say it itself).
        lines_imported: the lines are what an importer books, not what is printed (see `Truth`).
        signs_known: amounts of lines are signed from the account holder's side.
    """

    name: str
    fields: frozenset[str] = frozenset()
    any_field: str = ""
    line_keys: frozenset[str] = frozenset()
    basis: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    composites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency_field: str = ""
    unused: str = ""
    order: Order = Order.DMY
    null_is_absent: bool = False
    lines_complete: bool = False
    lines_imported: bool = False
    signs_known: bool = True

    def recognises(self, fields: frozenset[str], line_keys: frozenset[str], basis: str) -> bool:
        """Return whether labels of this shape are this family's."""
        return bool(
            (self.fields and self.fields <= fields)
            or (self.any_field and any(re.search(self.any_field, name) for name in fields))
            or (self.line_keys and self.line_keys <= line_keys)
            or (self.basis and self.basis.lower() in basis.lower())
        )


_SROIE = Family(
    name="sroie",
    fields=frozenset({"company", "total"}),
    values={"company": "supplier_name", "date": "receipt_date", "total": "gross_total"},
    unused="^address$",
)
_EINVOICE = Family(
    name="einvoice",
    fields=frozenset({"grand_total", "seller"}),
    values={
        "invoice_number": "invoice_number",
        "issue_date": "invoice_date",
        "due_date": "due_date",
        "seller": "supplier_name",
        "buyer": "customer_name",
        "currency": "currency",
        "iban": "iban",
        "tax_basis": "net_total",
        "tax_total": "tax_total",
        "grand_total": "gross_total",
        "due_payable": "amount_due",
    },
    unused="^(type_code|line_total|allowance_total|charge_total|prepaid|note|buyer_reference)$",
    lines_complete=True,
)
_CAMT = Family(
    name="camt",
    any_field=r"^stmt\d+\.",
    line_keys=frozenset({"cdtdbt"}),
    values={"OPBD": "opening_balance", "CLBD": "closing_balance", "IBAN": "iban"},
    fallbacks={"PRCD": "opening_balance"},
    currency_field="OPBD",
    unused="^(OPAV|CLAV|ITAV|ITBD|FWAV|INFO|XPCD|PRCD|XPCN|OTHR)$",
    lines_complete=True,
)
_MT940 = Family(
    name="mt940",
    any_field=r"^(final|intermediate)_(opening|closing)_balance$|^account_identification$",
    basis="golden .yml",
    values={
        "final_opening_balance": "opening_balance",
        "final_closing_balance": "closing_balance",
        "account_identification": "account_number",
        "statement_number": "statement_number",
    },
    currency_field="final_opening_balance",
    unused="^(intermediate_.*|available_balance|forward_.*|transaction_reference|related_reference)$",
    lines_complete=True,
)
_ASSERTIONS = Family(
    name="asserted_text",
    line_keys=frozenset({"kind", "amount", "date"}),
    basis="asserted in the source repo",
    lines_imported=True,
)
_INVOICE2DATA = Family(
    name="invoice2data",
    fields=frozenset({"issuer"}),
    values={
        "issuer": "supplier_name",
        "partner_name": "supplier_name",
        "invoice_number": "invoice_number",
        "date": "invoice_date",
        "date_due": "due_date",
        "amount": "gross_total",
        "amount_untaxed": "net_total",
        "amount_tax": "tax_total",
        "currency": "currency",
        "iban": "iban",
        "vat": "supplier_tax_number",
    },
    unused="^(partner_.*|desc|narration|note|bic|payment_.*|.*_code|currency_symbol|telephone|mobile|incoterm"
    "|customer_order_.*|purchase_order.*|mandate_id|date_start|date_end|siren|siret|line_items|lines"
    "|client_.*|customer_.*|order_.*|static_.*|nif|account_number)$",
)
_INVOICE_RECORD = Family(
    name="invoice_record",
    fields=frozenset({"vendor_name", "invoice_total"}),
    values={
        "vendor_name": "supplier_name",
        "vendor_tax_id": "supplier_tax_number",
        "customer_name": "customer_name",
        "invoice_id": "invoice_number",
        "invoice_date": "invoice_date",
        "due_date": "due_date",
        "subtotal": "net_total",
        "total_tax": "tax_total",
        "invoice_total": "gross_total",
        "amount_due": "amount_due",
    },
    currency_field="invoice_total",
    unused="^(.*_address|customer_tax_id|purchase_order|total_discount|payment_term|.*_signature|items)$",
    null_is_absent=True,
    lines_complete=True,
)
_DRAWN_FORM = Family(
    name="drawn_form",
    basis="labelling-tool",
    values={
        "Name": "person_name",
        "RecipientName": "person_name",
        "EmployeeName": "person_name",
        "RecipientTIN": "tax_number",
        "SSN_ITIN": "tax_number",
        "EmployeeSSN": "tax_number",
        "EmployerName": "employer_name",
        "PayerName": "employer_name",
        "TaxYear": "tax_year",
        "Receipt No": "invoice_number",
        "Invoice No": "invoice_number",
        "Sold To": "customer_name",
    },
    fallbacks={"ForeignTaxIdentifyingNumber": "tax_number"},
    # What a form asks beyond person, number, payer and year is not read; an invoice's words may be.
    unused=r"(?i)^(?!.*(?:total|due|invoice))",
    order=Order.MDY,
)
_FILLED_FIELDS = Family(
    name="filled_fields",
    basis="AcroForm",
    values={"1c": "tax_number", "Your SSN": "tax_number"},
    composites={"person_name": ("Your First Name and Initial", "Your Last Name")},
    unused="^.*$",
    order=Order.MDY,
)
# Nobody knows whether a purchase is negative there: on cards many sources count what is owed.
_GENERIC = Family(name="generic", lines_complete=True, signs_known=False)
# The first that recognises the labels has them; the order is from the most to the least particular.
FAMILIES: tuple[Family, ...] = (
    _ASSERTIONS,
    _CAMT,
    _MT940,
    _DRAWN_FORM,
    _FILLED_FIELDS,
    _SROIE,
    _EINVOICE,
    _INVOICE_RECORD,
    _INVOICE2DATA,
)


def name_of(source: str, family: Family, kind: str) -> str | None:
    """Return the value that a source's field is, or None where reading does not claim to read it.

    Args:
        source: the field without the number of its statement.
        family: whose vocabulary it is; common names are asked where the family says nothing.
        kind: the type of the document as the source calls it, which decides what "date" and "total" are.
    """
    if name := family.values.get(source):
        return name
    return None if is_unused(source, family) else common_name(source, kind)


def is_unused(source: str, family: Family) -> bool:
    """Return whether the family declares that reading has no value for the field."""
    return bool(family.unused and re.search(family.unused, source))


def family_of(fields: frozenset[str], line_keys: frozenset[str], basis: str) -> Family:
    """Return the family whose vocabulary the labels use; the generic one where none recognises them."""
    return next((family for family in FAMILIES if family.recognises(fields, line_keys, basis)), _GENERIC)
