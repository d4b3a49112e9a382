"""Who holds which account at which bank: the values of a statement's head, beside or under their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.reading.amounts import CURRENCY_CODES, currency_code
from documents.reading.extract.statement.tokens import Scan
from documents.reading.layout import Cell, Label, Row, cell_of, fold, labels_in, value_below, value_right_of
from documents.reading.types import Box, Value, Word

_ACCOUNT_LABELS = (
    r"(?:card|bank|your|main|cheque|savings|current)? ?account ?(?:number|no|nr|num|#)\b\.?",
    r"(?:card|kaart|kredietkaart|credit card) ?(?:number|no|nommer|nr)\b\.?|karten ?(?:nummer|nr)\b\.?|numero de (?:la )?carte",
    r"kreditkarten ?(?:nummer|nr)\b\.?|numero de tarjeta|numero carta|kaartnummer|card ending(?: in)?",
    r"acc(?:t|ount)?\.? ?(?:no|number|#)\b\.?|a/c ?(?:no|number)?\b\.?|rekening ?(?:nommer|nummer|no|nr)\b\.?",
    r"konto ?-? ?(?:nummer|nr)\b\.?|kontonr\.?|numero (?:de )?compte|n[°ºo]\.? (?:de )?compte|compte (?:n[°ºo]|numero)\.?",
    r"numero (?:de )?cuenta|n[°ºo]\.? (?:de )?cuenta|cuenta (?:n[°ºo]|numero)\.?|numero (?:di )?conto|n[°ºo]\.? conto",
    r"conto (?:corrente )?(?:n[°ºo]|numero)\.?|verrechnungskonto|account(?= ?:)|account #|account|konto|compte|cuenta|rekening",
)
_HOLDER_LABELS = (
    r"account ?holder(?:'?s)?(?: name)?|account ?name|name of account(?: holder)?|customer name|client name|holder",
    r"card ?holder(?:'?s)?(?: name)?|card ?member|account owner|name of customer|in the name of|prepared for|customer",
    r"rekening ?houer|rekeninghouder|ten name van|t\.n\.v\.|naam|klantnaam|kaarthouer|kaarthouder",
    r"konto ?inhaber(?:in)?|karteninhaber(?:in)?|inhaber|kunde|titulaire(?: du compte)?|intitule du compte|titular",
    r"intestatario|intestazione|nombre del titular|nombre|cliente|client|nom",
)
_BANK_LABELS = (r"bank(?: name)?|issuer|issued by|issuing bank|kreditinstitut|banque|banco|banca|emisor",)
_NUMBER_LABELS = (
    r"(?:bank )?statement ?(?:number|no|nr|#)\b\.?|statement of account no\.?|staat ?(?:nommer|no|nr)\b\.?",
    r"(?:konto)?auszug(?:s)? ?-? ?(?:nummer|nr|no)\b\.?|auszug(?=:? \d)|kontoauszug(?=:? \d)|volgnummer|afschrift ?(?:nummer|nr)\b\.?",
    r"releve (?:de compte )?(?:n[°ºo]|numero)\.?|numero (?:de |du )?releve|n[°ºo]\.? (?:de |du )?releve|estratto conto n\.?",
    r"extracto (?:n[°ºo]|numero)\.?|numero (?:de )?extracto|periodenauszugs-?nr\.?|afskrif ?nommer|statement(?=:? \d{1,4}$)",
)
_CURRENCY_LABELS = (
    r"(?:account |statement )?currency|(?:konto)?wahrung|devise|monnaie|valuta|muntsoort|geldeenheid|moneda|divisa",
)
_NUMBER = r"(?<![\w])[A-Z]{0,4}[-./ ]?[\dxX*•#][\dxX*•#./ -]*[\dxX*•#](?:[ ]?[A-Z]{3}\b)?"
_STATEMENT_NUMBER = r"\d{1,6}(?: ?/ ?\d{1,6})?(?![\w.,])|[A-Z]{0,3}-?\d{2,12}(?![\w.,])"
_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})(?![A-Z0-9])")
_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|rev|adv|herr|herrn|frau|m|mme|mlle|monsieur|madame|dhr|mevr|mw|mnr|mev|me|sr|sra|don|dona|"
    r"sig|sigra|eheleute|familie|firma|messrs)\.?(?: (?:and|und|et|&|u\.|or|oder) (?:mr|mrs|ms|frau|herr|mme|mev)\.?)?$"
)
_BANKISH = re.compile(
    r"(?<!\w)(?:\w*bank\w*|banque|banco|banca|caixa|caisse|sparkasse|sparkas|volksbank|credit union|building society|"
    r"kantonalbank|cooperative|mutual|bancorp|financial|kasse|card services|credit|bourse|postfinance)(?!\w)"
)
_NO_BANK = re.compile(
    r"bank(?:ing)? (?:statement|details|code|charges|identifier|account|transfer)|bankleitzahl|bank-?verbindung|online|"
    r"www|http|@|iban|bic|swift|code of|telephone|internet bank|if you|your bank|please|our|ombud|member|deposit|dear|:"
)
_LEGAL = re.compile(
    r"(?<!\w)(?:ltd|limited|plc|ag|s\.?a\.?|n\.?v\.?|b\.?v\.?|inc|n\.a\.|gmbh|eg|kgaa|spa|s\.p\.a\.|bpk|beperk)(?!\w)"
)
_HEAD = 0.45  # of the first page: where addressee and bank stand


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of a document that lie outside its tables, page by page."""

    pages: tuple[tuple[Row, ...], ...]

    def labels(self, patterns: Sequence[str]) -> list[Label]:
        """Return the labels found, better patterns first, then by place."""
        found = [label for rows in self.pages for label in labels_in(rows, patterns)]
        return sorted(found, key=lambda label: (label.rank, label.page, label.index, label.start))


