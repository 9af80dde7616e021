from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnly
from profiles.models.profile import Profile


class Event(AppendOnly):
    """One line of a profile's timeline: who did what, when and why."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered the profile")
        EDITED = "edited", _("changed the draft")
        ASSESSED = "assessed", _("answered the purpose assessment")
        NOTIFIED = "notified", _("notified the administration")
        WITHDRAWN = "withdrawn", _("withdrew the notification")
        APPROVED = "approved", _("approved the profile")
        SENT_BACK = "sent_back", _("sent the notification back")
        REJECTED = "rejected", _("rejected the profile")
        RECONSIDERED = "reconsidered", _("took the profile up again")
        DISCARDED = "discarded", _("threw the draft away")
        RESTORED = "restored", _("took the draft back")
        CONDITION_MET = "condition_met", _("met a condition")
        IMPORTED = "imported", _("brought the profile in from a list")
        IMPORT_UNDONE = "import_undone", _("took back that the profile was brought in")
        CHANGED = "changed", _("changed the profile")
        ACKNOWLEDGED = "acknowledged", _("noted the change")
        PAUSE_PLANNED = "pause_planned", _("planned a pause")
        PAUSE_CANCELLED = "pause_cancelled", _("took back a planned pause")
        PAUSE_LAPSED = "pause_lapsed", _("planned a pause that came to nothing")
        PAUSED = "paused", _("paused the profile")
        REOPENED = "reopened", _("reopened the profile")
        CLOSED = "closed", _("closed the profile")
        UPDATE_ASKED = "update_asked", _("asked for an update")
        UPDATE_ANSWERED = "update_answered", _("answered that it is up to date")
        HIJACKED = "hijacked", _("reported that the profile is hijacked")
        HIJACKING_NOTED = "hijacking_noted", _("noted a step against the hijacking")
        RECOVERED = "recovered", _("reported that the profile is recovered")
        HANDED_OVER = "handed_over", _("handed over what a person answered for")
        DEPARTMENT_CHANGED = "department_changed", _("changed the department")
        ACCESS_CHECKED = "access_checked", _("checked who has access")
        ACTIVE = "active", _("confirmed that the profile is active")
        EVALUATED = "evaluated", _("sent an evaluation")
        EVALUATION_CONFIRMED = "evaluation_confirmed", _("confirmed the evaluation")
        EVALUATION_RETURNED = "evaluation_returned", _("sent the evaluation back")
        EVALUATION_ASKED = "evaluation_asked", _("asked for an evaluation")
        DEADLINE_EXTENDED = "deadline_extended", _("extended the deadline")
        REMINDED = "reminded", _("reminded of what is due")
        WRITTEN_TO = "written_to", _("wrote to who answers for the profile")
        FLAGGED = "flagged", _("raised a flag")
        FLAG_CLEARED = "flag_cleared", _("cleared a flag")

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    # The name stands beside the key, so that the line can be read when the person is gone.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=120)
    reason = models.TextField(_("why"), blank=True)
    # SHA-256 over the digest of the profile's event before it and what this one says, so
    # that a line changed, cut out or put in behind our back can be seen.
    digest = models.CharField(max_length=64, default="", editable=False)
    # The profile's version after the event.
    version = models.PositiveIntegerField()
    # {"changes": [{"field": …, "old": …, "new": …}], …}: what the kind of event tells.
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("profile", "at", "id"), name="event_timeline"),)

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_kind_display()}"


class Snapshot(AppendOnly):
    """What was notified, as it stood when it was notified: the proof of C1."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="snapshots")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="snapshot")
    taken_at = models.DateTimeField(_("when"), default=timezone.now)
    content = models.JSONField()
    # SHA-256 of the content, so that a change made behind our back can be seen.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-taken_at", "-pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
