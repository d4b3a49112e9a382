"""OFX and QFX: statements of accounts and cards, and the cash side of investment accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from documents.reading.structured.model import Booking, Draft, StructuredReading, unrecognised
from documents.reading.structured.ofx_tree import ofx_tree
from documents.reading.structured.printed import amount_of
from documents.reading.structured.source import check_size
from documents.reading.structured.statements import add_account, statements
from documents.reading.structured.tree import Node
from documents.reading.types import DocumentType, UnreadableError

_AMOUNTS = ("TRNAMT", "BALAMT", "TOTAL")
_NAMED_BY_DOWNLOAD = 0.9  # who answered the download; a clearing house may stand there
_NO_NUMBER = {"", "0"}


def read_ofx(content: bytes) -> StructuredReading:
    """Read every statement of an OFX file.

    Raises:
        UnreadableError: "no_statement" where the file carries the bank's error message, or nothing.
    """
    check_size(content)
    root, text = ofx_tree(content)
    found = list(root.walk("STMTRS", "CCSTMTRS", "INVSTMTRS"))
    if not found:
        return _without_statement(root, text)
    sign = _decimal_sign(root)
    drafts = [_draft(root, statement, sign) for statement in found]
    cards = all(statement.name == "CCSTMTRS" for statement in found)
    label = DocumentType.CREDIT_CARD_STATEMENT if cards else DocumentType.BANK_STATEMENT
    return statements(label, text, drafts, tuple(_errors(root)))


def _without_statement(root: Node, text: str) -> StructuredReading:
    if errors := list(_errors(root)):
        raise UnreadableError(
            "no_statement", f"The file holds no statement. {errors[0]} Download the statement once more."
        )
    if any(root.walk("ACCTINFO", "PROFRS")):
        return unrecognised(
            text, "The OFX file lists accounts or services of the bank, but holds no statement."
        )
    raise UnreadableError(
        "no_statement", "The OFX file holds no statement. Download it once more with its bookings."
    )


def _errors(root: Node) -> Iterator[str]:
    for status in root.walk("STATUS"):
        code = status.text_at("CODE")
        if status.text_at("SEVERITY").upper() == "ERROR" or code not in _NO_NUMBER:
            yield f"The bank answered with error {code}: {status.text_at('MESSAGE') or 'no reason given'}."


def _decimal_sign(root: Node) -> str:
    """Return the file's decimal sign: amounts are not grouped, so that a comma without any dot is decimal."""
    texts = [node.text for node in root.walk(*_AMOUNTS)]
    return "," if any("," in text for text in texts) and not any("." in text for text in texts) else "."


def _draft(root: Node, statement: Node, sign: str) -> Draft:
    draft = Draft()
    account = statement.at("BANKACCTFROM/ACCTID", "CCACCTFROM/ACCTID", "INVACCTFROM/ACCTID")
    if account is not None and account.text:
        add_account(draft, account.text, account.span, "ofx:ACCTID")
    else:
        draft.problems.append("The statement does not name its account.")
    if bank := root.at("OFX/SIGNONMSGSRSV1/SONRS/FI/ORG"):
        draft.add("bank_name", bank.text, bank.span, "ofx:ORG", confidence=_NAMED_BY_DOWNLOAD)
    if currency := statement.at("CURDEF"):
        draft.add("currency", currency.text, currency.span, "ofx:CURDEF", normal=currency.text.upper())
    _period(draft, statement)
    _closing(draft, statement, sign)
    draft.bookings += _bookings(statement, sign, draft)
    if statement.name == "INVSTMTRS":
        draft.problems.append("This is an investment account: only its cash bookings were read.")
    return draft