def head_of(scans: Sequence[Scan], used: set[int]) -> Head:
    """Return what stands outside the tables."""
    pages: dict[int, list[Row]] = {}
    for scan in scans:
        if scan.index not in used:
            pages.setdefault(scan.page, []).append(scan.row)
    return Head(tuple(tuple(rows) for rows in pages.values()))


def account_values(head: Head, scans: Sequence[Scan]) -> list[Value]:
    """Find account number, holder, bank, IBAN, statement number and currency."""
    iban = find_iban(head)
    found = [
        find_account_number(head, iban),
        find_holder(head),
        find_bank(head),
        iban,
        find_statement_number(head),
        find_currency(head, scans),
    ]
    return [value for value in found if value is not None]


def find_account_number(head: Head, iban: Value | None) -> Value | None:
    """Find the number of the account or card beside or under its label."""
    for label in head.labels(_ACCOUNT_LABELS):
        for cell, rule in (
            (value_right_of(label, _NUMBER), "label right"),
            (value_below(label, _NUMBER), "label below"),
        ):
            if cell is None or not _is_number(cell.text) or not _near(label, cell):
                continue
            sure = (0.97 if label.rank < len(_ACCOUNT_LABELS) - 1 else 0.85) - (
                0.07 if rule == "label below" else 0
            )
            return _value("account_number", cell, identifier(cell.text), sure, rule)
    if iban is not None and iban.rule == "account label":
        return Value("account_number", iban.text, iban.normal, 0.95, iban.page, iban.box, iban.rule)
    return None


def identifier(text: str) -> str:
    """Return a number without the spaces and dashes that group it."""
    return re.sub(r"[ .\-]", "", re.sub(r" [A-Z]{3}$", "", text.strip()))


def find_iban(head: Head) -> Value | None:
    """Find the account's own IBAN: valid, and first of all beside its label or that of the account."""
    best: tuple[float, Value] | None = None
    for rows in head.pages:
        for row in rows:
            for match in _IBAN.finditer(row.text.upper()):
                compact = _trimmed(match[1])
                if compact is None:
                    continue
                cell = _cell_at(row, match.start(1), match.end(1))
                before = fold(row.text[: match.start(1)])
                labelled = "iban" in before
                account = bool(
                    re.search(r"(?:rekening|konto|account|compte|cuenta|conto)\w*\W*(?:iban)?\W*$", before)
                )
                score = 0.9 + 0.08 * labelled + 0.06 * account - 0.02 * (row.page - 1)
                rule = "account label" if account and not labelled else "iban"
                if best is None or score > best[0]:
                    best = (score, _value("iban", cell, compact, min(score, 0.99), rule))
    return best[1] if best else None


