from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.notice import Notice
from profiles.models.profile import Profile


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def untold(self) -> Self:
        """Those that no notice tells of yet."""
        return self.filter(notice__isnull=True)

    def told(self) -> Self:
        return self.filter(notice__isnull=False)


class Reminder(models.Model):
    """That one person is reminded of one deadline of a profile, at one step.

    `step` is the day of the step, counted from the deadline: -30, -7, 0, 7, 14 and so on.
    """

    class Matter(models.TextChoices):
        """What is due; in the order of gravity."""

        OWNER = "owner", _("a new owner")
        BACKUP = "backup", _("a backup editor")
        REOPENING = "reopening", _("reopening")
        ANSWER = "answer", _("answer to a notification")
        ACTIVITY = "activity", _("activity")
        EVALUATION = "evaluation", _("evaluation")
        CONDITION = "condition", _("condition")
        ACCESS = "access", _("check of who has access")

    class Capacity(models.TextChoices):
        """As what the person is reminded."""

        OWNER = "owner", _("owner")
        BACKUP = "backup", _("backup editor")
        RESPONSIBLE = "responsible", _("who is to meet the condition")
        HEAD = "head", _("head of department")
        ADMINISTRATION = "administration", _("administration")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders"
    )
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="reminders")
    matter = models.CharField(_("about"), max_length=10, choices=Matter)
    # The key of the condition, where it is about one; else 0, since nothing is unlike itself.
    subject = models.BigIntegerField(default=0)
    due_on = models.DateField(_("due"))
    step = models.SmallIntegerField(_("days after it was due"))
    capacity = models.CharField(_("as"), max_length=15, choices=Capacity)
    # The day in Oslo for which it was found, and when it was written.
    day = models.DateField()
    # Who reminded by hand; nobody did where the day's run found it.
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    # What tells of it; with whether and when it was sent. None until the day's is composed.
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="reminders"
    )

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("recipient", "profile", "matter", "subject", "due_on", "step"),
                name="reminder_once_per_step",
            ),
        )
        indexes = (
            models.Index(fields=("profile", "-created_at"), name="reminder_of_profile"),
            models.Index(
                fields=("recipient", "id"),
                condition=Q(notice__isnull=True),
                name="reminder_untold",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_matter_display()} {self.due_on}"
