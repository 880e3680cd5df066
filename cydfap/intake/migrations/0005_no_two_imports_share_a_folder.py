import cydfap.intake.models
from django.db import migrations, models


class Migration(migrations.Migration):
    """By itself: PostgreSQL alters no table whose rows were changed in the same transaction."""

    dependencies = [
        ('intake', '0004_folders_by_name_and_who_asked'),
    ]

    operations = [
        migrations.AlterField(
            model_name='import',
            name='folder',
            field=models.CharField(default=cydfap.intake.models.new_name, editable=False, max_length=32, unique=True),
        ),
    ]
