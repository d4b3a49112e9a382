"""The demonstration: loan applications of fictional people and companies, whose papers fit each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from documents.sample import accounts, forging, parties
from documents.sample.accounts import Account, Booking, Plan
from documents.sample.banks import LAYOUTS
from documents.sample.chance import digits, stream
from documents.sample.degrade import Wear, scanned
from documents.sample.electronic import einvoice
from documents.sample.invoices import invoice
from documents.sample.invoicing.deal import Deal, deal
from documents.sample.parties import Party
from documents.sample.paying.pay import Pay, pay
from documents.sample.payslips import payslip
from documents.sample.receipts import receipt
from documents.sample.statements import plan_for, statement
from documents.sample.structured import (
    camt_sample,
    csv_sample,
    einvoice_sample,
    facturx_sample,
    mt940_sample,
    ofx_sample,
)
from documents.sample.tax_forms import tax_form
from documents.sample.taxing.facts import facts
from documents.sample.types import Sample

MONTHS = ((2024, 11), (2024, 12), (2025, 1))
_SCANNER = Wear(dpi=170, skew=0.7, noise=4, jpeg_quality=62, blur=0.35)


@dataclass(frozen=True, slots=True)
class _Applicant:
    """Who applies, where their account is, and what happens on it beside daily life."""

    party: Party
    layout: str
    number: str
    opening: Decimal
    habits: str = ""
    scale: float = 1.0
    employer: str = ""
    salaries: tuple[Decimal, ...] = ()
    received: tuple[Booking, ...] = ()


def demo(seed: int = 1) -> list[Sample]:
    """Return the documents of four loan applications, the same for the same seed."""
    return [*_home_loan(seed), *_vehicle_finance(seed), *_working_capital(seed), *_trade_finance(seed)]


def _home_loan(seed: int) -> Iterator[Sample]:
    """A salaried couple's papers in good order."""
    rnd = stream(seed, "demo", "home loan")
    slips = _months_of_pay(rnd, Decimal("38500.00"))
    employee, employer = slips[0].employee, slips[0].employer
    case = f"Home loan {employee.name}"
    applicant = _salaried(rnd, slips, "karoo", Decimal("12480.55"))
    papers = [
        *_statements(rnd, applicant, ("cheque-2024-11.pdf", "cheque-2024-12.pdf", "cheque-2025-01.pdf")),
        *(payslip("za_boxes", slip, name=f"payslip-{slip.end:%Y-%m}.pdf") for slip in slips),
        tax_form(
            "irp5",
            facts(rnd, person=employee, employer=employer, year=2024, basic=Decimal(36700)),
            name="irp5-2024.pdf",
        ),
        receipt(rnd, "za_grocer", name="groceries", date=dt.date(2025, 1, 11)),
    ]
    yield from (replace(paper, case=case) for paper in papers)


def _vehicle_finance(seed: int) -> Iterator[Sample]:
    """An applicant one of whose statements somebody has edited."""
    rnd = stream(seed, "demo", "vehicle finance")
    slips = _months_of_pay(rnd, Decimal("19250.00"))
    employee = slips[0].employee
    case = f"Vehicle finance {employee.name}"
    applicant = _salaried(rnd, slips, "drakens", Decimal("2310.18"))
    names = ("drakens-nov.pdf", "drakens-dec.pdf", "drakens-jan.pdf")
    card = LAYOUTS["gold_card"]
    owed = accounts.account(rnd, plan_for(rnd, card, holder=employee, count=22, **_period(2)))
    papers = [
        *_statements(rnd, applicant, names, forged=1),
        *(payslip("za_mono", slip, name=f"salary-advice-{slip.end:%Y-%m}.pdf") for slip in slips[1:]),
        statement(rnd, card, owed, name="credit-card-2025-01.pdf"),
        tax_form(
            "ita34", facts(rnd, person=employee, year=2024, basic=Decimal(18100)), name="ita34-2024.pdf"
        ),
    ]
    yield from (replace(paper, case=case) for paper in papers)


def _working_capital(seed: int) -> Iterator[Sample]:
    """A company: invoices that are paid on its account, one statement only as a scan, exports of its bank."""
    rnd = stream(seed, "demo", "working capital")
    company = replace(parties.company(rnd), name="Mzansi Trading Enterprise (Pty) Ltd")
    case = f"Working capital {company.name}"
    sold = [_sale(rnd, company, dt.date(2024, 11, 6)), _sale(rnd, company, dt.date(2024, 12, 3))]
    applicant = _Applicant(
        party=company,
        layout="table_bay",
        number=digits(rnd, 10, first="11"),
        opening=Decimal("84210.37"),
        habits="ZA_BUSINESS",
        received=tuple(_receipt_of(made, days) for made, days in zip(sold, (19, 34), strict=True)),
    )
    names = ("current-account-nov.pdf", "current-account-dec.pdf", "current-account-jan.pdf")
    first, second, third = _statements(rnd, applicant, names)
    savings = accounts.account(rnd, Plan("ZA", *_span(2), count=9, holder=company, habits="ZA_BUSINESS"))
    papers = [
        first,
        second,
        scanned(third, seed, _SCANNER),
        invoice(rnd, "za_letter", sold[0], name=f"invoice-{_file_part(sold[0])}.pdf"),
        invoice(rnd, "za_grid", sold[1], name=f"invoice-{_file_part(sold[1])}.pdf"),
        tax_form("tax_clearance", facts(rnd, employer=company, year=2025), name="tax-compliance-status.pdf"),
        ofx_sample("savings-2025-01", [savings], sgml=True),
        csv_sample("savings-2025-01", savings, "za_preamble"),
    ]
    yield from (replace(paper, case=case) for paper in papers)


