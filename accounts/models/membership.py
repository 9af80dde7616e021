from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.department import Department

if TYPE_CHECKING:
    from accounts.models.user import User


def _in_force(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, today: date) -> Self:
        """Those in force on `today`; the last day counts."""
        return self.filter(_in_force(today))

    def leading(self) -> Self:
        """Heads and deputies, who may do the same things."""
        return self.filter(role__in=Membership.LEADING)


class Membership(models.Model):
    """What a person does in a department, from a day and perhaps to a day."""

    class Role(models.TextChoices):
        HEAD = "head", _("head of department")
        DEPUTY = "deputy", _("deputy")
        EDITOR = "editor", _("editor")

    LEADING = (Role.HEAD, Role.DEPUTY)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role in a department")
        verbose_name_plural = _("roles in departments")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.UniqueConstraint(
                fields=("user", "department", "role"),
                condition=Q(ends_on__isnull=True),
                name="membership_once_at_a_time",
                violation_error_message=_("The person has this role here already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.department}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, today: date) -> Self:
        """Those in force on `today`; the last day counts."""
        return self.filter(_in_force(today))

    def who_come_in(self) -> Self:
        """Those of people who can sign in: neither left nor still without a password."""
        never_in = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.exclude(never_in).filter(user__is_active=True)

    def roles_of(self, user: "User", today: date) -> set[str]:
        """The municipality-wide roles that the user has on `today`."""
        return set(self.current(today).filter(user=user).values_list("role", flat=True))


class Appointment(models.Model):
    """A role for the whole municipality, from a day and perhaps to a day."""

    class Role(models.TextChoices):
        ADMINISTRATION = "administration", _("administration")
        WEB_EDITOR = "web_editor", _("web editor")
        READER = "reader", _("reader")
        CRISIS_STAFF = "crisis_staff", _("crisis staff")
        ELECTED = "elected", _("elected representative")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role in the municipality")
        verbose_name_plural = _("roles in the municipality")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=Q(ends_on__isnull=True),
                name="appointment_once_at_a_time",
                violation_error_message=_("The person has this role already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
