"""How often, counted exactly: sliding windows in Redis, one atomic script for all windows of a request."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_redis import get_redis_connection
from redis.exceptions import NoScriptError, RedisError

from accounts.models import RateHit

logger = logging.getLogger(__name__)

# All windows or none: what is refused by one is not counted in another.
_SCRIPT = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local answer = {1}
for i, key in ipairs(KEYS) do
  local most = tonumber(ARGV[2 * i])
  local window = tonumber(ARGV[2 * i + 1]) * 1000000
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  local used = redis.call('ZCARD', key)
  local wait = 0
  if used > 0 then
    local first = redis.call('ZRANGE', key, math.max(used - most, 0), math.max(used - most, 0), 'WITHSCORES')
    wait = math.max(math.ceil((tonumber(first[2]) + window - now) / 1000), 1)
  end
  if used >= most then answer[1] = 0 end
  answer[#answer + 1] = used
  answer[#answer + 1] = wait
end
if answer[1] == 1 then
  for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, ARGV[1])
    redis.call('PEXPIRE', key, tonumber(ARGV[2 * i + 1]) * 1000)
  end
end
return answer
"""
_AWAY_SECONDS = 2.0  # after a failure Redis is left alone this long: each try may cost its whole time-out
_PREFIX = "muniment:rate:"
_LONGEST = dt.timedelta(hours=1)  # of all windows that are counted in the database

_sha: str | None = None
_away_until = 0.0


class LimiterAway(Exception):
    """Redis does not answer, and nothing stands in for it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in any `seconds`, of whatever `key` names."""

    name: str
    key: str
    most: int
    seconds: int

    @property
    def place(self) -> str:
        """Return the key under which it is counted."""
        return f"{self.name}:{self.key}"


@dataclass(frozen=True, slots=True)
class State:
    """One window after a request: what is left, and seconds until more is."""

    limit: Limit
    remaining: int
    reset: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to one request; `token` gives it back."""

    is_allowed: bool
    states: tuple[State, ...]
    token: str

    @property
    def retry_after(self) -> int:
        """Return in how many seconds the request can be allowed."""
        return max((state.reset for state in self.states if state.remaining == 0), default=1)


def limit_for(route_class: str, kind: str, key: str) -> Limit | None:
    """Return the limit that the settings declare for a class of routes, if they do.

    Args:
        route_class: auth, read, write, upload, export, sign_in.
        kind: what is counted: address, account, ...
        key: which one.
    """
    declared = settings.RATE_LIMITS.get(route_class, {}).get(kind)
    return None if declared is None else Limit(f"{route_class}-{kind}", key, *declared)


def take(limits: Sequence[Limit], *, or_in_database: bool = False) -> Taken:
    """Count one request in all windows, or in none where one of them is full.

    Args:
        limits: the windows.
        or_in_database: count in PostgreSQL while Redis is away.

    Raises:
        LimiterAway: Redis does not answer, and the database was not asked for.
    """
    token = secrets.token_urlsafe(9)
    try:
        answer = _redis_call(limits, token)
    except RedisError as error:
        if not or_in_database:
            raise LimiterAway from error
        answer = _take_in_database(limits, token)
    is_allowed = bool(answer[0])
    states = tuple(
        State(
            limit,
            remaining=max(limit.most - used - is_allowed, 0),
            reset=-(-wait // 1000) or limit.seconds,
        )
        for limit, used, wait in zip(limits, answer[1::2], answer[2::2], strict=True)
    )
    return Taken(is_allowed, states, token)


def give_back(taken: Taken) -> None:
    """Take a counted request out of its windows again."""
    places = [state.limit.place for state in taken.states]
    try:
        client = _client()
        for place in places:
            client.zrem(_PREFIX + place, taken.token)
    except RedisError as error:
        _is_away(error)
    RateHit.objects.filter(key__in=places, token=taken.token).delete()


def forget(limits: Sequence[Limit]) -> None:
    """Empty windows."""
    places = [limit.place for limit in limits]
    try:
        _client().delete(*[_PREFIX + place for place in places])
    except RedisError as error:
        _is_away(error)
    RateHit.objects.filter(key__in=places).delete()


def hits_prune(*, at: dt.datetime) -> int:
    """Remove what no window looks at any more; return how many."""
    count, _ = RateHit.objects.filter(at__lt=at - _LONGEST).delete()
    return count


def redis_is_back() -> None:
    """Ask Redis again at the next request, whatever happened before."""
    global _away_until  # noqa: PLW0603 - one state a process
    _away_until = 0.0


def _client() -> Any:
    if time.monotonic() < _away_until:
        raise RedisError("Redis was away a moment ago")
    return get_redis_connection("default")


def _is_away(error: RedisError) -> None:
    global _away_until  # noqa: PLW0603 - one state a process
    if time.monotonic() >= _away_until:
        _away_until = time.monotonic() + _AWAY_SECONDS
        logger.warning("rate limits without Redis: %s", type(error).__name__)


def _redis_call(limits: Sequence[Limit], token: str) -> list[int]:
    global _sha  # noqa: PLW0603 - the script's name, the same everywhere
    places = [_PREFIX + limit.place for limit in limits]
    numbers = [number for limit in limits for number in (limit.most, limit.seconds)]
    try:
        client = _client()
        if _sha is None:
            _sha = client.script_load(_SCRIPT)
        try:
            return list(client.evalsha(_sha, len(places), *places, token, *numbers))
        except NoScriptError:  # Redis was restarted
            return list(client.eval(_SCRIPT, len(places), *places, token, *numbers))
    except RedisError as error:
        _is_away(error)
        raise


def _take_in_database(limits: Sequence[Limit], token: str) -> list[int]:
    """Do what the script does, in PostgreSQL; locked in one order, so that nobody waits in a ring."""
    now = timezone.now()
    answer = [1]
    with transaction.atomic():
        for place in sorted(limit.place for limit in limits):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])
        for limit in limits:
            used, wait = _window(limit, now)
            answer[0] &= used < limit.most
            answer += [used, wait]
        if answer[0]:
            RateHit.objects.bulk_create([RateHit(key=limit.place, token=token, at=now) for limit in limits])
    return answer


def _window(limit: Limit, now: dt.datetime) -> tuple[int, int]:
    """Return how many are in a window, and milliseconds until one more fits."""
    window = dt.timedelta(seconds=limit.seconds)
    hits = RateHit.objects.filter(key=limit.place)
    hits.filter(at__lte=now - window).delete()
    moments = list(hits.order_by("at").values_list("at", flat=True))
    if not moments:
        return 0, 0
    first = moments[max(len(moments) - limit.most, 0)]
    return len(moments), max(int((first + window - now).total_seconds() * 1000), 1)
