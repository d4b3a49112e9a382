"""Serializers for what changes rights: closed against everything they do not name."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ClosedSerializer(serializers.Serializer[Any]):
    """Takes the fields it names and refuses all others: no flag slips in."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given; 400 names what is not taken."""
        if isinstance(data, dict) and (beyond := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(dict.fromkeys(beyond, "This is not to be set here."))
        return super().to_internal_value(data)
