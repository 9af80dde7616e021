"""The first checklist of the purpose assessment, in force from the start (B4)."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from profiles.checklists.version_1 import QUESTIONS

VERSION = 1
IN_THREE_LANGUAGES = ("text", "help", "label", "advice")


def publish(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Load the questions, unless a checklist of this version is there already."""
    alias = schema_editor.connection.alias
    checklists, questions, options = (
        apps.get_model("profiles", model)._default_manager.using(alias)
        for model in ("Checklist", "Question", "Option")
    )
    checklist, is_new = checklists.get_or_create(
        version=VERSION, defaults={"published_at": timezone.now()}
    )
    if not is_new:
        return
    for number, entry in enumerate(QUESTIONS, start=1):
        question = questions.create(checklist=checklist, number=number, **_columns(entry))
        for position, choice in enumerate(entry.get("options", ()), start=1):
            options.create(question=question, position=position, **_columns(choice))


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the questions; refused by the database layer where they have been answered."""
    checklists = apps.get_model("profiles", "Checklist")._default_manager
    checklists.using(schema_editor.connection.alias).filter(version=VERSION).delete()


def _columns(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as columns: a text in three languages is three of them."""
    columns: dict[str, Any] = {}
    for name, value in entry.items():
        if name in IN_THREE_LANGUAGES:
            columns |= {f"{name}_{language}": text for language, text in value.items()}
        elif name != "options":
            columns[name] = value
    return columns


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [migrations.RunPython(publish, take_back)]
