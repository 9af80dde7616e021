from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


class Activity(models.Model):
    """A report that a profile is kept up: who saw it, and when it last had something new (D1)."""

    class Source(models.TextChoices):
        PERSON = "person", _("confirmed by a person")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="activities")
    source = models.CharField(
        _("how we know"), max_length=10, choices=Source, default=Source.PERSON
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    reported_at = models.DateTimeField(_("when"), default=timezone.now)
    last_post_on = models.DateField(_("last post"))
    followers = models.PositiveIntegerField(_("followers"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("-reported_at", "-pk")
        constraints = (
            # No platform that is still there is older.
            models.CheckConstraint(
                condition=Q(last_post_on__gte="2004-01-01"), name="activity_last_post_is_possible"
            ),
            models.CheckConstraint(
                condition=~Q(source="person") | Q(reported_by__isnull=False),
                name="activity_of_person_names_who",
            ),
        )
        indexes = (models.Index(fields=("profile", "-reported_at"), name="activity_of_profile"),)

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.last_post_on}"
