from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ImportQuerySet(models.QuerySet["Import"]):
    def to_work_on(self, now: datetime, lease: timedelta) -> Self:
        """Those that wait for a worker, or whose worker died longer ago than `lease`."""
        waiting = Q(state__in=Import.WORKING)
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lease)
        return self.filter(waiting & free).order_by("pk")


class Import(models.Model):
    """A list of existing profiles, from the upload until it stands in the register."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns are to be chosen")
        CHECKING = "checking", _("is being checked")
        CHECKED = "checked", _("checked")
        REGISTERING = "registering", _("is being registered")
        DONE = "done", _("done")
        UNDOING = "undoing", _("is being taken back")
        UNDONE = "undone", _("taken back")
        CANCELLED = "cancelled", _("cancelled")

    WORKING: ClassVar = (State.CHECKING, State.REGISTERING, State.UNDOING)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Who had it registered: perhaps another one than who brought the file.
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.MAPPING)
    # The headings in the file's order, and {field: index of the column}.
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    # Values for what no column gives: {"department": key, …}.
    defaults = models.JSONField(default=dict)
    # What was left of a workbook, {"sheet": name, "others": [names]}; and who took the list
    # back, {"undone_by": key, "undone": how many profiles}.
    notes = models.JSONField(default=dict)
    # Why it came back from the worker, as a code with its facts; said in the reader's language.
    problem = models.JSONField(default=dict)
    # Whether the worker has yet to make the rows that the columns say, before it checks them.
    is_to_spread = models.BooleanField(default=False)
    rows_count = models.PositiveIntegerField(default=0)
    # How many rows the worker is through, for the progress bar.
    done_count = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[ImportQuerySet] = ImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    @property
    def acting(self) -> User:
        """In whose name it is registered."""
        return self.registered_by or self.uploaded_by


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def keep(self, rows: Collection["ImportRow"], *fields: str) -> None:
        """Save the fields of many rows that were read whole: much faster than `bulk_update`."""
        self.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


class ImportRow(models.Model):
    """A row of a list: what stands in it, and what is thought of it."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("not checked yet")
        GOOD = "good", _("can be registered")
        WARNING = "warning", _("can be registered, but look at it")
        KNOWN = "known", _("stands in the register already")
        SKIPPED = "skipped", _("left out")
        WRONG = "wrong", _("has to be mended")

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    # Its place among the rows, and the line of the file in which it stands: the same, unless
    # a line has the addresses of several profiles.
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING)
    # [{"field": …, "code": …, …facts}]: what is wrong or worth a look, said when it is read.
    remarks = models.JSONField(default=list)
    # What will be registered, by field; people and departments by key.
    values = models.JSONField(default=dict)
    # The account, to find two rows of the same.
    platform = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=500, blank=True)
    profile = models.ForeignKey(
        "profiles.Profile", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[ImportRowQuerySet] = ImportRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("import_of", "number"), name="import_row_number_once"),
        )
        indexes = (
            models.Index(fields=("import_of", "verdict", "number"), name="import_row_verdict"),
            models.Index(fields=("import_of", "platform", "key"), name="import_row_account"),
        )

    def __str__(self) -> str:
        return f"{self.import_of_id}:{self.number}"