def find_statement_number(head: Head) -> Value | None:
    """Find the number of the statement."""
    for label in head.labels(_NUMBER_LABELS):
        for cell in (value_right_of(label, _STATEMENT_NUMBER), value_below(label, _STATEMENT_NUMBER)):
            if cell is not None and _near(label, cell) and not re.fullmatch(r"(?:19|20)\d\d", cell.text):
                return _value("statement_number", cell, re.sub(r"\s", "", cell.text), 0.93, "label")
    return None


def find_holder(head: Head) -> Value | None:
    """Find the holder beside a label, else as the first line of the address block."""
    for label in head.labels(_HOLDER_LABELS):
        for cell in (value_right_of(label), value_below(label, lines=1)):
            if cell is not None and _is_name(cell.text) and _near(label, cell):
                return _value("account_holder", cell, " ".join(cell.text.split()), 0.93, "label")
    return _addressee(head)


def find_bank(head: Head) -> Value | None:
    """Find the bank's name: labelled, else the most telling line that names a bank."""
    for label in head.labels(_BANK_LABELS):
        cell = value_right_of(label)
        if (
            cell is not None
            and label.start == 0
            and label.row.text[len(label.text) :].lstrip().startswith(":")
        ):
            return _value("bank_name", cell, " ".join(cell.text.split()), 0.9, "label")
    best: tuple[float, Value] | None = None
    for row in (row for rows in head.pages for row in rows):
        for cell in row.cells(3.0):
            score, text = _bank_score(cell, row)
            if score > 0 and (best is None or score > best[0]):
                best = (score, _value("bank_name", cell, text, min(0.6 + 0.1 * score, 0.9), "bank words"))
    return best[1] if best else None


def find_currency(head: Head, scans: Sequence[Scan]) -> Value | None:
    """Find the currency by label, else by the codes and symbols printed with amounts."""
    codes = "|".join(sorted(CURRENCY_CODES))
    for label in head.labels(_CURRENCY_LABELS):
        for cell in (value_right_of(label, rf"\b(?:{codes})\b"), value_below(label, rf"\b(?:{codes})\b")):
            if cell is not None and _near(label, cell):
                return _value("currency", cell, cell.text, 0.98, "label")
    return _currency_of_amounts(scans) or _currency_in_text(scans, codes) or _dollars(scans)


def _currency_of_amounts(scans: Sequence[Scan]) -> Value | None:
    printed = [(money, scan) for scan in scans for money in scan.money if money.currency]
    counts = Counter(money.currency for money, _ in printed)
    if not counts:
        return None
    code, count = counts.most_common(1)[0]
    money, scan = next((money, scan) for money, scan in printed if money.currency == code)
    sure = 0.97 if count >= 0.8 * sum(counts.values()) and count > 1 else 0.8
    return Value("currency", money.text, code, sure, scan.page, money.box, "amounts")


def _currency_in_text(scans: Sequence[Scan], codes: str) -> Value | None:
    """Find "in EUR", "(ZAR)", "Amount (R)" and the like in headings, then any code."""
    patterns = (
        rf"(?:in|en|\() ?({codes})\b",
        r"\((R|€|£|Rands?|Euros?)\)",
        rf"\b({codes})\b",
        r"(?:^|\s)(€|£)(?:\s|$)",
    )
    for sure, pattern in zip((0.95, 0.95, 0.8, 0.8), patterns, strict=True):
        for scan in scans:
            if match := re.search(pattern, scan.row.text):
                cell = _cell_at(scan.row, match.start(1), match.end(1))
                code = {"Rand": "ZAR", "Rands": "ZAR", "Euro": "EUR", "Euros": "EUR"}.get(
                    match[1]
                ) or currency_code(match[1])
                return _value("currency", cell, code, sure, "text")
    return None


def _dollars(scans: Sequence[Scan]) -> Value | None:
    """Read a bare dollar sign as the US dollar, with the doubt that belongs to it."""
    for scan in scans:
        for money in scan.money:
            if "$" in money.text:
                return Value("currency", money.text, "USD", 0.75, scan.page, money.box, "dollar sign")
    return None


def _addressee(head: Head) -> Value | None:
    """Find the first line of a block of short lines one of which ends or begins with a postal code."""
    if not head.pages:
        return None
    first = [row for row in head.pages[0] if row.box.y0 < _HEAD]
    cells = [cell for row in first for cell in row.cells(3.0)]
    for cell in cells:
        below = _block_below(cell, cells)
        lines = [cell, *below]
        while lines and _TITLE.match(fold(lines[0].text)):
            lines.pop(0)
        if len(lines) < 2 or not _is_name(lines[0].text) or _BANKISH.search(fold(lines[0].text)):
            continue
        if any(_postal(line.text) for line in lines[1:6]):
            return _value("account_holder", lines[0], " ".join(lines[0].text.split()), 0.8, "address block")
    return _titled(cells)


