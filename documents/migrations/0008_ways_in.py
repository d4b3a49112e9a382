"""Resumable uploads, upload links, watched folders and mailboxes, scans for malware."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Resumable uploads, upload links, watched folders and mailboxes, scans for malware."""

    dependencies = [
        ("documents", "0007_versions"),
        ("vault", "0003_alter_datakey_purpose"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='status',
            field=models.CharField(choices=[('received', 'received'), ('reading', 'being read'), ('ready', 'ready'), ('needs_review', 'needs review'), ('failed', 'failed'), ('scanning', 'waits for the malware scan'), ('quarantined', 'quarantined')], default='received', editable=False, max_length=20),
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('mailbox', models.CharField(max_length=64)),
                ('uid_validity', models.PositiveBigIntegerField()),
                ('uid', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('taken', 'taken in'), ('partly', 'partly taken in'), ('refused', 'refused'), ('empty', 'nothing to take')], max_length=10)),
                ('why', models.TextField(blank=True)),
                ('sealed_sender', models.BinaryField()),
                ('sealed_message_id', models.BinaryField()),
                ('created_at', models.DateTimeField()),
                ('is_put_away', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'uid_validity', 'uid'), name='mail_uid_unique')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=255)),
                ('metadata', models.TextField(blank=True)),
                ('length', models.PositiveBigIntegerField()),
                ('offset', models.PositiveBigIntegerField(default=0)),
                ('part_count', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', 'arriving'), ('done', 'taken in'), ('refused', 'refused'), ('ended', 'ended by its owner'), ('expired', 'its time was over')], default='open', max_length=10)),
                ('refusal_code', models.CharField(blank=True, max_length=40)),
                ('refusal', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('finishing_until', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.case')),
                ('data_key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.document')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='UploadLink',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('max_files', models.PositiveIntegerField()),
                ('max_bytes', models.PositiveBigIntegerField()),
                ('taken_files', models.PositiveIntegerField(default=0)),
                ('taken_bytes', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='upload_links', to='documents.case')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LinkFile',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('visitor', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField()),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.document')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='documents.uploadlink')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='UploadPart',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('offset', models.PositiveBigIntegerField()),
                ('size', models.PositiveBigIntegerField()),
                ('storage_key', models.CharField(max_length=200, unique=True)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='documents.upload')),
            ],
            options={
                'ordering': ['upload', 'offset'],
            },
        ),
        migrations.CreateModel(
            name='MailAttachment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='documents.mail')),
            ],
            options={
                'ordering': ['mail', 'position'],
                'constraints': [models.UniqueConstraint(fields=('mail', 'position'), name='mail_attachment_position_unique')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('clean', 'clean'), ('found', 'malware found')], default='waiting', max_length=10)),
                ('signature', models.CharField(blank=True, max_length=200)),
                ('error', models.TextField(blank=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('queued_at', models.DateTimeField()),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scan', to='documents.documentversion')),
            ],
            options={
                'ordering': ['-queued_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['queued_at'], name='scan_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'found'), _negated=True), models.Q(('signature', ''), _negated=True), _connector='OR'), name='scan_found_names_it')],
            },
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(fields=['owner', '-created_at', '-id'], name='upload_owner_newest'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at'], name='upload_open_expiry'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('offset__lte', models.F('length'))), name='upload_offset_within'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='upload_refused_says_why'),
        ),
        migrations.AddIndex(
            model_name='uploadlink',
            index=models.Index(fields=['case', '-created_at', '-id'], name='upload_link_case_newest'),
        ),
        migrations.AddConstraint(
            model_name='uploadlink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='upload_link_is_timed'),
        ),
        migrations.AddConstraint(
            model_name='uploadlink',
            constraint=models.CheckConstraint(condition=models.Q(('taken_bytes__lte', models.F('max_bytes')), ('taken_files__lte', models.F('max_files'))), name='upload_link_within_limits'),
        ),
        migrations.AddIndex(
            model_name='linkfile',
            index=models.Index(fields=['link', 'visitor'], name='link_file_visitor'),
        ),
        migrations.AddConstraint(
            model_name='uploadpart',
            constraint=models.UniqueConstraint(fields=('upload', 'offset'), name='upload_part_offset_unique'),
        ),
    ]
