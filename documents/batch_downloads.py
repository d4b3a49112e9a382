"""The archive of an export as an answer, over the API and in the console."""

from __future__ import annotations

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.models import User
from audit import trail
from documents.batching.files import file_chunks
from documents.constants import BatchVerb
from documents.models import Batch
from documents.permissions import export_or_refuse
from documents.serving import guarded


def file_answer(user: User, batch: Batch) -> StreamingHttpResponse:
    """Answer with the archive of an export, as a download; recorded.

    Raises:
        Http404: the batch has none.
        ExportGone: its time is over, or its maker may not see everything in it any more.
    """
    if batch.verb != BatchVerb.EXPORT or not batch.file_size:
        raise Http404
    export_or_refuse(user, batch, at=timezone.now())
    chunks = file_chunks(batch)
    trail.record_read("batch.file_downloaded", target=batch, count=batch.done_count)
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Length"] = str(batch.file_size)
    response["Content-Disposition"] = content_disposition_header(True, batch.file_name) or "attachment"
    return guarded(response)
