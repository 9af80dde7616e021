from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnly
from profiles.models.profile import Profile


class HijackingQuerySet(models.QuerySet["Hijacking"]):
    def open(self) -> Self:
        """Those that are not solved, the newest first."""
        return self.filter(solved_at__isnull=True)


class Hijacking(models.Model):
    """A time in which somebody else holds the account, from the report until it is solved."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="hijackings")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    description = models.TextField(_("what has happened"), max_length=2000)
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    solved_at = models.DateTimeField(_("solved"), null=True)
    outcome = models.TextField(_("how it ended"), max_length=2000, blank=True)

    objects: ClassVar[HijackingQuerySet] = HijackingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("hijacking")
        verbose_name_plural = _("hijackings")
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("profile",),
                condition=Q(solved_at__isnull=True),
                name="hijacking_one_open_per_profile",
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class HijackingNote(AppendOnly):
    """A line of the log: a step that was taken, or something that happened."""

    hijacking = models.ForeignKey(Hijacking, on_delete=models.PROTECT, related_name="notes")
    # The code of the step in the routine; empty for a remark.
    step = models.SlugField(max_length=40, blank=True)
    text = models.TextField(_("what was done"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("lines of the log")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("hijacking", "step"),
                condition=~Q(step=""),
                name="hijacking_step_taken_once",
            ),
        )

    def __str__(self) -> str:
        return self.text or self.step
