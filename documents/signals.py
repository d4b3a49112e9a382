"""Events this app declares: past tense, ids and plain values, sent after commit."""

from django.dispatch import Signal

document_received = Signal()  # document_id
document_read = Signal()  # document_id, status, label
