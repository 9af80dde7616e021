from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.event import Event
from profiles.models.profile import Profile


class ChangeNoticeQuerySet(models.QuerySet["ChangeNotice"]):
    def open(self) -> Self:
        """Those that the administration has not noted yet, longest waiting first."""
        return self.filter(acknowledged_at__isnull=True).order_by("noticed_at", "pk")


class ChangeNotice(models.Model):
    """A change of an approved profile that the administration is to note (C1)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="change_notices")
    # Holds the old and the new values.
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="change_notice")
    noticed_at = models.DateTimeField(_("told"))
    acknowledged_at = models.DateTimeField(_("noted"), null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[ChangeNoticeQuerySet] = ChangeNoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change notice")
        verbose_name_plural = _("change notices")
        ordering = ("-noticed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="change_notice_noted_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("noticed_at", "id"),
                condition=Q(acknowledged_at__isnull=True),
                name="change_notice_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