def _period(draft: Draft, statement: Node) -> None:
    lists = statement.all("BANKTRANLIST", "INVTRANLIST")
    for name, tag, choose in (("period_start", "DTSTART", min), ("period_end", "DTEND", max)):
        dated = [(ofx_date(node.text), node) for found in lists for node in found.all(tag) if node.text]
        known = [(date, number) for number, (date, _node) in enumerate(dated) if date is not None]
        if known:
            date, number = choose(known)
            draft.add_date(name, date, dated[number][1].text, dated[number][1].span, f"ofx:{tag}")


def _closing(draft: Draft, statement: Node, sign: str) -> None:
    balance = statement.at("LEDGERBAL/BALAMT")
    if balance is not None and balance.text:
        amount = amount_of(balance.text, sign)
        draft.add_amount("closing_balance", amount, balance.text, balance.span, "ofx:LEDGERBAL")
    elif statement.at("LEDGERBAL"):
        draft.problems.append("The closing balance is empty in the file.")


def _bookings(statement: Node, sign: str, draft: Draft) -> list[Booking]:
    nodes = list(statement.walk("STMTTRN", "STMTTRNP"))
    bookings = [_booking(node, sign) for node in nodes]
    for number, (node, booking) in enumerate(zip(nodes, bookings, strict=True), start=1):
        draft.problems += _complaints(number, node, booking)
    pending = sum(booking.pending for booking in bookings)
    if pending:
        draft.problems.append(f"{pending} bookings are still pending and count in no sum.")
    draft.problems += _foreign(nodes, draft.get("currency"))
    return bookings


def _booking(node: Node, sign: str) -> Booking:
    text = node.text_at("TRNAMT")
    amount = amount_of(text, sign)
    return Booking(
        date=ofx_date(node.text_at("DTPOSTED", "DTTRAN")),
        description=_description(node),
        amount=amount,
        span=node.span,
        balance=_balance(node, sign),
        value_date=ofx_date(node.text_at("DTAVAIL", "VALUEDATE")),
        reference=next(
            (
                value
                for tag in ("CHECKNUM", "REFNUM", "FITID")
                if (value := node.text_at(tag)) not in _NO_NUMBER
            ),
            "",
        ),
        pending=node.name == "STMTTRNP",
    )


def _balance(node: Node, sign: str) -> Decimal | None:
    """Return the running balance that some banks add, which is no part of the standard."""
    text = node.text_at("ACCTBAL", "RUNNINGBAL", "BALANCE")
    return amount_of(text, sign) if text else None


def _description(node: Node) -> str:
    """Return name and memo, of which banks often repeat one in the other, cut short."""
    name, memo = node.text_at("NAME", "PAYEE/NAME"), node.text_at("MEMO", "EXTDNAME")
    squeezed = " ".join(memo.split())
    if name and " ".join(name.split()) in squeezed:
        return squeezed
    parts = [" ".join(part.split()) for part in (name, memo) if part]
    return " ".join(dict.fromkeys(parts)) or node.text_at("TRNTYPE")


def _complaints(number: int, node: Node, booking: Booking) -> Iterator[str]:
    if booking.amount is None:
        printed = node.text_at("TRNAMT")
        yield (
            f"The amount {printed!r} of booking {number} cannot be read."
            if printed
            else (f"Booking {number} has no amount.")
        )
    if booking.date is None:
        printed = node.text_at("DTPOSTED")
        yield (
            f"The date {printed!r} of booking {number} does not exist."
            if printed
            else (f"Booking {number} has no date.")
        )


def _foreign(nodes: Iterable[Node], currency: str) -> Iterator[str]:
    """Yield a sentence where amounts are in another currency than the account's, as CURRENCY says."""
    symbols = {node.text_at("CURRENCY/CURSYM").upper() for node in nodes} - {"", currency}
    if symbols and currency:
        yield f"Some amounts are in {', '.join(sorted(symbols))}, not in the account's {currency}."


def ofx_date(text: str) -> dt.date | None:
    """Return the date of an OFX date and time as the bank wrote it ("20110725120000.000[-5:EST]")."""
    digits = text.strip()[:8]
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
