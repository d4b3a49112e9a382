"""Whether the figures of an invoice or a receipt add up, in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from documents.reading.types import CheckResult, Line, Outcome, Value

ZERO = Decimal(0)


def invoice_checks(values: Sequence[Value], lines: Sequence[Line]) -> tuple[CheckResult, ...]:
    """Check the totals of one invoice or receipt against each other and against its positions.

    Args:
        values: the values read; `net_total`, `tax_total`, `gross_total` and `amount_due` are used, where they
            were read also `prepaid_total`, `withheld_total` (what the customer keeps back for the tax office
            counts as paid), `previous_balance`, `rounding_amount`, `allowance_total` and `charge_total`.
        lines: the positions, each with its net amount.

    Returns:
        "net_plus_tax", "line_sum" and "amount_due", in this order, always all three. No tolerance.

    Source: EN 16931-1 rules BR-CO-10, BR-CO-13, BR-CO-15 and BR-CO-16.
    """
    figures = _figures(values)
    return (_net_plus_tax(figures), _line_sum(figures, lines), _amount_due(figures))


def _figures(values: Sequence[Value]) -> dict[str, Decimal]:
    figures: dict[str, Decimal] = {}
    for value in sorted(values, key=lambda value: value.confidence):
        try:
            number = Decimal(value.normal)
        except InvalidOperation:
            continue
        if number.is_finite():
            figures[value.name] = number
    return figures


def _net_plus_tax(figures: dict[str, Decimal]) -> CheckResult:
    kind = "net_plus_tax"
    if missing := _missing(figures, ("net_total", "tax_total", "gross_total")):
        return _not_possible(kind, missing)
    net, tax, gross = figures["net_total"], figures["tax_total"], figures["gross_total"]
    rounding = figures.get("rounding_amount", ZERO)
    if rounding and gross == net + tax + rounding:
        detail = f"Net {net} plus tax {tax} and rounding {rounding} is the total {gross}."
        return CheckResult(kind, Outcome.PASSED, detail, gross, gross)
    if gross == net + tax:
        return CheckResult(
            kind, Outcome.PASSED, f"Net {net} plus tax {tax} is the total {gross}.", gross, gross
        )
    detail = f"Net {net} plus tax {tax} is {net + tax}, but the total says {gross}."
    return CheckResult(kind, Outcome.FAILED, detail, net + tax, gross)


def _line_sum(figures: dict[str, Decimal], lines: Sequence[Line]) -> CheckResult:
    kind = "line_sum"
    if missing := _missing(figures, ("net_total",)):
        return _not_possible(kind, missing)
    amounts = [line.amount for line in lines if line.amount is not None]
    if not amounts or len(amounts) < len(lines):
        return _not_possible(kind, "the amount of every position")
    net = figures["net_total"]
    expected = sum(amounts, ZERO) - figures.get("allowance_total", ZERO) + figures.get("charge_total", ZERO)
    if expected == net:
        detail = f"The {len(amounts)} positions add up to the net amount {net}."
        return CheckResult(kind, Outcome.PASSED, detail, expected, net)
    detail = f"The {len(amounts)} positions add up to {expected}, but the net amount says {net}."
    return CheckResult(kind, Outcome.FAILED, detail, expected, net)


def _amount_due(figures: dict[str, Decimal]) -> CheckResult:
    kind = "amount_due"
    if missing := _missing(figures, ("gross_total", "amount_due")):
        return _not_possible(kind, missing)
    due, gross = figures["amount_due"], figures["gross_total"]
    paid = figures.get("prepaid_total", ZERO) + figures.get("withheld_total", ZERO)
    expected = gross + figures.get("previous_balance", ZERO) - paid + figures.get("rounding_amount", ZERO)
    if due in (expected, expected - figures.get("rounding_amount", ZERO)):
        return CheckResult(
            kind, Outcome.PASSED, f"The amount due {due} follows from the total {gross}.", expected, due
        )
    detail = f"The amount due should be {expected} by the total and the payments read, but says {due}."
    return CheckResult(kind, Outcome.FAILED, detail, expected, due)


def _missing(figures: dict[str, Decimal], names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names if name not in figures)


def _not_possible(kind: str, missing: str) -> CheckResult:
    return CheckResult(kind, Outcome.NOT_POSSIBLE, f"Not possible: {missing} could not be read.")
