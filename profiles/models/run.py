from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One day's run of a daily job: when it began and ended, and what it did.

    There is one for each job and date (of Europe/Oslo), however many workers look.
    """

    class Job(models.TextChoices):
        SWEEP = "sweep", _("looking for what is due")
        REMIND = "remind", _("reminding")

    job = models.CharField(max_length=10, choices=Job)
    day = models.DateField()
    started_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    # How often it began; more than once where a worker died in the middle.
    attempts = models.PositiveSmallIntegerField(default=1)
    # What it did, by name: {"raised": 3, "cleared": 1}.
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-day", "job")
        constraints = (
            models.UniqueConstraint(fields=("job", "day"), name="run_once_a_day"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="run_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_job_display()} {self.day}"
