from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class PauseQuerySet(models.QuerySet["Pause"]):
    def planned(self) -> Self:
        """Those that have not begun and were not taken back."""
        return self.filter(started_at__isnull=True, cancelled_at__isnull=True)

    def due(self, today: date) -> Self:
        """Planned ones whose day has come."""
        return self.planned().filter(starts_on__lte=today)

    def running(self) -> Self:
        return self.filter(started_at__isnull=False, ended_at__isnull=True)

    def overlapping(self, starts_on: date, reopens_on: date) -> Self:
        """Planned ones that share a day with the time given."""
        return self.planned().filter(starts_on__lte=reopens_on, reopens_on__gte=starts_on)


class Pause(models.Model):
    """A time in which the profile is closed: planned, running or over (D4)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField(_("from"))
    reopens_on = models.DateField(_("expected to reopen"))
    reason = models.TextField(_("reason"), max_length=2000)
    # What followers are told, as it was settled.
    text_nb = models.TextField(_("to the followers, in bokmål"), max_length=2000, blank=True)
    text_nn = models.TextField(_("to the followers, in nynorsk"), max_length=2000, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects: ClassVar[PauseQuerySet] = PauseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(reopens_on__gte=F("starts_on")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("profile",),
                condition=Q(ended_at__isnull=True, started_at__isnull=False),
                name="pause_one_running_per_profile",
            ),
        )
        indexes = (
            models.Index(
                fields=("starts_on",),
                condition=Q(started_at__isnull=True, cancelled_at__isnull=True),
                name="pause_planned",
            ),
            models.Index(
                fields=("reopens_on", "profile"),
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="pause_running",
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def days(self) -> dict[str, Any]:
        """From when to when, as an event keeps it."""
        return {
            "starts_on": self.starts_on.isoformat(),
            "reopens_on": self.reopens_on.isoformat(),
        }
