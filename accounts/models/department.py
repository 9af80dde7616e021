from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from accounts.models.user import single_line


class DepartmentQuerySet(models.QuerySet["Department"]):
    def open(self) -> Self:
        """Those that exist today: neither closed nor merged into another."""
        return self.filter(closed_on__isnull=True)

    def under(self, *departments: "Department") -> Self:
        """The departments themselves and every one below them."""
        begins = (Q(path__startswith=department.path) for department in departments)
        return self.filter(reduce(or_, begins)) if departments else self.none()


class Department(models.Model):
    """A department or service of the municipality; the root is the municipality itself."""

    name = models.CharField(_("name"), max_length=120, validators=[single_line])
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    # The keys from the root to this one, "1/4/9/": everything below shares the beginning.
    # Null only between the insert, which gives the key, and the update that follows it.
    path = models.CharField(max_length=255, unique=True, editable=False, null=True)  # noqa: DJ001

    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
    )

    objects: ClassVar[DepartmentQuerySet] = DepartmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("name", "pk")
        # Lets the register be read department by department, without sorting all of it.
        indexes = (models.Index(fields=("name", "id"), name="department_by_name"),)
        constraints = (
            models.UniqueConstraint(
                fields=("parent", "name"),
                condition=Q(closed_on__isnull=True),
                name="department_name_within_parent",
                violation_error_message=_("There is a department of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False),
                name="department_merged_is_closed",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else ''}{self.pk}/"
        if path == self.path:
            return
        before, self.path = self.path, path
        Department.objects.filter(pk=self.pk).update(path=path)
        if before:
            Department.objects.filter(path__startswith=before).update(
                path=Concat(Value(path), Substr("path", len(before) + 1))
            )

    @property
    def is_municipality(self) -> bool:
        return self.parent_id is None

    @property
    def depth(self) -> int:
        """0 for the municipality itself, 1 for those right below it, and so on."""
        return (self.path or "").count("/") - 1
