import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_watch'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('rule', models.CharField(choices=[('volume', 'unusual volume'), ('out_of_hours', 'reads out of hours'), ('denied', 'refused attempts in a row'), ('glass', 'broken glass'), ('export', 'exports'), ('sign_ins', 'failed sign-ins'), ('replay', 'a refresh token shown twice'), ('trail', 'the trail did not verify')], max_length=20)),
                ('count', models.PositiveIntegerField()),
                ('sentence', models.CharField(max_length=300)),
                ('entry_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('state', models.CharField(choices=[('open', 'open'), ('signed_off', 'signed off')], default='open', max_length=20)),
                ('signed_off_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, default='', max_length=500)),
                ('created_at', models.DateTimeField()),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_off_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'audit_finding',
                'ordering': ['-day', '-id'],
                'default_permissions': ('view', 'change'),
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-day', '-id'], name='trail_finding_open')],
                'constraints': [models.UniqueConstraint(fields=('day', 'rule', 'actor'), name='trail_finding_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('note', ''), ('signed_off_at__isnull', True), ('signed_off_by__isnull', True), ('state', 'open')), models.Q(('signed_off_at__isnull', False), ('signed_off_by__isnull', False), ('state', 'signed_off'), models.Q(('note', ''), _negated=True)), _connector='OR'), name='trail_finding_signed_wholly'), models.CheckConstraint(condition=models.Q(('actor__isnull', True), ('signed_off_by__isnull', True), models.Q(('signed_off_by', models.F('actor')), _negated=True), _connector='OR'), name='trail_finding_not_by_oneself')],
            },
        ),
        migrations.CreateModel(
            name='ReviewTerms',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('in_force_from', models.DateField()),
                ('time_zone', models.CharField(default='Africa/Johannesburg', max_length=60)),
                ('opens_at', models.TimeField(default=datetime.time(6, 0))),
                ('closes_at', models.TimeField(default=datetime.time(20, 0))),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('volume_factor', models.FloatField(default=3.0)),
                ('volume_floor', models.PositiveIntegerField(default=200)),
                ('denied_in_a_row', models.PositiveSmallIntegerField(default=5)),
                ('failed_sign_ins', models.PositiveSmallIntegerField(default=10)),
                ('reason', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'terms of the review',
                'verbose_name_plural': 'terms of the review',
                'db_table': 'audit_review_terms',
                'ordering': ['-in_force_from', '-id'],
                'default_permissions': ('view', 'add'),
                'constraints': [models.CheckConstraint(condition=models.Q(('denied_in_a_row__gte', 2), ('failed_sign_ins__gte', 2), ('volume_factor__gte', 1), ('volume_floor__gte', 1)), name='trail_terms_sensible'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='trail_terms_hours')],
            },
        ),
    ]
