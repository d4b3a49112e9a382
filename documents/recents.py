"""What somebody opened last: a sorted set in Redis for each person, and rows that are the truth behind it.

Opening writes the row in the reader's transaction and the set after its commit, and only where the set is
there: a set that was lost is filled from the rows by whoever asks next. A set is filled only if nothing was
opened meanwhile, so that no opening is ever missing from it.
"""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import connection, transaction
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from accounts.models import User
from documents.models import Document, RecentDocument

logger = logging.getLogger(__name__)

MAX_RECENT = 50
_DAYS = 30 * 24 * 3600
_UPSERT = """
    INSERT INTO documents_recentdocument (user_id, document_id, opened_at) VALUES (%s, %s, %s)
    ON CONFLICT (user_id, document_id)
    DO UPDATE SET opened_at = greatest(documents_recentdocument.opened_at, EXCLUDED.opened_at)
    RETURNING xmax = 0
"""
_PRUNE = """
    DELETE FROM documents_recentdocument WHERE user_id = %(user)s AND document_id IN (
        SELECT document_id FROM documents_recentdocument WHERE user_id = %(user)s
        ORDER BY opened_at DESC, document_id DESC OFFSET %(most)s)
"""
# KEYS: the set, the number of openings. ARGV: score, document, most, seconds.
_OPEN = """
redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], 60)
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[3]))
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""
# ARGV: the number of openings before the rows were read, seconds, then score and document by turns.
_FILL = """
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""


def opened(user: User, document: Document, *, at: dt.datetime) -> None:
    """Note that somebody opened a document; of machines nothing is noted."""
    if user.is_service:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UPSERT, [user.pk, document.pk, at])
        if cursor.fetchone()[0]:
            cursor.execute(_PRUNE, {"user": user.pk, "most": MAX_RECENT})
    transaction.on_commit(lambda: _remember(user.pk, document.pk, at), robust=True)


def recent_documents(user: User, *, limit: int = MAX_RECENT) -> list[Document]:
    """Return what somebody opened last and may still see, newest first: one query where Redis knows."""
    keys = _remembered(user.pk)
    if keys is None:
        keys = _from_rows(user.pk)
    rows = Document.objects.visible_to(user).select_related("case", "owner").in_bulk(keys)
    return [rows[key] for key in keys if key in rows][:limit]


def _remember(user: UUID, document: UUID, at: dt.datetime) -> None:
    try:
        get_redis_connection().eval(
            _OPEN, 2, *_places(user), at.timestamp(), str(document), MAX_RECENT, _DAYS
        )
    except RedisError:
        logger.warning("Redis is away; what was opened is in the database alone")


def _remembered(user: UUID) -> list[UUID] | None:
    try:
        redis = get_redis_connection()
        found = redis.zrevrange(_places(user)[0], 0, MAX_RECENT - 1)
    except RedisError:
        return None
    return [UUID(key.decode()) for key in found] or None


def _from_rows(user: UUID) -> list[UUID]:
    try:
        openings = (get_redis_connection().get(_places(user)[1]) or b"0").decode()
    except RedisError:
        openings = ""
    rows = RecentDocument.objects.filter(user=user).order_by("-opened_at", "-document_id")
    found = list(rows.values_list("document_id", "opened_at")[:MAX_RECENT])
    if openings and found:
        _fill(user, openings, found)
    return [key for key, _ in found]


def _fill(user: UUID, openings: str, found: list[tuple[UUID, dt.datetime]]) -> None:
    flat = [part for key, at in found for part in (at.timestamp(), str(key))]
    try:
        get_redis_connection().eval(_FILL, 2, *_places(user), openings, _DAYS, *flat)
    except RedisError:
        logger.warning("Redis is away; what was opened is in the database alone")


def _places(user: UUID) -> tuple[str, str]:
    return f"muniment:recent:{{{user}}}", f"muniment:recent:{{{user}}}:openings"
