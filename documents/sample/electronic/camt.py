"""CAMT.053 statements, versions 02 and 08, several accounts, some entries that are batches."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.sample.accounts import Account, Booking
from documents.sample.electronic.markup import HEADER, Markup, element, group


def camt053(accounts: Sequence[Account], bank: str, *, version: str = "02") -> bytes:
    """Return a message with a statement per account; every fifth credit is a batch of two payments."""
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    end = max(account.end for account in accounts)
    header = element(
        "GrpHdr", element("MsgId", f"STMT{end:%Y%m%d}"), element("CreDtTm", f"{end:%Y-%m-%d}T22:15:00")
    )
    statements = [_statement(account, bank, version) for account in accounts]
    body = element("BkToCstmrStmt", header, *statements)
    return (HEADER + element("Document", body, xmlns=namespace)).encode()


def _statement(account: Account, bank: str, version: str) -> Markup:
    identity = (
        element("IBAN", account.iban) if account.iban else element("Othr", element("Id", account.number))
    )
    return element(
        "Stmt",
        element("Id", f"{account.number}-{account.statement_number}"),
        element("ElctrncSeqNb", str(account.statement_number)),
        element("CreDtTm", f"{account.end:%Y-%m-%d}T22:15:00"),
        element(
            "FrToDt",
            element("FrDtTm", f"{account.start:%Y-%m-%d}T00:00:00"),
            element("ToDtTm", f"{account.end:%Y-%m-%d}T23:59:59"),
        ),
        element(
            "Acct",
            element("Id", identity),
            element("Ccy", account.currency),
            element("Ownr", element("Nm", account.holder.name)),
            element("Svcr", element("FinInstnId", element("Nm", bank))),
        ),
        _balance(account, "OPBD", account.opening, account.start.isoformat()),
        _balance(account, "CLBD", account.closing, account.end.isoformat()),
        _balance(account, "CLAV", account.closing + 500, account.end.isoformat()),
        *(_entry(account, number, version) for number in range(len(account.bookings))),
    )


def _balance(account: Account, code: str, amount: Decimal, day: str) -> Markup:
    return element(
        "Bal",
        element("Tp", element("CdOrPrtry", element("Cd", code))),
        _amount(account, amount),
        _side(amount),
        element("Dt", element("Dt", day)),
    )


def _entry(account: Account, number: int, version: str) -> Markup:
    booking = account.bookings[number]
    status = element("Sts", "BOOK") if version == "02" else element("Sts", element("Cd", "BOOK"))
    batch = booking.amount > 1 and number % 5 == 0
    parts = _halves(booking.amount) if batch else (booking.amount,)
    details = [_details(account, booking, part) for part in parts]
    counted = element("Btch", element("NbOfTxs", str(len(parts)))) if batch else Markup("")
    return element(
        "Ntry",
        _amount(account, booking.amount),
        _side(booking.amount),
        status,
        element("BookgDt", element("Dt", booking.date.isoformat())),
        element("ValDt", element("Dt", (booking.value_date or booking.date).isoformat())),
        element("AcctSvcrRef", f"{booking.date:%Y%m%d}{number:05d}"),
        element("BkTxCd", element("Prtry", element("Cd", booking.code or "NTRF"))),
        element("NtryDtls", counted, *details),
    )


def _details(account: Account, booking: Booking, amount: Decimal) -> Markup:
    parts = [
        element("Refs", element("EndToEndId", booking.reference or "NOTPROVIDED")),
        _amount(account, amount),
        _side(amount),
        element("RmtInf", element("Ustrd", " ".join(booking.text))),
    ]
    return element("TxDtls", group(*parts))


def _halves(amount: Decimal) -> tuple[Decimal, Decimal]:
    first = (amount / 2).quantize(Decimal("0.01"))
    return first, amount - first


def _amount(account: Account, amount: Decimal) -> Markup:
    return element("Amt", f"{abs(amount):.2f}", Ccy=account.currency)


def _side(amount: Decimal) -> Markup:
    return element("CdtDbtInd", "DBIT" if amount < 0 else "CRDT")
