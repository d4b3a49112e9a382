from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0002_signing_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='datakey',
            name='purpose',
            field=models.CharField(choices=[('document', 'one document: its files, page images and identifiers'), ('subject', 'one data subject'), ('subject_audit', "one data subject's values in the trail"), ('installation', "this installation's own secrets")], max_length=20),
        ),
    ]
