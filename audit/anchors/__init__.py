"""The places outside that checkpoints are put into: one module for each kind, one address for each place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from audit.anchors.base import Sink
from audit.anchors.files import FileSink
from audit.anchors.s3 import S3Sink
from audit.anchors.syslog import SyslogSink
from audit.anchors.timestamps import TimestampSink

__all__ = ["FileSink", "S3Sink", "Sink", "SyslogSink", "TimestampSink", "sink_at"]

_TAKES = (
    "file:/folder, s3://bucket/prefix, rfc3161+https://host/path, "
    "syslog://host:514, syslog+tcp://host:601 or syslog+tls://host:6514"
)


def sink_at(address: str) -> Sink:
    """Return the sink of an address of TRAIL_ANCHORS.

    Raises:
        ValueError: the address is of no kind that is known; the message says which are.
    """
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        return FileSink(Path(parts.path))
    if parts.scheme == "s3" and parts.netloc:
        return S3Sink(parts.netloc, parts.path.strip("/"))
    if parts.scheme in {"rfc3161+https", "rfc3161+http"} and parts.hostname and not parts.username:
        return TimestampSink(address.removeprefix("rfc3161+"))
    if parts.scheme in {"syslog", "syslog+tcp", "syslog+tls"} and parts.hostname:
        return SyslogSink(parts.scheme, parts.hostname, parts.port)
    raise ValueError(f"TRAIL_ANCHORS names {address!r}; it takes {_TAKES}.")
