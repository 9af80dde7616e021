"""The signed link with which a person comes in for the first time."""

from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.urls import reverse

from accounts.models import Invitation, User

LASTS: Final = timedelta(days=7)
SALT: Final = "accounts.invitation"


def newest(person: User, now: datetime) -> Invitation | None:
    """The one that the person can use at `now`."""
    return Invitation.objects.open(now).filter(user=person).first()


def path_of(invitation: Invitation) -> str:
    """The link; worth something as long as the invitation is."""
    return reverse("account_invitation", args=[signing.dumps(str(invitation.key), salt=SALT)])


def find(token: str, now: datetime) -> Invitation | None:
    """The invitation that a link carries, if it can be used at `now`."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    usable = Invitation.objects.open(now).filter(key=key, user__is_active=True)
    found = usable.select_related("user").first()
    # Who has got a password some other way meanwhile is in already.
    return None if found is None or found.user.has_usable_password() else found
