"""Batches and their items; imports and exports."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Batches and their items; imports and exports."""

    dependencies = [("documents", "0010_finding"), ('vault', '0003_alter_datakey_purpose'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verb', models.CharField(choices=[('classify', 'set the type'), ('move', 'move to a case'), ('grant', 'give a right'), ('revoke', 'take a right back'), ('hold', 'place a hold'), ('release', 'release holds'), ('export', 'export'), ('delete', 'put into the bin'), ('restore', 'take out of the bin'), ('read', 'read again'), ('tag', 'tag'), ('update', 'update from a list'), ('import', 'import')], max_length=20)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='queued', max_length=20)),
                ('is_dry_run', models.BooleanField(default=False)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, null=True, size=None)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('idempotency_key', models.CharField(blank=True, max_length=255)),
                ('sealed_order', models.BinaryField()),
                ('created_at', models.DateTimeField()),
                ('queued_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_to', models.UUIDField(blank=True, null=True)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('gone_count', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('storage_key', models.CharField(blank=True, max_length=200)),
                ('file_binding', models.CharField(blank=True, max_length=200)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('file_size', models.PositiveBigIntegerField(default=0)),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to=settings.AUTH_USER_MODEL)),
                ('data_key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('file_key', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
            ],
            options={
                'verbose_name_plural': 'batches',
                'ordering': ['-created_at', '-id'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='BatchItem',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('document_id', models.UUIDField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=500)),
                ('given', models.JSONField(default=dict)),
                ('outcome', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('refused', 'refused'), ('gone', 'gone')], default='waiting', max_length=10)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('why', models.TextField(blank=True)),
                ('result', models.JSONField(default=dict)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='documents.batch')),
            ],
            options={
                'ordering': ['batch', 'position'],
                'default_permissions': ('view',),
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['asked_by', '-created_at', '-id'], name='batch_newest'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['queued_at'], name='batch_unfinished'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('storage_key', ''), _negated=True), fields=['expires_at'], name='batch_file_expires'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['finished_at'], name='batch_finished'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(condition=models.Q(('idempotency_key', ''), _negated=True), fields=('asked_by', 'idempotency_key'), name='batch_idempotency_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(condition=models.Q(('storage_key', ''), _negated=True), fields=('storage_key',), name='batch_storage_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('done_count__lte', models.F('total'))), name='batch_done_within_total'),
        ),
        migrations.AddIndex(
            model_name='batchitem',
            index=models.Index(fields=['batch', 'outcome', 'position'], name='batchitem_by_outcome'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(fields=('batch', 'position'), name='batchitem_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.UniqueConstraint(condition=models.Q(('document_id__isnull', False), ('name', '')), fields=('batch', 'document_id'), name='batchitem_document_once'),
        ),
        migrations.AddConstraint(
            model_name='batchitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('code', ''), _negated=True), _connector='OR'), name='batchitem_refused_says_why'),
        ),
    ]
