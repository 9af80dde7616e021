from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class Address(models.Model):
    """An address of a profile: as it was given, and as the key of the account behind it.

    While a profile holds its addresses nobody else can register the same account, in
    whatever spelling; `released_at` is set when the profile is closed or thrown away.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="addresses")
    given = models.CharField(_("address as given"), max_length=2048)
    platform = models.CharField(_("platform"), max_length=20)
    key = models.CharField(_("key"), max_length=500)
    url = models.URLField(_("address"), max_length=2048)
    is_main = models.BooleanField(_("main address"), default=True)
    released_at = models.DateTimeField(_("released"), null=True, editable=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("-is_main", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "key"),
                condition=Q(released_at__isnull=True),
                name="address_of_one_profile",
                violation_error_message=_("This account stands in the register already."),
            ),
            models.UniqueConstraint(
                fields=("profile",),
                condition=Q(is_main=True),
                name="address_one_main_per_profile",
            ),
        )

    def __str__(self) -> str:
        return self.url
