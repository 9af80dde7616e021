from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnly, Department


class PolicyChangeQuerySet(models.QuerySet["PolicyChange"]):
    def in_force(self) -> Self:
        """The newest of each department."""
        newer = self.model._default_manager.filter(
            department=OuterRef("department"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))


class PolicyChange(AppendOnly):
    """What a department has decided of the deadlines, from then on: all that it has decided.

    The municipality's own are those of the department that all others lie under. There is no
    other place where a value stands, so the history cannot say anything else.
    """

    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="policy_changes",
    )
    # Counts the changes of a department; who rests on an older one is told so.
    number = models.PositiveIntegerField()
    # {"stale_days": 30, …}: names and values of `policy.Policy`.
    values = models.JSONField()
    at = models.DateTimeField(_("when"), default=timezone.now)
    # The name stands beside the key, so that the line can be read when the person is gone.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=120)
    reason = models.TextField(_("why"), max_length=2000, blank=True)

    objects: ClassVar[PolicyChangeQuerySet] = PolicyChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change of the policy")
        verbose_name_plural = _("changes of the policy")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "number"), name="policy_change_once_per_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.number}"
