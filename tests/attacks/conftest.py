"""The world of the access table serves here too."""

from tests.access.conftest import world

__all__ = ["world"]