def _trade_finance(seed: int) -> Iterator[Sample]:
    """An exporter with a bank and customers in Europe: everything electronic."""
    rnd = stream(seed, "demo", "trade finance")
    exporter = replace(parties.company(rnd, "DE"), name="Hoffmann Handels GmbH")
    case = f"Trade finance {exporter.name}"
    told = [
        accounts.account(
            rnd, Plan(country, *_span(2), count=count, holder=exporter, employer="NORDLICHT GMBH")
        )
        for country, count in (("DE", 14), ("NL", 8))
    ]
    bought, sold = _bill(rnd, "FR", None), _bill(rnd, "DE", exporter)
    papers = [
        camt_sample("statement-camt053", told, version="08"),
        mt940_sample("statement-mt940", told[:1], structured_purpose=True),
        facturx_sample(rnd, f"facture-{_file_part(bought)}", bought, "fr_letter"),
        einvoice_sample(f"rechnung-{_file_part(sold)}.xml", sold, einvoice.ubl(sold)),
        replace(receipt(rnd, "de_markt", name="bewirtung", date=dt.date(2025, 1, 17))),
    ]
    yield from (replace(paper, case=case) for paper in papers)


def _months_of_pay(rnd: Random, basic: Decimal) -> list[Pay]:
    employee, employer, number = parties.person(rnd), parties.company(rnd), digits(rnd, 4, first="1")
    slips = []
    for year, month in MONTHS:
        made = pay(rnd, "ZA", employee=employee, employer=employer, basic=basic, year=year, number=month)
        slips.append(replace(made, number=number, job="Fleet Controller", paid_on=dt.date(year, month, 25)))
    return slips


def _salaried(rnd: Random, slips: list[Pay], layout: str, opening: Decimal) -> _Applicant:
    return _Applicant(
        party=slips[0].employee,
        layout=layout,
        number=digits(rnd, LAYOUTS[layout].digits, first=LAYOUTS[layout].prefix),
        opening=opening,
        employer=slips[0].employer.name.split(" (")[0].upper(),
        salaries=tuple(slip.net for slip in slips),
        scale=float(slips[0].net) / 34_000,  # people spend what they earn
    )


def _statements(
    rnd: Random, applicant: _Applicant, names: tuple[str, ...], *, forged: int | None = None
) -> list[Sample]:
    """Print consecutive months; each opens with what the one before closed with."""
    layout = LAYOUTS[applicant.layout]
    opening, result = applicant.opening, []
    for place, name in enumerate(names):
        told = _month(rnd, applicant, place, opening)
        opening = told.closing
        if place == forged:
            told = forging.forge(rnd, told, "amount")
        result.append(statement(rnd, layout, told, name=name))
    return result


def _month(rnd: Random, applicant: _Applicant, place: int, opening: Decimal) -> Account:
    start, end = _span(place)
    plan = plan_for(
        rnd,
        LAYOUTS[applicant.layout],
        holder=applicant.party,
        number=applicant.number,
        scale=applicant.scale,
        opening=opening,
        count=(16, 21, 18)[place],
        habits=applicant.habits,
        employer=applicant.employer,
        salary=applicant.salaries[place] if applicant.salaries else None,
        fixed=tuple(booking for booking in applicant.received if start <= booking.date <= end),
        statement_number=41 + place,
        start=start,
        end=end,
    )
    return accounts.account(rnd, plan)


def _span(place: int) -> tuple[dt.date, dt.date]:
    return accounts.month(*MONTHS[place])


def _period(place: int) -> dict[str, dt.date]:
    start, end = _span(place)
    return {"start": start, "end": end}


def _sale(rnd: Random, company: Party, day: dt.date) -> Deal:
    made = deal(rnd, "ZA", count=3, supplier=company, date=day)
    return replace(made, credit=False, paid=Decimal("0.00"))


def _bill(rnd: Random, country: str, seller: Party | None) -> Deal:
    return replace(deal(rnd, country, count=4, supplier=seller, date=dt.date(2025, 1, 14)), credit=False)


def _receipt_of(made: Deal, days: int) -> Booking:
    text = (f"EFT credit {made.customer.name.upper()}", f"{made.number}")
    return Booking(made.date + dt.timedelta(days=days), text, made.gross, code="CR", category="Sales")


def _file_part(made: Deal) -> str:
    return made.number.replace("/", "-")
