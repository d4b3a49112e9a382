"""Run as `python -m documents.evaluation PATH`."""

from __future__ import annotations

import sys

from documents.evaluation.command import main

if __name__ == "__main__":
    sys.exit(main())
