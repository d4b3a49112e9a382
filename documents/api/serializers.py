"""Shapes of what goes in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.highlights import Snippet
from documents.models import Case, Check, Document, DocumentVersion, Page, ReviewTask, StatementLine
from documents.selectors import OpenField, tag_names


@extend_schema_field({"type": "string", "format": "decimal", "example": "-1250.00"})
class MoneyField(serializers.Field[Decimal, Any, str, Any]):
    """An exact decimal as a string, with at least two and at most four decimals."""

    def to_representation(self, value: Decimal) -> str:
        """Return it without the zeros that only the column adds."""
        text = f"{value:f}"
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case."""

    subject = serializers.UUIDField(
        source="subject_id",
        required=False,
        allow_null=True,
        help_text="Id of the data subject it is about, one you may see.",
    )
    product = serializers.UUIDField(
        source="product_id", required=False, allow_null=True, help_text="Id of the product it is opened for."
    )

    class Meta:
        model = Case
        fields = ["id", "name", "owner", "subject", "purpose", "product", "status", "created_at"]
        read_only_fields = ["id", "owner", "status", "created_at"]
        extra_kwargs = {"name": {"max_length": 200, "trim_whitespace": True}}


class UploadSerializer(serializers.Serializer[Any]):
    """A file to take in."""

    file = serializers.FileField(
        help_text="PDF, PNG, JPEG, TIFF, CSV, XLSX, OFX, MT940, CAMT or e-invoice XML."
    )
    case = serializers.UUIDField(required=False, help_text="Id of a case you may see.")
    subject = serializers.UUIDField(
        required=False, help_text="Id of the data subject it is about; its case's by default."
    )
    name = serializers.CharField(
        required=False, max_length=255, help_text="Display name; the file's own by default."
    )


class VersionSerializer(serializers.ModelSerializer[DocumentVersion]):
    """The stored original."""

    class Meta:
        model = DocumentVersion
        fields = ["id", "number", "file_name", "sha256", "size", "format", "mime", "created_at"]
        read_only_fields = fields


class ReviewReasonSerializer(serializers.ModelSerializer[ReviewTask]):
    """Why a document waits for a person."""

    class Meta:
        model = ReviewTask
        fields = ["id", "reason", "state"]
        read_only_fields = fields


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document in a list."""

    amount = MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = Document
        fields = [
            "id",
            "name",
            "status",
            "type",
            "confidence",
            "case",
            "owner",
            "subject",
            "document_date",
            "period_start",
            "period_end",
            "amount",
            "currency",
            "language",
            "page_count",
            "failure_code",
            "failure",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class SnippetSerializer(serializers.Serializer[Snippet]):
    """A piece of the page that shows the words searched for, plain text."""

    page = serializers.IntegerField()
    text = serializers.CharField()
    marks = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="[start, end) of each word found in `text`, in characters.",
    )


class FoundSerializer(DocumentSerializer):
    """A document in a list or search; a search shows where its words stand."""

    snippet = serializers.SerializerMethodField()

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "snippet"]
        read_only_fields = fields

    @extend_schema_field(SnippetSerializer(allow_null=True))
    def get_snippet(self, document: Document) -> dict[str, Any] | None:
        """Return where the words stand; null without a search, or where only the name holds them."""
        found = self.context.get("snippets", {}).get(document.pk)
        # As SnippetSerializer would, which takes longer to make than the page it is on.
        return None if found is None else {"page": found.page, "text": found.text, "marks": found.marks}


class DocumentDetailSerializer(DocumentSerializer):
    """One document, with its versions and what waits for a person."""

    versions = VersionSerializer(many=True, read_only=True)
    review = ReviewReasonSerializer(source="review_tasks", many=True, read_only=True)
    tags = serializers.SerializerMethodField()

    class Meta(DocumentSerializer.Meta):
        fields = [
            *DocumentSerializer.Meta.fields,
            "held",
            "retained_until",
            "checked_out_by",
            "checked_out_until",
            "versions",
            "review",
            "tags",
        ]
        read_only_fields = fields

    def get_tags(self, document: Document) -> list[str]:
        """Return the words on the document."""
        return tag_names(document)


class NewDocumentSerializer(DocumentDetailSerializer):
    """The same of a document made this moment: it has the version of the context, and nothing else yet."""

    versions = serializers.SerializerMethodField()  # type: ignore[assignment]  # known, not asked for
    review = serializers.SerializerMethodField()  # type: ignore[assignment]  # as above

    def get_versions(self, document: Document) -> list[dict[str, Any]]:
        """Return its first version."""
        return [VersionSerializer(self.context["version"]).data]

    def get_review(self, document: Document) -> list[dict[str, Any]]:
        """Return that nothing waits for a person."""
        return []

    def get_tags(self, document: Document) -> list[str]:
        """Return that nobody has put a word on it."""
        return []


_BOX = {"type": "array", "items": {"type": "number"}, "nullable": True, "minItems": 4, "maxItems": 4}


@extend_schema_field(_BOX)
class BoxField(serializers.Field[Any, Any, Any, Any]):
    """[x0, y0, x1, y1] as fractions of the page, origin top left."""

    def to_representation(self, value: list[float]) -> list[float]:
        """Return it as it is."""
        return value


class FieldSerializer(serializers.Serializer[OpenField]):
    """One value read: as printed, as understood, how sure, and where."""

    id = serializers.UUIDField(source="row.id")
    name = serializers.CharField(source="row.name")
    account = serializers.CharField(source="row.account")
    value = serializers.CharField(source="normal")
    text = serializers.CharField()
    confidence = serializers.FloatField(source="row.confidence")
    page = serializers.IntegerField(source="row.page", allow_null=True)
    box = BoxField(source="row.box", allow_null=True)
    extractor = serializers.CharField(source="row.extractor")


class LineSerializer(serializers.ModelSerializer[StatementLine]):
    """One booking; money in is positive."""

    box = BoxField(read_only=True, allow_null=True)
    amount = MoneyField(read_only=True, allow_null=True)
    balance = MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = StatementLine
        fields = [
            "id",
            "number",
            "account",
            "date",
            "value_date",
            "description",
            "reference",
            "amount",
            "balance",
            "confidence",
            "page",
            "box",
        ]
        read_only_fields = fields


class CheckSerializer(serializers.ModelSerializer[Check]):
    """One piece of arithmetic."""

    expected = MoneyField(read_only=True, allow_null=True)
    found = MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = Check
        fields = ["id", "kind", "outcome", "detail", "expected", "found", "line_number", "account"]
        read_only_fields = fields


class PageSerializer(serializers.ModelSerializer[Page]):
    """One page; its picture is at pages/{number}/image."""

    has_image = serializers.SerializerMethodField()

    class Meta:
        model = Page
        fields = ["id", "number", "width", "height", "text", "source", "confidence", "has_image"]
        read_only_fields = fields

    def get_has_image(self, page: Page) -> bool:
        """Tell whether there is a picture."""
        return bool(page.image_key)
