"""Addresses of the trail under /api/v1/."""

from django.urls import path

from audit.api.events import EventsView, EventView, SubjectAccessView
from audit.api.exports import ExportsView
from audit.api.findings import FindingsView, FindingView, SignOffView
from audit.api.proofs import CheckpointsView, CheckpointView, ConsistencyView, KeysView, ProofView
from audit.api.retention import HoldReleaseView, HoldsView, RetentionView, RulesView

urlpatterns = [
    path("audit/events", EventsView.as_view(), name="trail-events"),
    path("audit/events/<uuid:entry_id>", EventView.as_view(), name="trail-event"),
    path("audit/proofs/<uuid:entry_id>", ProofView.as_view(), name="trail-proof"),
    path("audit/checkpoints", CheckpointsView.as_view(), name="trail-checkpoints"),
    path("audit/checkpoints/<int:size>", CheckpointView.as_view(), name="trail-checkpoint"),
    path(
        "audit/checkpoints/<int:old>/consistency/<int:new>",
        ConsistencyView.as_view(),
        name="trail-consistency",
    ),
    path("audit/keys", KeysView.as_view(), name="trail-keys"),
    path("audit/subjects/<uuid:subject_id>/access", SubjectAccessView.as_view(), name="trail-subject-access"),
    path("audit/exports", ExportsView.as_view(), name="trail-exports"),
    path("audit/findings", FindingsView.as_view(), name="trail-findings"),
    path("audit/findings/<uuid:finding_id>", FindingView.as_view(), name="trail-finding"),
    path("audit/findings/<uuid:finding_id>/sign-off", SignOffView.as_view(), name="trail-finding-sign-off"),
    path("audit/retention", RetentionView.as_view(), name="trail-retention"),
    path("audit/retention/holds", HoldsView.as_view(), name="trail-holds"),
    path(
        "audit/retention/holds/<uuid:hold_id>/release", HoldReleaseView.as_view(), name="trail-hold-release"
    ),
    path("audit/retention/rules", RulesView.as_view(), name="trail-rules"),
]
