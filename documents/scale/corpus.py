"""What every document of a seeded installation is, but for its text: drawn at once, 90 bytes a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from documents.constants import DocumentKind, DocumentStatus
from documents.scale.keys import Keys, Micros, keys_at
from documents.scale.plan import NAMED, YEARS, Plan
from documents.scale.vocabulary import LANGUAGE_SHARES, LANGUAGES

Ranks = NDArray[np.int64]
TYPES = (
    (DocumentKind.BANK_STATEMENT, 0.35),
    (DocumentKind.INVOICE, 0.2),
    (DocumentKind.RECEIPT, 0.14),
    (DocumentKind.PAYSLIP, 0.1),
    (DocumentKind.CREDIT_CARD_STATEMENT, 0.08),
    (DocumentKind.TAX_FORM, 0.04),
    (DocumentKind.OTHER, 0.04),
    (DocumentKind.LOAN_APPLICATION, 0.03),
    (DocumentKind.BROKER_NOTICE, 0.02),
)
STATUSES = (
    (DocumentStatus.READY, 0.81),
    (DocumentStatus.NEEDS_REVIEW, 0.13),
    (DocumentStatus.FAILED, 0.03),
    (DocumentStatus.RECEIVED, 0.02),
    (DocumentStatus.READING, 0.01),
)
CURRENCIES = (("ZAR", 0.62), ("USD", 0.14), ("EUR", 0.13), ("GBP", 0.08), ("NAD", 0.02), ("BWP", 0.01))
_READ = 2  # the first so many statuses are those of documents that were read
_DAY = 86_400_000_000
_IN_CASES = 0.7  # of the documents
_LATER = 60 * _DAY  # a case's documents come in over some months


@dataclass(frozen=True, slots=True)
class Corpus:
    """Columns; the same place in each is the same document, person or case."""

    users: Keys
    cases: Keys
    case_times: Micros
    case_owners: Ranks
    times: Micros
    keys: Keys
    types: Ranks
    statuses: Ranks
    currencies: Ranks
    languages: Ranks
    pages: Ranks
    case: Ranks  # -1 where it is in none
    owners: Ranks
    planted: dict[str, set[int]]

    @property
    def is_read(self) -> NDArray[np.bool_]:
        """Tell which documents have text."""
        return self.statuses < _READ


def corpus_draw(plan: Plan, chance: np.random.Generator) -> Corpus:
    """Draw it all; the same plan and chance give the same."""
    newest = int(plan.until.timestamp() * 1_000_000)
    span = YEARS * 365 * _DAY
    times = np.sort(newest - span + (span * chance.random(plan.documents) ** 0.7).astype(np.int64))
    users = keys_at(np.sort(newest - span - chance.integers(0, 365 * _DAY, plan.users)), chance)
    case_times = np.sort(newest - span + (span * chance.random(plan.cases) ** 0.8).astype(np.int64))
    case_owners = people(plan.cases, plan, chance)
    case = _cases_of(plan, case_times, times, chance)
    np.minimum.at(case_times, case[case >= 0], times[case >= 0])  # no document is older than its case
    owners = people(plan.documents, plan, chance)
    by_case_owner = (case >= 0) & (chance.random(plan.documents) < 0.8)
    owners[by_case_owner] = case_owners[case[by_case_owner]]
    statuses = _drawn([share for _, share in STATUSES], plan.documents, chance)
    return Corpus(
        users=users,
        cases=keys_at(case_times, chance),
        case_times=case_times,
        case_owners=case_owners,
        times=times,
        keys=keys_at(times, chance),
        types=_drawn([share for _, share in TYPES], plan.documents, chance),
        statuses=statuses,
        currencies=_drawn([share for _, share in CURRENCIES], plan.documents, chance),
        languages=_drawn(list(LANGUAGE_SHARES), plan.documents, chance),
        pages=np.where(statuses < _READ, 1 + _drawn([0.6, 0.27, 0.13], plan.documents, chance), 0),
        case=case,
        owners=owners,
        planted=_planted(plan, np.flatnonzero(statuses < _READ), chance),
    )


def language_code(rank: int) -> str:
    """Return the language of a rank."""
    return LANGUAGES[rank]


def people(count: int, plan: Plan, chance: np.random.Generator) -> Ranks:
    """Draw people who work: few do most; the named ones own nothing."""
    ordinary = plan.users - len(NAMED)
    return len(NAMED) + _skewed(ordinary, count, 0.9, chance)


def _skewed(of: int, count: int, exponent: float, chance: np.random.Generator) -> Ranks:
    weights = 1.0 / np.arange(1, of + 1) ** exponent
    return np.asarray(chance.choice(of, count, p=weights / weights.sum()))


def _drawn(shares: list[float], count: int, chance: np.random.Generator) -> Ranks:
    return np.asarray(chance.choice(len(shares), count, p=np.array(shares) / sum(shares)))


def _cases_of(plan: Plan, case_times: Micros, times: Micros, chance: np.random.Generator) -> Ranks:
    """Give most documents a case: most cases hold a handful, a few hold thousands."""
    slots = int(plan.documents * _IN_CASES)
    of = chance.permutation(plan.cases)[_skewed(plan.cases, slots, 0.85, chance)]
    wanted = case_times[of] + chance.exponential(_LATER, slots).astype(np.int64)
    loose = chance.choice(times, plan.documents - slots)
    order = np.argsort(np.concatenate([wanted, loose]), kind="stable")
    places: Any = np.concatenate([of, np.full(len(loose), -1)])[order]
    return np.asarray(places)


def _planted(plan: Plan, read: Ranks, chance: np.random.Generator) -> dict[str, set[int]]:
    """Choose the documents that hold each planted word."""
    return {
        word: set(chance.choice(read, hits, replace=False).tolist()) for word, hits in plan.planted.items()
    }
