from django.db import migrations


def begin(apps, schema_editor):
    apps.get_model("directory", "Generation").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
