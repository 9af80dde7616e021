"""Invitations to come in: given and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.invitations import LASTS
from accounts.models import AccountMail, Invitation, Record, User
from accounts.organisation.records import note


@transaction.atomic
def invite(person: User, *, by: User, at: datetime | None = None) -> Invitation:
    """Invite, or invite again: only the newest invitation counts."""
    at = at or timezone.now()
    take_back(person, at)
    invitation = Invitation.objects.create(
        user=person, created_at=at, created_by=by, expires_at=at + LASTS
    )
    note(Record.Kind.PERSON_INVITED, by=by, at=at, person=person)
    mail.queue(AccountMail.Kind.INVITATION, person.email)
    return invitation


@transaction.atomic
def revoke_invitation(person: User, *, by: User, at: datetime | None = None) -> bool:
    """Take the invitation back; False if there is none to take."""
    at = at or timezone.now()
    if not take_back(person, at):
        return False
    note(Record.Kind.PERSON_INVITED, by=by, at=at, person=person, revoked=True)
    return True


def take_back(person: User, at: datetime) -> bool:
    """Take back what waits; an e-mail with its link is not to be sent any more either."""
    waiting = Invitation.objects.filter(user=person, used_at=None, revoked_at=None)
    letters = AccountMail.objects.filter(kind=AccountMail.Kind.INVITATION, email=person.email)
    letters.delete()
    return bool(waiting.update(revoked_at=at))
