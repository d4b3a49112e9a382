"""CAMT.052, 053 and 054 of every version: the bank's reports, statements and notifications as XML."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from documents.reading.structured.camt_entries import bookings_of, signed
from documents.reading.structured.model import SURE, Draft, StructuredReading
from documents.reading.structured.printed import amount_of
from documents.reading.structured.statements import add_account, statements
from documents.reading.structured.tree import Node
from documents.reading.structured.xml_tree import xml_tree
from documents.reading.types import DocumentType, UnreadableError

_CONTAINERS = ("Stmt", "Rpt", "Ntfctn")
_INTERIM = 0.95
_OF_SEVERAL = 0.8


def read_camt(content: bytes) -> StructuredReading:
    """Read every statement, report or notification of a CAMT file.

    Raises:
        UnreadableError: "unsafe_xml", "damaged_xml", or "no_statement" where the message is empty.

    Source: ISO 20022 camt.052, camt.053, camt.054, versions 001.01 to 001.13.
    """
    root, text = xml_tree(content)
    drafts: list[Draft] = []
    for statement in root.walk(*_CONTAINERS):
        _take(drafts, statement)
    if not drafts:
        raise UnreadableError(
            "no_statement",
            "The CAMT message holds no statement, report or notification. Export it again with its bookings.",
        )
    return statements(DocumentType.BANK_STATEMENT, text, drafts)


def _take(drafts: list[Draft], statement: Node) -> None:
    """Read one statement, or add its bookings to the statement before if it is that one's next page."""
    draft = _draft(statement)
    page = statement.text_at("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb")
    if page not in {"", "1"} and drafts and _same_statement(drafts[-1], draft):
        before = drafts[-1]
        before.bookings += draft.bookings
        before.problems += draft.problems
        closing = {"closing_balance", "closing_date", "period_end"}
        later = [found for found in draft.values if found.name in closing]
        if later:
            replaced = {found.name for found in later}
            before.values = [found for found in before.values if found.name not in replaced] + later
        return
    drafts.append(draft)


def _same_statement(before: Draft, draft: Draft) -> bool:
    return all(before.get(name) == draft.get(name) for name in ("account_number", "statement_number"))


def _draft(statement: Node) -> Draft:
    draft = Draft()
    _account(draft, statement)
    _header(draft, statement)
    _balances(draft, statement)
    _totals(draft, statement)
    draft.bookings += bookings_of(statement, draft.problems)
    _currency(draft, statement)
    if not draft.has("account_number"):
        draft.problems.append("The statement does not name its account.")
    return draft


def _account(draft: Draft, statement: Node) -> None:
    for path in ("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN"):
        if (node := statement.at(path)) and node.text:
            add_account(draft, node.text, node.span, f"camt:{path}")
            break
    for name, paths in (
        ("account_holder", ("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm")),
        ("bank_name", ("Acct/Svcr/FinInstnId/Nm", "Acct/Svcr/FinInstnId/NmAndAdr/Nm")),
        ("currency", ("Acct/Ccy",)),
    ):
        for path in paths:
            if node := statement.at(path):
                draft.add(name, node.text, node.span, f"camt:{path}")


def _header(draft: Draft, statement: Node) -> None:
    for path in ("LglSeqNb", "ElctrncSeqNb", "Id"):
        if node := statement.at(path):
            draft.add("statement_number", node.text, node.span, f"camt:{path}", normal=node.text)
    for name, paths in (
        ("period_start", ("FrToDt/FrDtTm", "FrToDt/FrDt")),
        ("period_end", ("FrToDt/ToDtTm", "FrToDt/ToDt")),
    ):
        if node := statement.at(*paths):
            draft.add_date(name, camt_date(node.text), node.text, node.span, f"camt:{node.name}")


def _balances(draft: Draft, statement: Node) -> None:
    """Take the booked balances; interim ones stand in where the message has no final ones (camt.052)."""
    balances = [(_code(node), node) for node in statement.all("Bal")]
    by_code: dict[str, list[Node]] = {}
    for code, node in balances:
        by_code.setdefault(code, []).append(node)
    interim = by_code.get("ITBD", [])
    opening = _first(by_code, "OPBD", "PRCD")
    closing = _first(by_code, "CLBD")
    if opening is None and (len(interim) > 1 or closing is not None):
        opening = interim.pop(0) if interim else None
    if closing is None and interim:
        closing = interim[-1]
    for name, found in (("opening", opening), ("closing", closing)):
        if found is not None:
            _balance(draft, name, found)
    currencies = {
        node.attributes.get("Ccy", "") for found in (opening, closing) if found for node in found.all("Amt")
    }
    if len(currencies) > 1:
        draft.problems.append(f"The balances are in different currencies: {', '.join(sorted(currencies))}.")


def _balance(draft: Draft, name: str, balance: Node) -> None:
    node = balance.at("Amt") or balance
    code = _code(balance)
    sure = _INTERIM if code == "ITBD" else SURE
    draft.add_amount(
        f"{name}_balance", signed(balance), node.text, node.span, f"camt:{code}", confidence=sure
    )
    when = balance.at("Dt/Dt", "Dt/DtTm")
    if when is not None:
        draft.add_date(f"{name}_date", camt_date(when.text), when.text, when.span, f"camt:{code}")


def _code(balance: Node) -> str:
    return balance.text_at("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")


def _first(by_code: dict[str, list[Node]], *codes: str) -> Node | None:
    return next((by_code[code][0] for code in codes if code in by_code), None)


def _totals(draft: Draft, statement: Node) -> None:
    for name, path in (
        ("total_credits", "TxsSummry/TtlCdtNtries/Sum"),
        ("total_debits", "TxsSummry/TtlDbtNtries/Sum"),
    ):
        if node := statement.at(path):
            draft.add_amount(name, camt_amount(node.text), node.text, node.span, f"camt:{path}")


def _currency(draft: Draft, statement: Node) -> None:
    """Take the currency of most balances and bookings where the account names none."""
    if draft.has("currency"):
        return
    booked = [balance for balance in statement.all("Bal") if _code(balance) in {"OPBD", "PRCD", "CLBD"}]
    amounts = [node for parent in [*booked, *statement.all("Ntry")] for node in parent.all("Amt")]
    given = [node for node in amounts if node.attributes.get("Ccy")]
    if not given:
        return
    counts = Counter(node.attributes["Ccy"] for node in given)
    currency, _count = counts.most_common(1)[0]
    node = next(node for node in given if node.attributes["Ccy"] == currency)
    sure = SURE if len(counts) == 1 else _OF_SEVERAL
    draft.add("currency", currency, node.span, "camt:Amt/@Ccy", confidence=sure)


def camt_date(text: str) -> dt.date | None:
    """Return the date of an ISO date or date and time as the bank wrote it, in the bank's own time zone."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def camt_amount(text: str) -> Decimal | None:
    """Return an amount of an XML element: always with a dot, never grouped."""
    return amount_of(text, ".")
