"""In which currency a payslip is: as printed beside amounts, or as the law that it names says."""

from __future__ import annotations

import re
from collections import Counter

from documents.reading.extract.pay import vocabulary
from documents.reading.extract.pay.slip import Slip
from documents.reading.layout import fold
from documents.reading.types import Box, Value

_PRINTED, _DOLLAR, _BY_LAW = 0.97, 0.9, 0.85


def currency(slip: Slip) -> Value | None:
    """Return the value `currency`, or None where neither amounts nor law tell."""
    printed = [
        (money.currency, found.page, money) for found in slip.scans for money in found.money if money.currency
    ]
    if printed:
        code = Counter(code for code, _, _ in printed).most_common(1)[0][0]
        page, money = next((page, money) for found, page, money in printed if found == code)
        return Value("currency", money.text, code, _PRINTED, page, money.box, "printed")
    by_law = _by_law(slip)
    dollars = [(found.page, money) for found in slip.scans for money in found.money if "$" in money.text]
    if dollars:
        code = by_law.normal if by_law and by_law.normal in {"AUD", "NZD", "CAD"} else "USD"
        page, money = dollars[0]
        return Value("currency", money.text, code, _DOLLAR, page, money.box, "dollar")
    return by_law


def _by_law(slip: Slip) -> Value | None:
    for code, pattern in vocabulary.LAW:
        for row in slip.rows:
            if match := re.search(pattern, fold(row.text)):
                box = Box.around([word.box for word in row.words])
                return Value("currency", match[0], code, _BY_LAW, row.page, box, "law")
    return None
