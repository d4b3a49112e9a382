"""Keys whose time is the time of their row, many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.bytes_]  # 32 hexadecimal digits each
Micros = NDArray[np.int64]  # since 1970, UTC


def keys_at(times: Micros, chance: np.random.Generator) -> Keys:
    """Return one UUIDv7 for each time; they sort as the times do.

    Source: RFC 9562 section 6.2, method 3: the time below a millisecond stands in `rand_a`.
    """
    millis, rest = np.divmod(times, 1000)
    high = (millis.astype(np.uint64) << np.uint64(16)) | np.uint64(0x7000)
    high |= (rest * 4096 // 1000).astype(np.uint64)
    low = chance.integers(0, 1 << 62, len(times), dtype=np.uint64) | np.uint64(1 << 63)
    pairs = np.empty((len(times), 2), dtype=">u8")
    pairs[:, 0], pairs[:, 1] = high, low
    return np.frombuffer(pairs.tobytes().hex().encode(), dtype="S32")


def written(values: NDArray[Any]) -> list[str]:
    """Return keys as texts."""
    found: list[str] = values.astype("U32").tolist()
    return found


def moments(times: Micros) -> list[str]:
    """Return times as PostgreSQL reads them."""
    found: list[str] = np.datetime_as_string(times.astype("datetime64[us]"), timezone="UTC").tolist()
    return found


def days(times: Micros) -> list[str]:
    """Return the days of times."""
    found: list[str] = np.datetime_as_string(times.astype("datetime64[us]"), unit="D").tolist()
    return found
