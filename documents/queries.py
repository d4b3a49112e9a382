"""Queries as people type them: words, "phrases", pre*, or, -not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from documents.constants import SearchConfig
from documents.search import words

MIN_PREFIX = 3  # letters before a `*`: shorter ones match half of all words
MAX_TERMS = 32
_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_LEXEME = re.compile(r"'([^']+)'")
_LEXEMES = """
    SELECT to_tsquery('english', term)::text, to_tsquery('simple', term)::text
    FROM unnest(%s::text[]) WITH ORDINALITY AS t (term, n) ORDER BY n
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One word, phrase or prefix, wanted or not."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_not: bool = False

    def typed(self) -> str:
        """Return the term in the database's syntax; words hold letters and digits only."""
        joined = " <-> ".join(f"'{word}'" for word in self.words)
        return f"{joined}:*" if self.is_prefix else joined


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, as the database searches by it; empty where nothing was asked that can be found.

    Args:
        text: in the database's syntax, of lexemes.
        lexemes: the lexemes that a page found may show.
    """

    text: str
    lexemes: frozenset[str] = frozenset()


def query_parse(typed: str, config: SearchConfig = SearchConfig.ENGLISH) -> Query:
    """Understand a query.

    A word with punctuation inside ("drakens-dec.pdf", "1,234.50") becomes a phrase of its parts.
    With `ENGLISH` a word finds its stem in English documents and itself in all others; with `SIMPLE` it finds
    itself alone.
    """
    found = _with_forms(_groups(typed), config)
    text = " | ".join(filter(None, (_joined(group, forms) for group, forms in found)))
    wanted = [
        form for group, forms in found for term, form in zip(group, forms, strict=True) if not term.is_not
    ]
    return Query(text, frozenset(_LEXEME.findall(" ".join(wanted))))


def name_query(typed: str) -> Query:
    """Understand the beginning of a name: every word in a document's name, the last one begun.

    One or two letters at the end are left to whoever shows what was found: half of all words begin so.
    """
    found = words(typed).split()[:MAX_TERMS]
    if len(found) > 1 and len(found[-1]) < MIN_PREFIX:
        found.pop()
    if not found or len(found[-1]) < MIN_PREFIX:
        return Query("")
    terms = [*(f"'{word}':A" for word in found[:-1]), f"'{found[-1]}':*A"]
    forms = [_form(stem, word, SearchConfig.ENGLISH) for stem, word in _lexemes(terms)]
    return Query(" & ".join(form for form in forms if form))


def _groups(typed: str) -> tuple[tuple[Term, ...], ...]:
    groups: list[list[Term]] = [[]]
    follows_or = False
    for minus, phrase, word in _PART.findall(typed)[:MAX_TERMS]:
        if word.lower() == "or":
            follows_or = True
        elif found := words(phrase or word):
            if follows_or and groups[-1]:
                groups.append([])
            follows_or = False
            parts = tuple(found.split())
            is_prefix = word.endswith("*") and len(parts[-1]) >= MIN_PREFIX
            groups[-1].append(Term(parts, is_prefix, is_not=bool(minus)))
    return tuple(tuple(group) for group in groups if group)


def _with_forms(
    groups: tuple[tuple[Term, ...], ...], config: SearchConfig
) -> list[tuple[tuple[Term, ...], list[str]]]:
    """Return each group with the forms of its terms, asked of the database at once."""
    terms = [term.typed() for group in groups for term in group]
    if not terms:
        return []
    found = iter(_lexemes(terms))
    return [
        (group, [_form(stem, word, config) for stem, word in islice(found, len(group))]) for group in groups
    ]


def _lexemes(terms: list[str]) -> list[tuple[str, str]]:
    """Return what each term is in English documents, and in all others."""
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [terms])
        found: list[tuple[str, str]] = cursor.fetchall()
    return found


def _form(stem: str, word: str, config: SearchConfig) -> str:
    """Return what a term is searched by; nothing for what English documents do not index (`the`, `of`)."""
    if config is SearchConfig.SIMPLE or stem == word:
        return f"({word})"
    return f"({stem} | {word})" if stem else ""


def _joined(group: tuple[Term, ...], forms: list[str]) -> str:
    """Return a group in the database's syntax."""
    kept = [f"!{form}" if term.is_not else form for term, form in zip(group, forms, strict=True) if form]
    if not kept and group and not any(term.is_not for term in group):
        # Nothing but words that English leaves out: other documents may hold them.
        kept = [f"({term.typed()})" for term in group]
    return f"({' & '.join(kept)})" if kept else ""
