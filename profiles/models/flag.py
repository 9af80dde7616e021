from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        """Those that nothing has cured yet."""
        return self.filter(cleared_at__isnull=True)


class Flag(models.Model):
    """Something about a profile that somebody has to mend: raised once, and cleared once cured.

    `due_on`, `since_on` and `subject` are the facts behind it, as far as the kind has them: the
    last day in time, the day it counts from, and the key of what it is about.
    """

    class Kind(models.TextChoices):
        OWNER_GONE = "owner_gone", _("nobody has the main responsibility")
        NO_BACKUP = "no_backup", _("no backup editor")
        NOT_REOPENED = "not_reopened", _("not reopened")
        UNANSWERED = "unanswered", _("notification without an answer")
        STALE = "stale", _("stale")
        UNEVALUATED = "unevaluated", _("not evaluated")
        ACCESS_DUE = "access_due", _("access not checked")
        OLD_CHECKLIST = "old_checklist", _("assessed by an older checklist")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    raised_at = models.DateTimeField(_("raised"))
    due_on = models.DateField(_("due"), null=True)
    since_on = models.DateField(_("since"), null=True)
    subject = models.BigIntegerField(null=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True)
    # Who cured it; null where the sweep found it cured.
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[FlagQuerySet] = FlagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ("raised_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("profile", "kind"),
                condition=Q(cleared_at__isnull=True),
                name="flag_one_open_of_a_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=("kind", "profile"),
                condition=Q(cleared_at__isnull=True),
                name="flag_open_by_kind",
            ),
            models.Index(fields=("profile", "-raised_at"), name="flag_of_profile"),
        )

    def __str__(self) -> str:
        return f"{self.profile}: {self.get_kind_display()}"
