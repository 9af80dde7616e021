"""Indexes for finding people: those who have left, and names by a part of them."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_trigrams(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let PostgreSQL find text in the middle of names, where it has been taught to.

    As `icontains` asks: both sides in capital letters.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS user_name_trigrams ON accounts_user "
                'USING gin (upper("name") gin_trgm_ops)'
            )


def remove_trigrams(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS user_name_trigrams")


class Migration(migrations.Migration):
    # The register's indexes bring the trigrams.
    dependencies = [
        ("accounts", "0003_the_organisation"),
        ("profiles", "0005_register_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["id"], condition=models.Q(is_active=False), name="user_inactive"
            ),
        ),
        migrations.RunPython(add_trigrams, remove_trigrams),
    ]
