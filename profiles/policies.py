"""The policy in force: what the municipality has decided, and departments more strictly."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from accounts.models import Department
from profiles.models import PolicyChange
from profiles.policy import POLICY, Policy, narrowed

# What departments have decided, by their keys.
Decided = Mapping[int, Mapping[str, Any]]

_MUNICIPALITY: Final = "department__parent__isnull"


def municipality() -> Policy:
    """The policy of the municipality; what it has not decided is as it came. One query."""
    decided = PolicyChange.objects.filter(**{_MUNICIPALITY: True}).order_by("-number")
    return _decided(decided.values_list("values", flat=True).first() or {})


def of(department: Department) -> Policy:
    """The policy for what belongs to the department: never laxer than above it. One query."""
    return resolved(in_force(), department.path)


def above(department: Department) -> Policy:
    """What the department can be no laxer than. One query."""
    path = (department.path or "").rstrip("/")
    return resolved(in_force(), path.rpartition("/")[0])


def by_department(decided: Decided | None = None) -> dict[int, Policy]:
    """The policy of each department, closed ones too, by key: as it is, or as it would be if
    this had been decided. Two queries at most.
    """
    decided = in_force() if decided is None else decided
    paths = Department.objects.order_by().values_list("pk", "path")
    return {key: resolved(decided, path) for key, path in paths}


def in_force() -> Decided:
    """What each department that has decided anything has decided last, by key. One query."""
    newest = PolicyChange.objects.in_force().order_by()
    return dict(newest.values_list("department", "values"))


def resolved(decided: Decided, path: str | None) -> Policy:
    """The policy under a path (as `Department.path`), from what each on it has decided."""
    keys = [int(key) for key in (path or "").split("/") if key]
    first, *below = [decided.get(key, {}) for key in keys] or [{}]
    policy = _decided(first)
    for values in below:
        policy = narrowed(policy, values)
    return policy


def _decided(values: Mapping[str, Any]) -> Policy:
    """The policy of the municipality; a value that no longer exists is passed over."""
    known = {name: value for name, value in values.items() if hasattr(POLICY, name)}
    return replace(POLICY, **known)
