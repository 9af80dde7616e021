"""Chain the events that are there: each gets a digest of itself and of the one before."""

import hashlib
import json
from datetime import UTC
from itertools import groupby
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def chain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Link each profile's events in the order in which they were written."""
    alias = schema_editor.connection.alias
    events = apps.get_model("profiles", "Event")._default_manager.using(alias)
    profiles = apps.get_model("profiles", "Profile")._default_manager.using(alias)
    in_order = events.order_by("profile", "pk").iterator(chunk_size=2000)
    for profile, run in groupby(in_order, key=lambda event: event.profile_id):
        digest, length = "", 0
        for event in run:
            digest, length = _link_of(event, digest), length + 1
            events.filter(pk=event.pk).update(digest=digest)
        profiles.filter(pk=profile).update(history_digest=digest, history_length=length)
    profiles.filter(first_notified_at__isnull=False).update(assessed_at=F("first_notified_at"))


def _link_of(event: Any, before: str) -> str:
    content = {
        "before": before,
        "profile": event.profile_id,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "who": event.actor_name,
        "reason": event.reason,
        "version": event.version,
        "data": event.data,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("profiles", "0003_life_after_approval")]

    operations = [migrations.RunPython(chain, migrations.RunPython.noop, elidable=True)]
