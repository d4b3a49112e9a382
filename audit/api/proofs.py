"""Proofs about the trail over the API: inclusion, checkpoints, consistency, keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from audit import entry_selectors, trail
from audit.api.events import entry_or_404
from audit.api.serializers import (
    CheckpointPageSerializer,
    CheckpointSerializer,
    ConsistencySerializer,
    KeySerializer,
    PageSerializer,
    ProofSerializer,
)
from audit.exceptions import CheckpointUnknown, CursorInvalid, NotSealedYet
from audit.models import Checkpoint, Leaf, LogEntry
from audit.permissions import SeesTrail
from audit.proofs import Inclusion, consistency_between, inclusion_of
from audit.signing import trusted_keys

_SCOPES = {"GET": "audit:read"}


_JSON: Any = api_settings.DEFAULT_RENDERER_CLASSES[0]


class NoteRenderer(BaseRenderer):
    """Text as C2SP writes proofs and checkpoints; refusals stay JSON."""

    media_type = "text/plain"
    format = "text"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        """Return the body."""
        if isinstance(data, str):
            return data.encode()
        return _JSON().render(data, accepted_media_type, renderer_context)


_EITHER: Any = (_JSON, NoteRenderer)
_FORMAT = OpenApiParameter(
    "format",
    str,
    enum=["json", "text"],
    description="`text`: the C2SP tlog-proof; so does Accept: text/plain.",
)


@extend_schema(tags=["trail"])
class ProofView(APIView):
    """That an event is in the tree a checkpoint signs."""

    permission_classes = (SeesTrail,)
    renderer_classes = _EITHER
    machine_scopes = _SCOPES

    @extend_schema(
        parameters=[_FORMAT],
        responses={
            (200, "application/json"): ProofSerializer,
            (200, "text/plain"): OpenApiTypes.STR,
            404: None,
            409: None,
        },
    )
    def get(self, request: Request, entry_id: UUID) -> Response:
        """Return the proof of an event; 409 while it is not sealed, some seconds."""
        if Leaf.objects.filter(pk=entry_id).exists():
            entry = _entry_if_kept(entry_id)
        else:
            entry_or_404(entry_id)
            raise NotSealedYet("This event is not sealed yet. Ask again in some seconds.")
        proof = inclusion_of(entry_id)
        trail.record_read(
            "trail.proof_viewed",
            target=entry,
            subject_refs=entry.subject_refs if entry else (),
            details={"index": proof.leaf.index},
        )
        if getattr(request.accepted_renderer, "format", "") == "text":
            return Response(proof.text())
        return Response(_proof(proof, entry_selectors.entry_columns(entry) if entry else {}))


@extend_schema(tags=["trail"])
class CheckpointsView(APIView):
    """Signed states of the tree."""

    permission_classes = (SeesTrail,)
    machine_scopes = _SCOPES

    @extend_schema(parameters=[PageSerializer], responses={200: CheckpointPageSerializer})
    def get(self, request: Request) -> Response:
        """List checkpoints, largest first."""
        asked = PageSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        cursor, size = asked.validated_data["cursor"], asked.validated_data["page_size"]
        found = Checkpoint.objects.order_by("-size").prefetch_related("anchors")
        if cursor:
            found = found.filter(size__lt=_size_of(cursor))
        rows = list(found[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        trail.record_read("trail.checkpoints_listed", count=len(rows))
        following = str(rows[-1].size) if more else ""
        return Response({"next": following, "results": CheckpointSerializer(rows, many=True).data})


@extend_schema(tags=["trail"])
class CheckpointView(APIView):
    """One signed state of the tree."""

    permission_classes = (SeesTrail,)
    renderer_classes = _EITHER
    machine_scopes = _SCOPES

    @extend_schema(
        parameters=[_FORMAT],
        responses={
            (200, "application/json"): CheckpointSerializer,
            (200, "text/plain"): OpenApiTypes.STR,
            404: None,
        },
    )
    def get(self, request: Request, size: int) -> Response:
        """Return the checkpoint of this many events; as text it is the signed note."""
        found = Checkpoint.objects.prefetch_related("anchors").filter(size=size).first()
        if found is None:
            raise CheckpointUnknown(f"There is no checkpoint of {size} entries.")
        trail.record_read("trail.checkpoint_viewed", details={"size": size})
        if getattr(request.accepted_renderer, "format", "") == "text":
            return Response(found.note)
        return Response(CheckpointSerializer(found).data)


@extend_schema(tags=["trail"])
class ConsistencyView(APIView):
    """That one checkpoint continues another."""

    permission_classes = (SeesTrail,)
    machine_scopes = _SCOPES

    @extend_schema(responses={200: ConsistencySerializer, 404: None})
    def get(self, request: Request, old: int, new: int) -> Response:
        """Return the proof that the checkpoint of `new` events continues that of `old`."""
        path = consistency_between(old, new)
        notes = dict(Checkpoint.objects.filter(size__in=[old, new]).values_list("size", "note"))
        trail.record_read("trail.consistency_viewed", details={"old": old, "new": new})
        return Response(
            {
                "old_size": old,
                "new_size": new,
                "path": [step.hex() for step in path],
                "old_checkpoint": notes[old],
                "new_checkpoint": notes[new],
            }
        )


@extend_schema(tags=["trail"])
class KeysView(APIView):
    """Public keys of the checkpoints."""

    permission_classes = (SeesTrail,)
    machine_scopes = _SCOPES

    @extend_schema(responses={200: KeySerializer})
    def get(self, request: Request) -> Response:
        """Return the keys as signed notes name them; compare them with what you were given otherwise."""
        keys = [str(key) for key in trusted_keys()]
        trail.record_read("trail.keys_viewed", count=len(keys))
        return Response({"origin": settings.TRAIL_ORIGIN, "keys": keys})


def _entry_if_kept(entry_id: UUID) -> LogEntry | None:
    """Return the entry of a leaf; None once its month has gone."""
    try:
        return entry_or_404(entry_id)
    except Http404:
        return None


def _proof(proof: Inclusion, columns: dict[str, str | None]) -> dict[str, Any]:
    return {
        "entry": proof.leaf.entry_id,
        "index": proof.leaf.index,
        "tree_size": proof.checkpoint.size,
        "leaf_hash": bytes(proof.leaf.hash).hex(),
        "path": [step.hex() for step in proof.path],
        "checkpoint": proof.checkpoint.note,
        "columns": columns,
    }


def _size_of(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > len(str(2**62)):
        raise CursorInvalid("This cursor is not one of ours. Begin again without it.")
    return min(int(cursor), 2**62)
