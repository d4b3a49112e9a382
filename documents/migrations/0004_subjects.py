import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_grants'),
        ('accounts', '0009_subject_audit_key'),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name='subject',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name=f'{name}s', to='accounts.datasubject'),
        )
        for name in ('case', 'document')
    ]
