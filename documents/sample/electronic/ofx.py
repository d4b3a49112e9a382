"""OFX 1.x (SGML without end tags), OFX 2.x (XML) and QFX."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from documents.sample.accounts import Account, Booking
from documents.sample.electronic.markup import Markup, element, group

_SGML_HEAD = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\nCHARSET:1252\r\n"
    "COMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
_XML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
_LEAF = re.compile(r"<([A-Z0-9.]+)>([^<]*)</\1>")


def ofx(accounts: Sequence[Account], bank: str, *, sgml: bool, quicken: bool = False) -> bytes:
    """Return a file with a statement per account; `quicken` adds what QFX files have beside OFX."""
    end = max(account.end for account in accounts)
    own = group(element("INTU.BID", "04710"), element("INTU.USERID", "sample")) if quicken else Markup("")
    signed_on = element(
        "SONRS",
        element("STATUS", element("CODE", "0"), element("SEVERITY", "INFO")),
        element("DTSERVER", _stamp(end)),
        element("LANGUAGE", "ENG"),
        element("FI", element("ORG", bank), element("FID", "04710")),
        own,
    )
    statements = [_statement(account, index) for index, account in enumerate(accounts, 1)]
    body = element("OFX", element("SIGNONMSGSRSV1", signed_on), element("BANKMSGSRSV1", *statements))
    if not sgml:
        return (_XML_HEAD + body).encode()
    return (_SGML_HEAD + _LEAF.sub(r"<\1>\2\r\n", body)).encode("cp1252")


def _statement(account: Account, index: int) -> Markup:
    rows = [_transaction(account, number) for number in range(len(account.bookings))]
    dates = (element("DTSTART", _stamp(account.start)), element("DTEND", _stamp(account.end)))
    held_at = element(
        "BANKACCTFROM",
        element("BANKID", account.branch),
        element("ACCTID", account.number),
        element("ACCTTYPE", "CHECKING"),
    )
    balance = element(
        "LEDGERBAL", element("BALAMT", f"{account.closing:.2f}"), element("DTASOF", _stamp(account.end))
    )
    statement = element(
        "STMTRS",
        element("CURDEF", account.currency),
        held_at,
        element("BANKTRANLIST", *dates, *rows),
        balance,
    )
    status = element("STATUS", element("CODE", "0"), element("SEVERITY", "INFO"))
    return element("STMTTRNRS", element("TRNUID", str(index)), status, statement)


def _transaction(account: Account, number: int) -> Markup:
    booking = account.bookings[number]
    memo = booking.text[1:]
    return element(
        "STMTTRN",
        element("TRNTYPE", "CREDIT" if booking.amount > 0 else "DEBIT"),
        element("DTPOSTED", _stamp(booking.date)),
        element("TRNAMT", f"{booking.amount:.2f}"),
        element("FITID", f"{booking.date:%Y%m%d}{number:04d}"),
        element("NAME", short_name(booking)),
        element("MEMO", " ".join(memo)) if memo else Markup(""),
    )


def short_name(booking: Booking) -> str:
    """Return the first line of a booking's text as far as the 32 characters of a NAME hold it."""
    return booking.text[0][:32].rstrip()


def _stamp(day: dt.date) -> str:
    return f"{day:%Y%m%d}120000.000[+2:SAST]"
