from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_grants'),
        ('accounts', '0009_subject_audit_key'),
    ]

    operations = []
