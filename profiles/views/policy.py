"""What the municipality has decided of deadlines, and deciding otherwise."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Department
from accounts.organisation import Closed
from profiles import deciding, permissions, policies
from profiles.forms.policy import DEMANDS, GROUPS, LABELS, DepartmentPolicyForm, PolicyForm
from profiles.models import Flag, PolicyChange
from profiles.permissions import require
from profiles.policy import POLICY
from profiles.views.departments import closed_meanwhile
from profiles.views.fetching import takes_a_form, user_of
from profiles.wording import Label

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A value with what it is called; `old` where it has just been another one."""

    label: Label
    value: str
    demand: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A change in the history: who decided what for whom, when and why."""

    department: Department
    at: datetime
    who: str
    reason: str
    lines: Sequence[Line]


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Every value in force, the departments that are stricter, and the history."""
    user = user_of(request)
    require(permissions.can_see_policy(user))
    in_force = asdict(policies.municipality())
    stricter = PolicyChange.objects.in_force().exclude(values={})
    stricter = stricter.filter(department__parent__isnull=False, department__closed_on=None)
    changes = PolicyChange.objects.select_related("department")
    page = Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "groups": [
            (heading, [Line(LABELS[name], _shown(in_force[name]), _demand(name)) for name in names])
            for heading, names in GROUPS
        ],
        "stricter": [
            (each.department, list(_lines(each.values)))
            for each in stricter.select_related("department").order_by("department__name")
        ],
        "page": page,
        "history": _history(list(page)),
        "can_decide": permissions.can_decide_policy(user),
        "departments": Department.objects.open().filter(parent__isnull=False),
    }
    return render(request, "profiles/policy.html", context)


@require_safe
def choose_department(request: HttpRequest) -> HttpResponse:
    """From the list of departments to the one that is to be stricter."""
    require(permissions.can_decide_policy(user_of(request)))
    chosen = request.GET.get("department", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        messages.error(request, _("Choose a department first."))
        return redirect("profiles:policy")
    return redirect("profiles:change_department_policy", department=int(chosen))


@takes_a_form
def change(request: HttpRequest) -> HttpResponse:
    """Decide for the municipality."""
    require(permissions.can_decide_policy(user_of(request)))
    root = get_object_or_404(Department, parent=None)
    return _change(request, root, PolicyForm, asdict(policies.municipality()))


@takes_a_form
def change_department(request: HttpRequest, department: int) -> HttpResponse:
    """Decide for a department, more strictly than above it."""
    require(permissions.can_decide_policy(user_of(request)))
    below = Department.objects.open().filter(parent__isnull=False)
    chosen = get_object_or_404(below, pk=department)
    stands = policies.in_force().get(chosen.pk, {})
    return _change(request, chosen, DepartmentPolicyForm, stands, limits=policies.above(chosen))


def _change(
    request: HttpRequest,
    department: Department,
    kind: type[PolicyForm],
    stands: Mapping[str, Any],
    **limits: Any,
) -> HttpResponse:
    """Show the form; then what the change would do; then do it."""
    today = timezone.localdate()
    number = department.policy_changes.count()
    initial = {**stands, "number": number}
    typed = request.POST if request.method == "POST" else None
    form = kind(typed, initial=initial, **limits)
    context = {"form": form, "department": department}
    if form.is_valid() and "back" not in request.POST:
        values, agreed = form.values, json.dumps(form.values, sort_keys=True)
        if request.POST.get("agreed") == agreed:
            try:
                done = deciding.decide(
                    department,
                    values=values,
                    number=form.cleaned_data["number"],
                    by=user_of(request),
                    reason=form.cleaned_data["reason"],
                )
            except deciding.Overtaken:
                form.add_error(None, _overtaken(department))
                # What is typed stays; who goes on does so from what stands now.
                form.data = {**request.POST.dict(), "number": number}
                return render(request, "profiles/policy_form.html", context)
            except Closed as closed:
                messages.error(request, closed_meanwhile(closed))
                return redirect("profiles:policy")
            told = _("The new values hold from now on.")
            messages.success(request, told if done else _("Nothing was changed."))
            return redirect("profiles:policy")
        lines = list(_lines(values, stands))
        if not lines:
            messages.info(request, _("Nothing was changed."))
            return redirect("profiles:policy")
        context |= {
            "lines": lines,
            "agreed": agreed,
            "outlook": _told(deciding.foresee(department, values=values, today=today)),
        }
        return render(request, "profiles/policy_preview.html", context)
    return render(request, "profiles/policy_form.html", context)


def _told(outlook: deciding.Outlook) -> dict[str, Any]:
    hits = [
        (hit.profile, ", ".join(str(Flag.Kind(kind).label) for kind in hit.kinds))
        for hit in outlook.hits
    ]
    more = outlook.flagged - len(hits)
    return {"moved": outlook.moved, "flagged": outlook.flagged, "hits": hits, "more": more}


def _overtaken(department: Department) -> str:
    last = department.policy_changes.latest("number")
    text = _(
        "%(who)s changed this while you were at it. Your numbers stand below: look at what is in "
        "force now, and go on if you still mean it."
    )
    return text % {"who": last.actor_name}


def _history(changes: Sequence[PolicyChange]) -> list[Past]:
    """Each of the changes with what was otherwise before it. One query."""
    before: dict[tuple[int, int], Mapping[str, Any]] = {}
    departments = {change.department_id for change in changes}
    of = PolicyChange.objects.filter(department__in=departments).order_by("department", "number")
    for _department, theirs in groupby(of, attrgetter("department_id")):
        last: Mapping[str, Any] = {}
        for each in theirs:
            before[each.department_id, each.number] = last
            last = each.values
    return [
        Past(
            each.department,
            each.at,
            each.actor_name,
            each.reason,
            list(_lines(each.values, _before(each, before))),
        )
        for each in changes
    ]


def _before(
    change: PolicyChange, before: Mapping[tuple[int, int], Mapping[str, Any]]
) -> Mapping[str, Any]:
    known = before[change.department_id, change.number]
    return {**asdict(POLICY), **known} if change.department.is_municipality else known


def _lines(values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Iterator[Line]:
    """The values that differ from those before, in the order of the page; all without any."""
    for name, label in LABELS.items():
        new, old = values.get(name), (before or {}).get(name)
        if before is None and new is not None:
            yield Line(label, _shown(new), _demand(name))
        elif before is not None and new != old:
            yield Line(label, _shown(new), _demand(name), _shown(old))


def _demand(name: str) -> str:
    return DEMANDS.get(name, "")


def _shown(value: Any) -> str:
    if value is None:
        return _("as above it")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
