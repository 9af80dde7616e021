"""People: added, changed, kept out and let in again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import sessions
from accounts.models import Record, User
from accounts.organisation.holding import hold_roles
from accounts.organisation.inviting import invite, take_back
from accounts.organisation.records import note
from accounts.organisation.roles import end_at_once, keep_an_administrator, roles_of


@transaction.atomic
def add_person(
    *,
    by: User | None,
    name: str,
    email: str,
    language: str = "nb",
    phone: str = "",
    at: datetime | None = None,
) -> User:
    """A person who cannot sign in before a password is chosen by invitation.

    Without `by`, the log names the person: before the first one there was nobody.
    """
    at = at or timezone.now()
    person = User(name=name, email=email.strip().lower(), language=language, phone=phone)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    note(Record.Kind.PERSON_ADDED, by=by or person, at=at, person=person, name=name)
    return person


@transaction.atomic
def change_person(
    person: User, *, by: User, values: dict[str, str], at: datetime | None = None
) -> list[str]:
    """Set what is different of name, e-mail, telephone, language and theme; say which."""
    at = at or timezone.now()
    stored = User.objects.get(pk=person.pk)
    changes = [
        {"field": field, "old": getattr(stored, field), "new": new}
        for field, new in values.items()
        if getattr(stored, field) != new
    ]
    fields = [str(change["field"]) for change in changes]
    for field in fields:
        setattr(person, field, values[field])
    if fields:
        moves = "email" in fields and take_back(stored, at)
        if "email" in fields:
            person.email_refused_at = None
        if "phone" in fields:
            is_sure = person.phone and by == person
            person.phone_checked_on = timezone.localdate(at) if is_sure else None
        person.save(update_fields=[*fields, "email_refused_at", "phone_checked_on"])
        if moves:
            # The link went to an address that was perhaps somebody else's.
            invite(person, by=by, at=at)
    # Colours are nobody's business.
    told = [change for change in changes if change["field"] != "theme"]
    if told:
        note(Record.Kind.PERSON_CHANGED, by=by, at=at, person=person, changes=told)
    return fields


def confirm_phone(person: User, *, at: datetime | None = None) -> bool:
    """The person says that the number is right still; False if there is none."""
    today = timezone.localdate(at or timezone.now())
    known = User.objects.filter(pk=person.pk).exclude(phone="")
    return bool(known.update(phone_checked_on=today))


@transaction.atomic
def deactivate(person: User, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Keep the person out from the next request on, and end the roles; history stays.

    The password goes as well: no session of before comes to life again if the person returns.
    Raises `LastAdministrator` if nobody would be left who can manage people.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    hold_roles(person)
    for given in roles_of(person, today):
        keep_an_administrator(given, today)
        end_at_once(given, by=by, reason=reason, at=at)
    take_back(person, at)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    sessions.end_all(person)
    note(Record.Kind.DEACTIVATED, by=by, at=at, person=person, reason=reason)


@transaction.atomic
def activate(person: User, *, by: User, reason: str = "", at: datetime | None = None) -> None:
    """Let the person in again, without the roles of before, by a new invitation."""
    at = at or timezone.now()
    person.is_active = True
    person.save(update_fields=["is_active"])
    note(Record.Kind.ACTIVATED, by=by, at=at, person=person, reason=reason)
    invite(person, by=by, at=at)
