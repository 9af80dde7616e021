from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile
from profiles.models.run import Run


class Failure(models.Model):
    """What a daily job could not do for one profile or one person, while it did all the others.

    It is tried anew on a later day, each time after twice as long, and gone when it succeeds.
    """

    job = models.CharField(max_length=10, choices=Run.Job)
    # Which part of the job it was: a kind of flag, or nothing where there is only one.
    part = models.CharField(max_length=20, blank=True)
    profile = models.ForeignKey(
        Profile, null=True, on_delete=models.CASCADE, related_name="failures"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="failures"
    )
    # The kind of error; what it says may hold what people have typed, and is in the log.
    error = models.CharField(_("error"), max_length=100)
    first_at = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last tried"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    # The day (of Europe/Oslo) on which it is tried again.
    next_on = models.DateField()

    class Meta:
        verbose_name = _("failure")
        verbose_name_plural = _("failures")
        ordering = ("first_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("job", "part", "profile"),
                condition=Q(profile__isnull=False),
                name="failure_once_per_profile",
            ),
            models.UniqueConstraint(
                fields=("job", "part", "person"),
                condition=Q(person__isnull=False),
                name="failure_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(profile__isnull=True) ^ Q(person__isnull=True),
                name="failure_is_about_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_job_display()}: {self.error}"
