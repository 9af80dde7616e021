from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class Closing(models.Model):
    """How a profile was closed for good, by the checklist (D4)."""

    class Archiving(models.TextChoices):
        DONE = "done", _("The content is archived")
        NOT_NEEDED = "not_needed", _("Nothing has to be archived")

    class Fate(models.TextChoices):
        KEPT = "kept", _("Kept and locked")
        HANDED_OVER = "handed_over", _("Handed over to somebody else")
        DELETED = "deleted", _("Deleted")

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="closing")
    closed_on = models.DateField(_("closed"))
    reason = models.TextField(_("reason"), max_length=2000)
    successor = models.ForeignKey(
        Profile,
        verbose_name=_("profile that takes over"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    successor_page = models.URLField(_("page that takes over"), max_length=500, blank=True)
    text_nb = models.TextField(_("to the followers, in bokmål"), max_length=2000, blank=True)
    text_nn = models.TextField(_("to the followers, in nynorsk"), max_length=2000, blank=True)
    archiving = models.CharField(_("archive"), max_length=10, choices=Archiving)
    links_removed = models.BooleanField(_("links on the website are removed"), default=False)
    fate = models.CharField(_("the account"), max_length=12, choices=Fate)
    handed_to = models.CharField(_("handed over to"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = (
            models.CheckConstraint(
                condition=~Q(fate="handed_over") | ~Q(handed_to=""),
                name="closing_handed_over_to_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
