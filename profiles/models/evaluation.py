from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def open(self) -> Self:
        """Those that are being written, and those that wait for the administration."""
        return self.exclude(state__in=Evaluation.OVER)

    def to_confirm(self) -> Self:
        """Those that wait for the administration, longest waiting first."""
        return self.filter(state=Evaluation.State.SENT).order_by("sent_at", "pk")

    def newest_confirmed(self) -> Self:
        """Of each profile the one that was confirmed last."""
        confirmed = self.filter(state=Evaluation.State.CONFIRMED)
        same = confirmed.filter(profile=OuterRef("profile"))
        return confirmed.filter(~Exists(same.filter(answered_at__gt=OuterRef("answered_at"))))


class Evaluation(models.Model):
    """One look at whether a profile does what it is for, and what is to become of it (D2).

    The department writes and sends it; the administration confirms its outcome. At most one
    of a profile is open at a time.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("awaiting confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        # The profile was closed before anybody answered.
        DROPPED = "dropped", _("fallen away")

    OVER: Final = (State.CONFIRMED, State.DROPPED)

    class Degree(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    class Outcome(models.TextChoices):
        CONTINUE = "continue", _("Continue as today")
        CHANGE = "change", _("Continue, with a change")
        PAUSE = "pause", _("Pause for a while")
        CLOSE = "close", _("Close for good")

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="evaluations")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Counts every change; whoever rests on an older one is told so.
    version = models.PositiveIntegerField(default=1, editable=False)
    # The day it was due, as it stood when it was begun.
    due_on = models.DateField(_("due"), null=True)

    purpose_met = models.CharField(
        _("is the purpose met"), max_length=10, choices=Degree, blank=True
    )
    purpose_note = models.TextField(_("how it can be seen"), max_length=2000, blank=True)
    reaches = models.CharField(
        _("does it reach the target group"), max_length=10, choices=Degree, blank=True
    )
    followers = models.PositiveIntegerField(_("followers"), null=True, blank=True)
    posts = models.PositiveIntegerField(_("posts in the period"), null=True, blank=True)
    replies = models.PositiveIntegerField(_("replies in the period"), null=True, blank=True)
    reply_time = models.CharField(_("typical reply time"), max_length=100, blank=True)
    kept_up = models.CharField(_("is it kept up"), max_length=10, choices=Degree, blank=True)
    counterpart_kept = models.CharField(
        _("does the page on the website say the same"), max_length=10, choices=Degree, blank=True
    )
    access_kept = models.CharField(
        _("do owner and backup editors still have access"),
        max_length=10,
        choices=Degree,
        blank=True,
    )
    two_step = models.CharField(
        _("do all of them sign in with two steps"), max_length=10, choices=Degree, blank=True
    )
    privacy_note = models.TextField(
        _("privacy and security since last time"), max_length=2000, blank=True
    )
    learnt = models.TextField(_("what was learnt"), max_length=2000, blank=True)

    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    outcome_reason = models.TextField(_("why"), max_length=2000, blank=True)
    change = models.CharField(_("what is to be changed"), max_length=500, blank=True)
    change_by = models.DateField(_("changed by"), null=True, blank=True)
    reopens_on = models.DateField(_("expected to reopen"), null=True, blank=True)
    # Earlier than the policy asks; null for the policy's own date.
    next_on = models.DateField(_("next evaluation"), null=True, blank=True)

    # What the portal knew when it was sent: {"followers": [[day, number], …], …}.
    known = models.JSONField(default=dict, blank=True)

    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    # The administration's words, when it confirms or sends back.
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects: ClassVar[EvaluationQuerySet] = EvaluationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("profile",),
                condition=Q(state__in=("draft", "sent")),
                name="evaluation_one_open_per_profile",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped"))
                | (Q(sent_by__isnull=False, sent_at__isnull=False) & ~Q(outcome="")),
                name="evaluation_sent_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="evaluation_confirmed_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("sent_at", "id"), condition=Q(state="sent"), name="evaluation_to_confirm"
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
