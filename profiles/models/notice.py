import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.event import Event
from profiles.models.profile import Profile


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_send(self, now: datetime, lease: timedelta) -> Self:
        """Those whose time has come, and those whose sender died longer ago than `lease`."""
        return self.filter(
            Q(state=Notice.State.QUEUED, next_attempt_at__lte=now)
            | Q(state=Notice.State.SENDING, claimed_at__lte=now - lease)
        )

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def undelivered(self) -> Self:
        """Those whose e-mail was given up."""
        return self.filter(state=Notice.State.FAILED)


class Notice(models.Model):
    """What one person is told of one matter: in the portal at once, by e-mail soon.

    It is written in the transaction of its cause and sent from here by a job, so what
    people were told, and when, is known.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be delivered")
        SUPPRESSED = "suppressed", _("not sent by e-mail")

    class Kind(models.TextChoices):
        NOTIFICATION = "notification", _("A profile is notified")
        RECEIPT = "receipt", _("Receipt for a notification")
        APPROVED = "approved", _("A profile is approved")
        SENT_BACK = "sent_back", _("A notification is sent back")
        REJECTED = "rejected", _("A profile is rejected")
        WITHDRAWN = "withdrawn", _("A notification is withdrawn")
        RECONSIDERED = "reconsidered", _("A rejected profile is taken up again")
        RESPONSIBLE = "responsible", _("You answer for a profile")
        CONDITION_MET = "condition_met", _("A condition is met")
        CHANGED = "changed", _("An approved profile is changed")
        ACKNOWLEDGED = "acknowledged", _("A change is noted")
        PAUSED = "paused", _("A profile is paused")
        REOPENED = "reopened", _("A profile is reopened")
        CLOSED = "closed", _("A profile is closed")
        UPDATE_ASKED = "update_asked", _("You are asked for an update")
        UPDATE_ANSWERED = "update_answered", _("A question about an update is answered")
        HIJACKED = "hijacked", _("A profile is hijacked")
        RECOVERED = "recovered", _("A hijacked profile is recovered")
        HANDED_OVER = "handed_over", _("A profile is handed over")
        BROUGHT_IN = "brought_in", _("Profiles that you answer for are brought in from a list")
        PAUSE_LAPSED = "pause_lapsed", _("A planned pause came to nothing")
        DEPARTMENT_CHANGED = "department_changed", _("A profile has a new department")
        EVALUATED = "evaluated", _("An evaluation is sent")
        EVALUATION_CONFIRMED = "evaluation_confirmed", _("An evaluation is confirmed")
        EVALUATION_RETURNED = "evaluation_returned", _("An evaluation is sent back")
        EVALUATION_ASKED = "evaluation_asked", _("You are asked for an evaluation")
        DEADLINE_EXTENDED = "deadline_extended", _("A deadline is extended")
        DIGEST = "digest", _("What is due")
        REMINDED = "reminded", _("You are reminded of what is due")
        WRITTEN_TO = "written_to", _("A message about profiles that you answer for")

    # The e-mail's Message-ID is made of it, so that a repeat can be recognised.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        on_delete=models.PROTECT,
        related_name="notices",
    )
    kind = models.CharField(_("about"), max_length=20, choices=Kind)
    profile = models.ForeignKey(
        Profile, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="notices")
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # Where the reader can act; a path of the portal.
    path = models.CharField(max_length=200, blank=True)
    # Of what comes once a day: which day in Oslo.
    day = models.DateField(null=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)

    state = models.CharField(_("e-mail"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    first_attempt_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.CharField(_("what the mail server said"), max_length=300, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("recipient", "event", "kind"), name="notice_once_per_person_and_event"
            ),
            models.UniqueConstraint(
                fields=("recipient", "day"),
                condition=Q(kind="digest"),
                name="notice_one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="notice_sent_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                condition=Q(state__in=("queued", "sending")),
                name="notice_to_send",
            ),
            models.Index(
                fields=("recipient",), condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=("recipient", "-created_at"), name="notice_inbox"),
        )

    def __str__(self) -> str:
        return self.subject
