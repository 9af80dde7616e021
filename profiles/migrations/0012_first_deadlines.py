"""Give the profiles that are in use the deadlines that they would have from today on."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from profiles import policy


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nobody was asked before, so the clock starts now; the lists of access have their day."""
    alias = schema_editor.connection.alias
    profiles = apps.get_model("profiles", "Profile")._default_manager.using(alias)
    living, today = profiles.filter(status__in=("active", "paused")), timezone.localdate()
    for rhythm in {*living.order_by().values_list("rhythm", flat=True)}:
        due_on = today + timedelta(days=policy.activity_days(rhythm, policy.POLICY))
        living.filter(rhythm=rhythm).update(last_active_on=today, next_activity_on=due_on)
    checked = living.filter(access__roster_checked_on__isnull=False)
    for day in {*checked.order_by().values_list("access__roster_checked_on", flat=True)}:
        same_day = profiles.filter(access__roster_checked_on=day)
        same_day.update(access_due_on=policy.access_review_due(day, policy.POLICY))
    living.filter(access_due_on__isnull=True).update(
        access_due_on=policy.access_review_due(today, policy.POLICY)
    )


def roomy(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A line of history changes two columns of the profile that no index is on: with room on
    the page, PostgreSQL need not write the whole row to every index anew.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE profiles_profile SET (fillfactor = 80)")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0011_follow_up")]

    operations = [
        # In this order: PostgreSQL alters no table whose rows have been changed just before.
        migrations.RunPython(roomy, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
    ]
