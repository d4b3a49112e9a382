import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_network'),
        ('vault', '0002_signing_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataSubject',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('natural', 'natural person'), ('juristic', 'juristic person')], max_length=10)),
                ('state', models.CharField(choices=[('active', 'active'), ('merged', 'merged into another'), ('erased', 'erased')], default='active', max_length=10)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('data_key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('login', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_subject', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='accounts.datasubject')),
            ],
            options={
                'verbose_name': 'data subject',
                'ordering': ['-created_at', '-id'],
                'permissions': [('view_all_subjects', 'Can see every data subject, masked'), ('reveal_datasubject', 'Can reveal the values of a data subject'), ('merge_datasubject', 'Can merge data subjects'), ('link_datasubject', 'Can link a data subject to a login'), ('share_datasubject', 'Can give others access to a data subject')],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='SubjectContact',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('blind_index', models.BinaryField(blank=True, default=b'')),
                ('created_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_because', models.CharField(blank=True, choices=[('corrected', 'corrected'), ('removed', 'removed'), ('merged', 'moved to the subject that was kept'), ('unmerged', 'moved back when a merge was undone')], max_length=10)),
                ('moved_from', models.UUIDField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('email', 'e-mail address'), ('phone', 'telephone number'), ('address', 'postal address')], max_length=10)),
                ('sealed_value', models.BinaryField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='accounts.datasubject')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'contact',
                'ordering': ['created_at', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubjectIdentifier',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('blind_index', models.BinaryField(blank=True, default=b'')),
                ('created_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_because', models.CharField(blank=True, choices=[('corrected', 'corrected'), ('removed', 'removed'), ('merged', 'moved to the subject that was kept'), ('unmerged', 'moved back when a merge was undone')], max_length=10)),
                ('moved_from', models.UUIDField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('sa_id', 'South African identity number'), ('passport', 'passport number'), ('company_registration', 'company registration number'), ('tax_number', 'income tax reference number'), ('vat_number', 'VAT registration number'), ('foreign_id', 'identity number of another country')], max_length=20)),
                ('country', models.CharField(max_length=2)),
                ('sealed_value', models.BinaryField()),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='compared with the document at')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='accounts.datasubject')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'identifier',
                'ordering': ['created_at', 'id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubjectMerge',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('entered_twice', 'the same person was entered twice'), ('same_identifier', 'both hold the same identifier on paper'), ('confirmed_by_subject', 'the person confirmed it'), ('name_changed', 'the person changed name')], max_length=30)),
                ('kept_revision', models.PositiveIntegerField()),
                ('merged_revision', models.PositiveIntegerField()),
                ('login_moved', models.BooleanField(default=False, verbose_name='the login moved too')),
                ('created_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='accounts.datasubject')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_away', to='accounts.datasubject')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubjectGrant',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('may_reveal', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='accounts.datasubject')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subject_grants', to=settings.AUTH_USER_MODEL)),
                ('merge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='accounts.subjectmerge')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubjectName',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('blind_index', models.BinaryField(blank=True, default=b'')),
                ('created_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_because', models.CharField(blank=True, choices=[('corrected', 'corrected'), ('removed', 'removed'), ('merged', 'moved to the subject that was kept'), ('unmerged', 'moved back when a merge was undone')], max_length=10)),
                ('moved_from', models.UUIDField(blank=True, null=True)),
                ('sealed_given', models.BinaryField(default=b'')),
                ('sealed_family', models.BinaryField(default=b'')),
                ('sealed_registered', models.BinaryField(default=b'')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='accounts.datasubject')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'name',
                'ordering': ['-created_at', '-id'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='datasubject',
            index=models.Index(fields=['-created_at', '-id'], name='subject_newest'),
        ),
        migrations.AddConstraint(
            model_name='datasubject',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('merged_into__isnull', True), ('state', 'active')), models.Q(('erased_at__isnull', True), ('login__isnull', True), ('merged_into__isnull', False), ('state', 'merged')), models.Q(('erased_at__isnull', False), ('login__isnull', True), ('merged_into__isnull', True), ('state', 'erased')), _connector='OR'), name='subject_state_fits'),
        ),
        migrations.AddConstraint(
            model_name='datasubject',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='subject_not_merged_into_itself'),
        ),
        migrations.AddIndex(
            model_name='subjectcontact',
            index=models.Index(condition=models.Q(('superseded_at__isnull', True), models.Q(('blind_index', b''), _negated=True)), fields=['kind', 'blind_index'], name='subjectcontact_blind'),
        ),
        migrations.AddConstraint(
            model_name='subjectcontact',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), models.Q(('blind_index', b''), _negated=True)), fields=('subject', 'kind', 'blind_index'), name='subjectcontact_once'),
        ),
        migrations.AddConstraint(
            model_name='subjectcontact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('superseded_at__isnull', True), ('superseded_because', ''), ('superseded_by__isnull', True)), models.Q(('superseded_at__isnull', False), ('superseded_by__isnull', False), models.Q(('superseded_because', ''), _negated=True)), _connector='OR'), name='subjectcontact_superseded_wholly'),
        ),
        migrations.AddConstraint(
            model_name='subjectidentifier',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('kind', 'country', 'blind_index'), name='subjectidentifier_one_holder'),
        ),
        migrations.AddConstraint(
            model_name='subjectidentifier',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True), ('kind__in', ['company_registration', 'sa_id', 'tax_number'])), fields=('subject', 'kind', 'country'), name='subjectidentifier_single_kind'),
        ),
        migrations.AddConstraint(
            model_name='subjectidentifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('superseded_at__isnull', True), ('superseded_because', ''), ('superseded_by__isnull', True)), models.Q(('superseded_at__isnull', False), ('superseded_by__isnull', False), models.Q(('superseded_because', ''), _negated=True)), _connector='OR'), name='subjectidentifier_superseded_wholly'),
        ),
        migrations.AddConstraint(
            model_name='subjectidentifier',
            constraint=models.CheckConstraint(condition=models.Q(('blind_index', b''), _negated=True), name='subjectidentifier_is_indexed'),
        ),
        migrations.AddConstraint(
            model_name='subjectidentifier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='subjectidentifier_verified_wholly'),
        ),
        migrations.AddConstraint(
            model_name='subjectmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='subjectmerge_one_live'),
        ),
        migrations.AddConstraint(
            model_name='subjectmerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='subjectmerge_undone_wholly'),
        ),
        migrations.AddIndex(
            model_name='subjectgrant',
            index=models.Index(fields=['user', 'subject'], name='subjectgrant_user'),
        ),
        migrations.AddIndex(
            model_name='subjectname',
            index=models.Index(condition=models.Q(('superseded_at__isnull', True)), fields=['blind_index'], name='subjectname_blind'),
        ),
        migrations.AddConstraint(
            model_name='subjectname',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('subject',), name='subjectname_one_live'),
        ),
        migrations.AddConstraint(
            model_name='subjectname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('superseded_at__isnull', True), ('superseded_because', ''), ('superseded_by__isnull', True)), models.Q(('superseded_at__isnull', False), ('superseded_by__isnull', False), models.Q(('superseded_because', ''), _negated=True)), _connector='OR'), name='subjectname_superseded_wholly'),
        ),
    ]
