"""The process in which files are taken apart and put together: confined as the reading child, for one job.

Started as `python -m documents.reading.remake_child PARENT` by `documents.reading.remaking`. The job comes as
JSON on standard input, the files as open descriptors; new files go to standard output, each after its length.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any

from documents.reading.child import confine

LENGTH = struct.Struct("!Q")
REFUSED = 3  # exit code: the sentence on standard error is for people


def main(arguments: list[str]) -> int:
    """Do one job."""
    confine(int(arguments[1]))
    from documents.reading.remake import Source, remake  # noqa: PLC0415 - only behind the walls
    from documents.reading.types import UnreadableError  # noqa: PLC0415

    job: dict[str, Any] = json.load(sys.stdin)
    sources = [
        Source(_content(given["file"]), {int(page): _content(fd) for page, fd in given["pictures"].items()})
        for given in job["sources"]
    ]
    try:
        made = remake(job["kind"], sources, job["terms"])
    except UnreadableError as error:
        sys.stderr.write(str(error))
        return REFUSED
    for content in made:
        sys.stdout.buffer.write(LENGTH.pack(len(content)))
        sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return 0


def _content(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        file.seek(0)
        return file.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
