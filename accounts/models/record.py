from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnly
from accounts.models.department import Department


class Record(AppendOnly):
    """One line of what the administration did with people and departments, and why."""

    class Kind(models.TextChoices):
        PERSON_ADDED = "person_added", _("added the person")
        PERSON_INVITED = "person_invited", _("invited the person")
        PERSON_CHANGED = "person_changed", _("changed the person")
        ROLE_GIVEN = "role_given", _("gave a role")
        ROLE_CHANGED = "role_changed", _("changed a role")
        ROLE_ENDED = "role_ended", _("ended a role")
        HANDED_OVER = "handed_over", _("handed over what the person answered for")
        DEACTIVATED = "deactivated", _("deactivated the person")
        ACTIVATED = "activated", _("let the person in again")
        DEPARTMENT_ADDED = "department_added", _("added the department")
        DEPARTMENT_RENAMED = "department_renamed", _("renamed the department")
        DEPARTMENT_MOVED = "department_moved", _("moved the department")
        DEPARTMENT_MERGED = "department_merged", _("merged the department into another")
        DEPARTMENT_CLOSED = "department_closed", _("closed the department")
        DEPARTMENT_REOPENED = "department_reopened", _("opened the department again")

    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"), default=timezone.now)
    # The names stand beside the keys, so that the line can be read when they are gone.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="records"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="records"
    )
    reason = models.TextField(_("why"), blank=True)
    # What the kind of line tells, with names written out.
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("person", "-at"), name="record_of_person"),
            models.Index(fields=("department", "-at"), name="record_of_department"),
        )

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_kind_display()}"
