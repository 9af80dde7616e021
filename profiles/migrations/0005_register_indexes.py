"""Indexes for the register's orders and its search."""

from datetime import date

from django.apps.registry import Apps
from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Coalesce

# Index: table and column. As `icontains` asks: both sides in capital letters.
TRIGRAMS = {
    "profile_name_trigrams": ("profiles_profile", "name"),
    "address_key_trigrams": ("profiles_address", "key"),
}


def add_trigrams(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let PostgreSQL find text in the middle of names, where it can be taught to.

    Without the extension, or the right to add it, the search is right but slower.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cursor.fetchone():
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return
        for index, (table, column) in TRIGRAMS.items():
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {index} ON {table} "
                f'USING gin (upper("{column}") gin_trgm_ops)'
            )


def remove_trigrams(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for index in TRIGRAMS:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_the_organisation"), ("profiles", "0004_chain_of_events")]

    operations = [
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["department", "name", "id"], name="profile_by_department"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["platform", "name", "id"], name="profile_by_platform"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["registered_at", "id"], name="profile_by_registration"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                Coalesce("next_evaluation_on", models.Value(date(9999, 12, 31))),
                models.F("id"),
                name="profile_by_evaluation",
            ),
        ),
        migrations.RunPython(add_trigrams, remove_trigrams),
    ]