def _block_below(cell: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells flush left with one and following it without a wide gap."""
    block = []
    last = cell
    for other in cells:
        step = other.box.y0 - last.box.y0
        height = last.box.y1 - last.box.y0
        if (
            other is not cell
            and abs(other.box.x0 - cell.box.x0) < 0.012
            and 0 < step < 3.4 * max(height, 0.006)
        ):
            block.append(other)
            last = other
    return block


def _titled(cells: Iterable[Cell]) -> Value | None:
    for cell in cells:
        first, _, rest = cell.text.partition(" ")
        if (
            _TITLE.match(fold(first))
            and _is_name(rest)
            and len(rest.split()) < 5
            and not _BANKISH.search(fold(rest))
        ):
            return _value("account_holder", cell, " ".join(cell.text.split()), 0.7, "title")
    return None


def _postal(text: str) -> bool:
    clean = fold(text).strip()
    return bool(
        re.search(
            r"(?:^|\s|[a-z]-)\d{4,6}(?: ?[a-z]{2})?(?:\s|$|-\d)|^[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}$", clean
        )
        or re.search(r"(?<!\w)[a-z]{1,2}\d[\da-z]? \d[a-z]{2}(?!\w)|(?<!\w)[a-z]{2} \d{5}", clean)
    )


def _is_name(text: str) -> bool:
    folded = fold(text)
    letters = len(re.findall(r"[^\W\d_]", text))
    known = re.search(
        r"(?<!\w)(?:statement|account|page|date|number|balance|branch|street|box|tel|fax|vat|period|kontoauszug|auszug|"
        r"seite|datum|postfach|konto|releve|rekening|afschrift|from|to|summary|code|type|iban|bic|telephone)(?!\w)",
        folded,
    )
    return letters >= 3 and not known and not re.search(r"\d{3,}|[:@]|www", folded) and len(text) < 60


def _is_number(text: str) -> bool:
    digits = len(re.findall(r"[\d*xX•#]", text))
    return digits >= 5 and not re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text.strip())


def _near(label: Label, cell: Cell) -> bool:
    """Tell whether a value is its label's and not that of another label between them."""
    gap = cell.box.x0 - label.box.x1
    between = [w for w in label.row.words[label.end :] if w.box.x1 <= cell.box.x0 + 1e-6]
    if cell.box.y0 > label.box.y1:
        return True
    return gap < 0.45 and sum(1 for word in between if re.search(r"[^\W\d_]{2,}", word.text)) <= 2


def _trimmed(text: str) -> str | None:
    """Return the longest valid IBAN at the beginning of a run of letters and digits."""
    compact = text.replace(" ", "")
    for length in range(min(len(compact), 34), 14, -1):
        if _valid_iban(compact[:length]):
            return compact[:length]
    return None


def _valid_iban(text: str) -> bool:
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _bank_score(cell: Cell, row: Row) -> tuple[float, str]:
    """Return how telling a cell is as the bank's name, and the name in it."""
    name = re.split(r"\s[-–|•·,(]\s?|,|\(| reg\b| Reg\b", " ".join(cell.text.split()))[0].strip()
    folded = fold(name)
    if not _BANKISH.search(folded) or _NO_BANK.search(folded) or len(name) > 45 or re.search(r"\d{3}", name):
        return 0.0, name
    words = len(name.split())
    size = (row.box.y1 - row.box.y0) * 40
    score = 1.0 + (row.page == 1) * 0.5 + (row.box.y0 < 0.12) * 0.8 + bool(_LEGAL.search(folded)) * 0.3
    return score + min(size, 1.0) - 0.25 * max(words - 4, 0) - 0.1 * (words == 1), name


def _cell_at(row: Row, start: int, end: int) -> Cell:
    words: list[Word] = []
    at = 0
    for word in row.words:
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text) + 1
    return cell_of(row.page, words)


def _value(name: str, cell: Cell, normal: str, confidence: float, rule: str) -> Value:
    sure = confidence * min(cell.confidence + 0.03, 1.0)
    box = Box(cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y1)
    return Value(name, cell.text, normal, sure, cell.page, box, rule)
