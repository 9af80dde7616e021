from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class Condition(models.Model):
    """Something that an approval asks for: what, by when and of whom."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(_("condition"), max_length=500)
    due_on = models.DateField(_("to be met by"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to be met by whom"),
        on_delete=models.PROTECT,
        related_name="conditions",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    met_at = models.DateTimeField(_("met"), null=True, editable=False)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_by__isnull=True)
                | Q(met_at__isnull=False, met_by__isnull=False),
                name="condition_met_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("responsible", "due_on"),
                condition=Q(met_at__isnull=True),
                name="condition_open_by_person",
            ),
        )

    def __str__(self) -> str:
        return self.text
