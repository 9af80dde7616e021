from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import single_line
from profiles.models.profile import Profile


class YesNo(models.TextChoices):
    """An answer that may not be known yet."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Access(models.Model):
    """How the municipality keeps its hand on the account, each fact with the day it was checked.

    The place of recovery codes is kept, never a secret.
    """

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="access")
    central_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("holds the municipality’s central access"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    central_checked_on = models.DateField(_("central access checked"), null=True, blank=True)
    administrators = models.PositiveSmallIntegerField(
        _("number of administrators"), null=True, blank=True
    )
    administrators_checked_on = models.DateField(_("administrators counted"), null=True, blank=True)
    two_step = models.CharField(
        _("two-step sign-in for everybody"), max_length=3, choices=YesNo, blank=True
    )
    two_step_checked_on = models.DateField(_("two-step sign-in checked"), null=True, blank=True)
    private_only = models.CharField(
        _("access hangs on private profiles only"), max_length=3, choices=YesNo, blank=True
    )
    private_checked_on = models.DateField(_("private profiles checked"), null=True, blank=True)
    recovery_place = models.CharField(
        _("where recovery address and codes are kept"),
        max_length=200,
        blank=True,
        validators=[single_line],
    )
    recovery_checked_on = models.DateField(_("recovery checked"), null=True, blank=True)
    roster_checked_on = models.DateField(_("list of people checked"), null=True, blank=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access")

    def __str__(self) -> str:
        return str(self.profile)


class Holder(models.Model):
    """One who has a role on the platform's account: a person of the portal, or a name."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        EDITOR = "editor", _("can publish")
        MODERATOR = "moderator", _("can answer and moderate")
        ANALYST = "analyst", _("can see statistics")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holdings",
    )
    # For somebody outside the portal, an agency for instance.
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[single_line])
    role = models.CharField(_("role on the platform"), max_length=15, choices=Role)
    is_private = models.BooleanField(_("by a private profile"), default=False)
    two_step = models.CharField(_("two-step sign-in"), max_length=3, choices=YesNo, blank=True)
    checked_on = models.DateField(_("last checked"))

    class Meta:
        verbose_name = _("role on the account")
        verbose_name_plural = _("roles on the account")
        ordering = ("role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(name="")) | ~Q(name=""),
                name="holder_is_somebody",
            ),
            models.UniqueConstraint(fields=("profile", "person"), name="holder_once_per_profile"),
        )

    def __str__(self) -> str:
        return self.person.name if self.person else self.name
