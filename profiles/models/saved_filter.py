from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import single_line


class SavedFilter(models.Model):
    """A choice of filters in the register that a person keeps under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(_("name"), max_length=60, validators=[single_line])
    # The query string, without "?".
    query = models.CharField(max_length=2000)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("user", "name"), name="saved_filter_name_once"),
        )

    def __str__(self) -> str:
        return self.name
