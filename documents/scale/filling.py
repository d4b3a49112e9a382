"""From a plan to a filled database, in one transaction."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from psycopg import Connection, Cursor, sql

from documents.scale import grant_rows, paper_rows, people_rows
from documents.scale.corpus import Corpus, corpus_draw
from documents.scale.grant_rows import Giver
from documents.scale.loading import loading
from documents.scale.paper_rows import SEARCH, Clerk, Rows
from documents.scale.plan import Plan
from documents.scale.progress import Meter

BATCH = 2_000
_READERS, _SEARCH = "documents_reader", "documents_documentsearch"
_OF_GRANTS = tuple(
    table.name
    for table in (
        grant_rows.CASE_USER,
        grant_rows.CASE_GROUP,
        grant_rows.DOCUMENT_USER,
        grant_rows.DOCUMENT_GROUP,
    )
)
_OF_PAPERS = tuple(
    table.name for table in (paper_rows.DOCUMENTS, paper_rows.VERSIONS, paper_rows.PAGES, paper_rows.FIELDS)
)
_ALL = (*_OF_PAPERS, *_OF_GRANTS, _READERS, _SEARCH)
_BESIDE = ("vault_datakey", "documents_case", "accounts_user", "accounts_user_groups", "auth_group")
# As documents.search.document_index writes it, and as the table's trigger fills facets.
_INDEX = """
    INSERT INTO documents_documentsearch (document_id, body, facets)
    SELECT s.document_id,
           setweight(to_tsvector(s.config, s.name), 'A') || setweight(to_tsvector(s.config, s.body), 'B'),
           (SELECT documents_facets_of(d) FROM documents_document d WHERE d.id = s.document_id)
    FROM scale_search s
"""
_ADD_READERS = """
    INSERT INTO documents_reader (principal, document_id, until)
    SELECT principal, document_id, until FROM documents_readers_of(%s::uuid[])
"""


def scale_fill(connection: Connection[Any], plan: Plan, *, meter: Meter, hashed: str = "") -> None:
    """Fill the database with what is planned: all of it, or nothing.

    Args:
        connection: of the tables' owner, who must be a superuser: triggers are off while it loads.
        plan: how much of what.
        meter: follows the work.
        hashed: the hashed password of the named accounts; without one nobody can sign in by password.
    """
    chance = np.random.default_rng(plan.seed)
    corpus = corpus_draw(plan, chance)
    with loading(connection, _ALL) as again, connection.cursor() as cursor:
        groups = people_rows.people_load(cursor, plan, corpus, chance, hashed)
        people_rows.cases_load(cursor, corpus)
        _papers(cursor, corpus, Clerk(corpus, chance, plan.files), meter)
        with meter.step("grants", plan.grants, "grants") as progress:
            Giver(cursor, plan, corpus, chance).give(groups, progress)
        _indexes(cursor, [one for one in again if not _is_of(one, _READERS)], meter)
        _analyze(cursor, (*_ALL, *_BESIDE))
        _readers(cursor, corpus, meter)
        _indexes(cursor, [one for one in again if _is_of(one, _READERS)], meter)
        _analyze(cursor, (_READERS,))


def _papers(cursor: Cursor[Any], corpus: Corpus, clerk: Clerk, meter: Meter) -> None:
    """Write documents down here while the database takes in those before."""
    total = len(corpus.keys)
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE scale_search ({}) ON COMMIT DROP").format(sql.SQL(SEARCH)))
    waiting: Future[None] | None = None
    with meter.step("documents", total, "documents") as progress, ThreadPoolExecutor(1) as loader:
        for begin in range(0, total, BATCH):
            rows = clerk.rows(begin, min(begin + BATCH, total))
            if waiting:
                waiting.result()
            waiting = loader.submit(_load, cursor, rows)
            progress.add(min(BATCH, total - begin))
        if waiting:
            waiting.result()


def _load(cursor: Cursor[Any], rows: Rows) -> None:
    paper_rows.DATA_KEYS.copy(cursor, rows.data_keys)
    paper_rows.DOCUMENTS.copy(cursor, rows.documents)
    paper_rows.VERSIONS.copy(cursor, rows.versions)
    paper_rows.PAGES.copy(cursor, rows.pages)
    paper_rows.FIELDS.copy(cursor, rows.fields)
    with cursor.copy("COPY scale_search FROM STDIN") as copy:
        copy.write("".join(f"{row}\n" for row in rows.search))
    cursor.execute(_INDEX)
    cursor.execute("TRUNCATE scale_search")


def _readers(cursor: Cursor[Any], corpus: Corpus, meter: Meter) -> None:
    """Sum up who may read what, by the function that the triggers use."""
    total = len(corpus.keys)
    step = BATCH * 5
    with meter.step("readers", total, "documents") as progress:
        for begin in range(0, total, step):
            keys = corpus.keys[begin : begin + step].astype("U32").tolist()
            cursor.execute(_ADD_READERS, [keys])
            progress.add(len(keys))


def _indexes(cursor: Cursor[Any], statements: list[tuple[str, sql.Composed]], meter: Meter) -> None:
    with meter.step(
        f"indexes of {'readers' if len(statements) < 5 else 'the rest'}", len(statements), "indexes"
    ) as progress:
        for _, statement in statements:
            cursor.execute(statement)
            progress.add(1)


def _analyze(cursor: Cursor[Any], tables: tuple[str, ...]) -> None:
    for table in tables:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _is_of(statement: tuple[str, sql.Composed], table: str) -> bool:
    return statement[0] == table
