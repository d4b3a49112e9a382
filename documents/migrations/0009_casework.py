"""Products, required documents, notes and states of cases; tags."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION documents_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never altered.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_casenote_written_once BEFORE UPDATE ON documents_casenote
    FOR EACH ROW EXECUTE FUNCTION documents_written_once();
CREATE TRIGGER documents_casemove_written_once BEFORE UPDATE ON documents_casemove
    FOR EACH ROW EXECUTE FUNCTION documents_written_once();
"""
BACKWARD = """
DROP TRIGGER documents_casemove_written_once ON documents_casemove;
DROP TRIGGER documents_casenote_written_once ON documents_casenote;
DROP FUNCTION documents_written_once();
"""


class Migration(migrations.Migration):
    """Products, required documents, notes and states of cases; tags."""

    dependencies = [
        ("documents", "0008_ways_in"),
        ("accounts", "0009_subject_audit_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("description", models.TextField(blank=True, max_length=2000)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ProductRequirement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bank_statement", "bank statement"),
                            ("credit_card_statement", "credit card statement"),
                            ("invoice", "invoice"),
                            ("receipt", "receipt"),
                            ("payslip", "payslip"),
                            ("tax_form", "tax form"),
                            ("broker_notice", "broker notice"),
                            ("loan_application", "loan application"),
                            ("other", "other"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("count", "so many documents"),
                            ("months", "consecutive months of one account"),
                            ("tax_year", "of the last tax year"),
                        ],
                        default="count",
                        max_length=20,
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("max_age_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("max_age_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("year_ends", models.PositiveSmallIntegerField(default=2)),
                ("is_optional", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["product", "position"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="purpose",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="case",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("complete", "complete, to be decided"),
                    ("approved", "approved"),
                    ("declined", "declined"),
                    ("withdrawn", "withdrawn"),
                    ("closed", "closed"),
                ],
                default="open",
                editable=False,
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="CaseMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("complete", "complete, to be decided"),
                            ("approved", "approved"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("complete", "complete, to be decided"),
                            ("approved", "approved"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("missing", models.JSONField(default=list)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="documents.case"
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case", "-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField(max_length=10000)),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="documents.case"
                    ),
                ),
            ],
            options={
                "ordering": ["case", "-created_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="documents.product",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["status", "-created_at", "-id"], name="case_status_newest"),
        ),
        migrations.AddField(
            model_name="productrequirement",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requirements",
                to="documents.product",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="tag_name_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="tag_has_name"
            ),
        ),
        migrations.AddIndex(
            model_name="casemove",
            index=models.Index(fields=["case", "-created_at", "-id"], name="casemove_newest"),
        ),
        migrations.AddIndex(
            model_name="casenote",
            index=models.Index(fields=["case", "-created_at", "-id"], name="casenote_newest"),
        ),
        migrations.AddConstraint(
            model_name="casenote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="casenote_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="productrequirement",
            constraint=models.UniqueConstraint(
                fields=("product", "position"), name="requirement_position_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="productrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 60)), name="requirement_count_sensible"
            ),
        ),
        migrations.AddConstraint(
            model_name="productrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("year_ends__gte", 1), ("year_ends__lte", 12)),
                name="requirement_year_ends_in_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="productrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("max_age_days__isnull", True),
                        models.Q(("max_age_days__gte", 1), ("max_age_days__lte", 3660)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_age_months__isnull", True),
                        models.Q(("max_age_months__gte", 1), ("max_age_months__lte", 120)),
                        _connector="OR",
                    ),
                ),
                name="requirement_age_sensible",
            ),
        ),
        migrations.CreateModel(
            name="DocumentTag",
            fields=[
                ("tag", models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="documents.tag",
            )),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tag", "document", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("put_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="documents.document",
                    ),
                ),
                (
                    "put_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
