from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import single_line
from profiles.models.profile import Profile


class Details(models.Model):
    """What else is worth knowing of a profile; nothing of it is compulsory."""

    class Comments(models.TextChoices):
        OPEN = "open", _("open")
        MODERATED = "moderated", _("read before they are shown")
        CLOSED = "closed", _("closed")

    class Archiving(models.TextChoices):
        NONE = "none", _("not archived")
        YEARLY = "yearly", _("archived every year")
        AT_CLOSING = "at_closing", _("archived when the profile closes")

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="details")

    comments = models.CharField(_("comments"), max_length=10, choices=Comments, blank=True)
    takes_messages = models.BooleanField(_("takes private messages"), null=True, blank=True)
    opening_hours = models.CharField(
        _("when it is read"), max_length=200, blank=True, validators=[single_line]
    )
    house_rules = models.URLField(_("house rules"), max_length=500, blank=True)

    parent = models.ForeignKey(
        Profile,
        verbose_name=_("lies under"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_profiles",
    )
    parent_page = models.URLField(_("parent page or group"), max_length=500, blank=True)
    why_not_main = models.TextField(_("why not the main page"), max_length=1000, blank=True)

    addresses_children = models.BooleanField(_("addresses children"), null=True, blank=True)
    addresses_vulnerable = models.BooleanField(
        _("addresses people in a vulnerable situation"), null=True, blank=True
    )
    risk_assessment = models.CharField(
        _("risk assessment that covers it"), max_length=200, blank=True, validators=[single_line]
    )
    risk_assessed_on = models.DateField(_("date of the risk assessment"), null=True, blank=True)
    branding_checked_on = models.DateField(_("name and pictures checked"), null=True, blank=True)
    archiving = models.CharField(
        _("keeping for the archive"), max_length=10, choices=Archiving, blank=True
    )

    class Meta:
        verbose_name = _("more about the profile")
        verbose_name_plural = _("more about the profiles")

    def __str__(self) -> str:
        return str(self.profile)
