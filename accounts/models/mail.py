import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

# The job that sends them comes by every minute.
LATE: Final = timedelta(minutes=15)


class AccountMailQuerySet(models.QuerySet["AccountMail"]):
    def to_send(self, now: datetime, lease: timedelta) -> Self:
        """Those whose time has come and that nobody is sending, or who did died over it."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease)
        return self.filter(free, next_attempt_at__lte=now)

    def late_invitations(self, now: datetime) -> Self:
        """Those that the mail server has not taken, or that nobody has sent for a while."""
        is_late = Q(first_attempt_at__isnull=False) | Q(created_at__lte=now - LATE)
        return self.filter(is_late, kind=AccountMail.Kind.INVITATION)


class AccountMail(models.Model):
    """An e-mail about an account that waits to be sent; it is gone when it has been.

    Neither text nor link is kept: both are made when it is sent. An address that nobody has
    is queued like any other, so that asking takes the same time for both.
    """

    class Kind(models.TextChoices):
        PASSWORD_RESET = "password_reset"  # noqa: S105
        PASSWORD_CHANGED = "password_changed"  # noqa: S105
        INVITATION = "invitation"

    # The e-mail's Message-ID is made of it, so that a repeat can be recognised.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    email = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_index=True)
    claimed_at = models.DateTimeField(null=True)

    objects: ClassVar[AccountMailQuerySet] = AccountMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kind", "email"), name="account_mail_waits_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
