"""Several rows of an import may stand in one line of its file."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def stand_where_they_are(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a row was a line."""
    apps.get_model("profiles", "ImportRow").objects.update(line=models.F("number"))


class Migration(migrations.Migration):
    dependencies = [("profiles", "0005_register_indexes")]

    operations = [
        migrations.AddField("import", "notes", models.JSONField(default=dict)),
        migrations.AddField(
            "importrow", "line", models.PositiveIntegerField(default=0), preserve_default=False
        ),
        migrations.RunPython(stand_where_they_are, migrations.RunPython.noop),
    ]
