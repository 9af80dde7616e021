"""Coming in for the first time: by invitation, and the very first of all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, Department, Invitation, User
from accounts.organisation.inviting import invite, revoke_invitation
from accounts.organisation.people import add_person, change_person
from accounts.organisation.refusals import HasAdministrator
from accounts.organisation.roles import give_role, held_administration


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, name: str, password: str, at: datetime | None = None
) -> User | None:
    """Let the person in with a name and a password; None if somebody has used the link."""
    at = at or timezone.now()
    usable = Invitation.objects.open(at).filter(pk=invitation.pk, user__is_active=True)
    if not usable.update(used_at=at):
        return None
    person = invitation.user
    change_person(person, by=person, values={"name": name}, at=at)
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def invite_first(
    *, municipality: str, name: str, email: str, at: datetime | None = None
) -> tuple[User, Invitation | None]:
    """Let somebody manage people where nobody can, and invite who has no password yet.

    Where there are no departments, the municipality itself becomes the first. Who was invited
    to it before and never came is invited again, or, if it is somebody else now, is out.
    Raises `HasAdministrator` if somebody can, and ValidationError for a name or address that
    is none.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    administration = held_administration().current(today)
    if administration.who_come_in().exists():
        raise HasAdministrator
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    person = person or add_person(by=None, name=name, email=email, at=at)
    if not Department.objects.exists():
        Department.objects.create(name=municipality)
    for given in administration.exclude(user=person).select_related("user"):
        revoke_invitation(given.user, by=person, at=at)
    if not administration.filter(user=person).exists():
        role = Appointment.Role.ADMINISTRATION
        give_role(person, by=person, role=role, starts_on=today, at=at)
    return person, None if person.has_usable_password() else invite(person, by=person, at=at)
