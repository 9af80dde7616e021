"""Fields that nobody asked for change nothing, in the forms about people and departments (T34)."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.cast import Municipality

TODAY = timezone.localdate()
EXTRA = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "password": "sommer i otta 2026",
    "user": "1",
    "user_id": "1",
    "person": "1",
    "path": "1/",
    "closed_on": "2020-01-01",
    "merged_into": "1",
    "granted_by": "1",
    "pk": "1",
    "id": "1",
    "date_joined": "2001-01-01",
    "groups": "1",
}
SOMEBODY = {"name": "Siri Nyttnavn", "email": "siri.ny@sel.example", "language": "nn"}
ROLE = {"role": "reader", "starts_on": str(TODAY)}
LATER = str(TODAY + timedelta(40))
# Who sends the form, and what belongs in it.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "preferences": (
        "siri",
        {"name": "Siri Nyttnavn", "language": "nn", "digest": "weekly", "theme": "dark"},
    ),
    "person_new": ("anne", SOMEBODY | ROLE),
    "person_edit": ("anne", SOMEBODY),
    "person_give_role": ("anne", ROLE),
    "person_role": ("anne", {"ends_on": LATER}),
    "person_hand_over": ("anne", {"reason": "Nytt arbeid"}),
    "person_deactivate": ("anne", {"reason": "Nytt arbeid"}),
    "department_new": ("anne", {"name": "Kino"}),
    "department_edit": ("anne", {"name": "Otta scene"}),
    "department_merge": ("anne", {"reason": "Slått sammen"}),
    "department_close": ("anne", {"reason": "Lagt ned"}),
    "save_filter": ("siri", {"name": "Utkast", "query": "status=draft"}),
}
# What is different each time, whatever is sent.
CHANGING = {
    "at",
    "created_at",
    "expires_at",
    "saved_at",
    "key",
    "last_login",
    "token",
    "digest",
    "id",
    "date_joined",
    # Keys go on counting on PostgreSQL, also where what took them was undone.
    "user_id",
    "person_id",
    "department_id",
    "path",
}
TABLES = ("user", "department", "membership", "appointment", "record", "invitation", "savedfilter")


def everything() -> dict[str, list[dict[str, Any]]]:
    """What stands about people and departments."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models():
        if model._meta.model_name in TABLES:
            rows: models.QuerySet[Any] = model._default_manager.order_by("pk")
            kept = [field.attname for field in model._meta.concrete_fields]
            said = rows.values(*[name for name in kept if name not in CHANGING])
            # What stands for no password is another text each time.
            found[str(model._meta.model_name)] = [
                row | ({"password": row["password"][0]} if "password" in row else {})
                for row in said
            ]
    return found


def outcome(user: User, url: str, typed: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """What stands in the database after the form is sent, undone again."""
    client = Client()
    client.force_login(user)
    with transaction.atomic():
        status = client.post(url, typed).status_code
        found = everything()
        transaction.set_rollback(True)
    return status, found


@pytest.mark.parametrize("name", FORMS)
def test_fields_that_nobody_asked_for_change_nothing(
    name: str, sel: Municipality, siri: User, anne: User
) -> None:
    who, typed = FORMS[name]
    user = {"siri": siri, "anne": anne}[who]
    if name.startswith("department_") and name != "department_merge":
        typed = typed | {"parent": str(sel.culture.pk)}
    if name == "department_merge":
        typed = typed | {"into": str(sel.technical.pk)}
    role = siri.memberships.get()
    arguments: dict[str, list[Any]] = {
        "person_role": [siri.pk, "virksomhet", role.pk],
        "department_edit": [sel.technical.pk],
        "department_close": [sel.technical.pk],
        "department_merge": [sel.house.pk],
    }
    alone = name in ("preferences", "save_filter") or name.endswith("_new")
    url = reverse(f"profiles:{name}", args=[] if alone else arguments.get(name, [siri.pk]))
    status, stands = outcome(user, url, typed)
    assert status in (200, 302)
    again, changed = outcome(user, url, typed | EXTRA)
    assert again == status
    for table, rows in stands.items():
        assert changed[table] == rows
