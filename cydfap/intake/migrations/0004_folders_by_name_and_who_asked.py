import cydfap.intake.models
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast, Coalesce


def folders_are_where_they_were(apps, schema_editor):
    """Until now they were called by the import's number, with the plan among the other files."""
    apps.get_model("intake", "Import").objects.update(
        folder=Cast("pk", models.CharField()), asked_by=Coalesce(F("asked_by"), F("created_by"))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0003_what_the_worker_has'),
    ]

    operations = [
        migrations.RenameField(model_name='import', old_name='undone_by', new_name='asked_by'),
        migrations.AddField(
            model_name='import',
            name='plan',
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='import',
            name='folder',
            field=models.CharField(default='', editable=False, max_length=32),
        ),
        migrations.RunPython(folders_are_where_they_were, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='import',
            name='folder',
            field=models.CharField(default=cydfap.intake.models.new_name, editable=False, max_length=32, unique=True),
        ),
    ]
