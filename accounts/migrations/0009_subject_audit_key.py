import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_data_subjects'),
        ('vault', '0003_alter_datakey_purpose'),
    ]

    operations = [
        migrations.AddField(
            model_name='datasubject',
            name='audit_key',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
    ]
