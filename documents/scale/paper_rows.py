"""One batch of documents as rows: keys, versions, pages, values, and what search reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

import numpy as np
from django.conf import settings

from documents.constants import DocumentKind, DocumentStatus
from documents.models import Document, DocumentVersion, Field, Page
from documents.scale.corpus import CURRENCIES, STATUSES, TYPES, Corpus, language_code
from documents.scale.files import file_store
from documents.scale.keys import days, keys_at, moments, written
from documents.scale.loading import NULL, Table, binary, plain
from documents.scale.papers import Paper, Printer
from documents.search import config_of, words
from vault.blind_index import blind_index
from vault.constants import KeyPurpose
from vault.many_keys import KeyMaker
from vault.models import DataKey

DATA_KEYS = Table(DataKey, "id purpose wrapped_files_keyset wrapped_values_keyset kek_uri created_at")
DOCUMENTS = Table(
    Document,
    "id owner_id case_id name status type confidence document_date period_start period_end amount currency "
    "failure_code failure page_count language data_key_id created_at updated_at",
)
VERSIONS = Table(DocumentVersion, "id document_id file_name sha256 size format mime storage_key created_at")
PAGES = Table(Page, "id version_id number width height text source confidence")
FIELDS = Table(
    Field,
    "id version_id position name text normal sealed_text sealed_normal blind_index confidence extractor",
)
SEARCH = "document_id uuid, config regconfig, name text, body text"
_STATEMENTS = {DocumentKind.BANK_STATEMENT, DocumentKind.CREDIT_CARD_STATEMENT}
_DAY = 86_400_000_000
_BYTES_A_PAGE = 60_000


@dataclass(slots=True)
class Rows:
    """Lines for COPY, by table."""

    documents: list[str] = field(default_factory=list)
    data_keys: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    search: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _One:
    """What the rows of one document share."""

    place: int
    key: str
    version: str
    data_key: str
    kind: DocumentKind
    status: DocumentStatus
    created: str
    day: str
    secret: bytes
    files: bytes


class Clerk:
    """Writes documents down, batch by batch."""

    def __init__(self, corpus: Corpus, chance: np.random.Generator, files: int = 0) -> None:
        """Take what the documents are, and how many of the newest have a file."""
        self._files = files
        self._corpus, self._chance = corpus, chance
        self._printer, self._keys = Printer(chance), KeyMaker()
        self._account = lru_cache(maxsize=100_000)(_account)  # under the keys of this database
        self._uri = plain(settings.VAULT_KEK_URI)

    def rows(self, begin: int, end: int) -> Rows:
        """Return the rows of the documents from one place to another."""
        corpus, rows = self._corpus, Rows()
        times = corpus.times[begin:end]
        versions, data_keys = (written(keys_at(times, self._chance)) for _ in range(2))
        created, day = moments(times), days(times - self._chance.integers(0, 40 * _DAY, len(times)))
        cents = (self._chance.lognormal(11, 1.6, len(times))).astype(np.int64).tolist()
        hashes = self._chance.bytes(32 * len(times)).hex()
        ones, names = [], []
        for n, key in enumerate(written(corpus.keys[begin:end])):
            files, values, secret = self._keys.make(UUID(data_keys[n]))
            rows.data_keys.append(
                f"{data_keys[n]}\t{KeyPurpose.DOCUMENT}\t{binary(files)}\t{binary(values)}\t{self._uri}\t{created[n]}"
            )
            kind, status = TYPES[corpus.types[begin + n]][0], STATUSES[corpus.statuses[begin + n]][0]
            one = _One(
                begin + n, key, versions[n], data_keys[n], kind, status, created[n], day[n], secret, files
            )
            ones.append(one)
            names.append(_name(one))
            rows.documents.append(self._document(one, names[-1], cents[n]))
            rows.versions.append(self._version(one, names[-1], hashes[64 * n : 64 * n + 64]))
        self._read(rows, ones, names)
        return rows

    def _document(self, one: _One, name: str, cents: int) -> str:
        corpus, place = self._corpus, one.place
        is_read, has_failed = bool(corpus.pages[place]), one.status is DocumentStatus.FAILED
        case = int(corpus.case[place])
        read = (
            (
                one.kind,
                f"{0.7 + (cents % 30) / 100:.2f}",
                one.day,
                _month_before(one.day),
                one.day,
                f"{cents / 100:.2f}",
            )
            if is_read
            else ("", NULL, NULL, NULL, NULL, NULL)
        )
        return "\t".join(
            (
                one.key,
                _at(corpus.users, int(corpus.owners[place])),
                NULL if case < 0 else _at(corpus.cases, case),
                name,
                one.status,
                *read,
                CURRENCIES[corpus.currencies[place]][0] if is_read else "",
                "damaged" if has_failed else "",
                "The file is damaged." if has_failed else "",
                str(corpus.pages[place]),
                language_code(int(corpus.languages[place])) if is_read else "",
                one.data_key,
                one.created,
                one.created,
            )
        )

    def _version(self, one: _One, name: str, sha256: str) -> str:
        size = _BYTES_A_PAGE * max(1, int(self._corpus.pages[one.place])) + int(sha256[:4], 16)
        place = f"{one.created[:10].replace('-', '/')}/{UUID(one.version)}.sealed"
        if one.place >= len(self._corpus.keys) - self._files:
            version = DocumentVersion(id=UUID(one.version), document_id=UUID(one.key), storage_key=place)
            stored = file_store(
                version=version, wrapped=one.files, data_key=str(UUID(one.data_key)), number=one.place
            )
            sha256, size = stored.sha256, stored.size
        return (
            f"{one.version}\t{one.key}\t{name}\t{sha256}\t{size}\tpdf\tapplication/pdf\t"
            f"{place}\t{one.created}"
        )

    def _read(self, rows: Rows, ones: list[_One], names: list[str]) -> None:
        corpus = self._corpus
        read = [(one, name) for one, name in zip(ones, names, strict=True) if corpus.pages[one.place]]
        heads = [f"{one.kind.label} {name} {one.day}{self._planted(one.place)}" for one, name in read]
        places = [one.place for one, _ in read]
        papers = self._printer.print(corpus.languages[places].tolist(), corpus.pages[places].tolist(), heads)
        page_keys = iter(
            written(keys_at(np.repeat(corpus.times[places], corpus.pages[places]), self._chance))
        )
        field_keys = iter(written(keys_at(corpus.times[places], self._chance)))
        for (one, name), paper in zip(read, papers, strict=True):
            config = config_of(language_code(int(corpus.languages[one.place])))
            rows.search.append(f"{one.key}\t{config}\t{words(name)}\t{paper.words}")
            rows.pages.extend(_pages(one, paper, page_keys))
            rows.fields.extend(self._field(one, next(field_keys)))

    def _planted(self, place: int) -> str:
        return "".join(f" {word}" for word, places in self._corpus.planted.items() if place in places)

    def _field(self, one: _One, key: str) -> list[str]:
        start = f"{key}\t{one.version}\t0\t"
        if one.kind is DocumentKind.INVOICE:
            number = f"INV-{one.place:07d}"
            return [f"{start}invoice_number\t{number}\t{number}\t\\\\x\t\\\\x\t\\\\x\t0.97\tscale"]
        if one.kind in _STATEMENTS:
            case = int(self._corpus.case[one.place])
            number = str(6_200_000_000 + (case if case >= 0 else one.place))
            row = UUID(key)
            text, normal = (
                self._keys.seal(one.secret, number, table="documents.field", row=row, field=part)
                for part in ("text", "normal")
            )
            return [
                f"{start}account_number\t\t\t{binary(text)}\t{binary(normal)}\t{self._account(number)}\t0.96\tscale"
            ]
        return []


def _pages(one: _One, paper: Paper, keys: object) -> list[str]:
    return [
        f"{next(keys)}\t{one.version}\t{number}\t595\t842\t{plain(text)}\ttext\t1"  # type: ignore[call-overload]
        for number, text in enumerate(paper.pages, 1)
    ]


def _name(one: _One) -> str:
    return f"{one.kind.replace('_', '-')}-{one.day[:7]}-{one.place:07d}.pdf"


def _at(keys: np.ndarray[tuple[int], np.dtype[np.bytes_]], place: int) -> str:
    return bytes(keys[place]).decode()


def _month_before(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year - 1}-12-01" if month == 1 else f"{year}-{month - 1:02d}-01"


def _account(number: str) -> str:
    return binary(blind_index("account_number", number))
