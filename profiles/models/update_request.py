from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class UpdateRequestQuerySet(models.QuerySet["UpdateRequest"]):
    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at__isnull=True)


class UpdateRequest(models.Model):
    """The administration asks whether what the register says of a profile still holds."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="update_requests")
    message = models.TextField(_("message"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[UpdateRequestQuerySet] = UpdateRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("request for an update")
        verbose_name_plural = _("requests for an update")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("profile",),
                condition=Q(answered_at__isnull=True),
                name="update_request_one_open_per_profile",
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
