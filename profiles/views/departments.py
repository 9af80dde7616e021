"""Departments: the tree of them, one by one, and what the administration does with them."""

import hashlib
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import organisation
from accounts.models import Department, Membership, Record, User
from accounts.organisation import Closed, Cycle, NameTaken, NotEmpty
from accounts.standing import leading_in
from profiles import logbook, permissions, reorganising
from profiles.forms.departments import CloseForm, DepartmentForm, MergeForm
from profiles.models import Profile
from profiles.models.profile import ProfileQuerySet
from profiles.permissions import require
from profiles.views import sheets
from profiles.views.asking import Values
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.sheets import Sheet

# So much of the log, and so many profiles, stand on a page.
LOG_SIZE: Final = 100
# And so many of its profiles; all of them stand in the register.
SHOWN: Final = 50


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """The departments as they lie under each other, for everybody who is signed in."""
    user, today = user_of(request), timezone.localdate()
    leading = Membership.objects.current(today).leading().filter(user__is_active=True)
    leaders: dict[int, list[Membership]] = {}
    for membership in leading.select_related("user").order_by("user__name", "pk"):
        leaders.setdefault(membership.department_id, []).append(membership)
    known = Profile.objects.visible_to(user).exclude(status__in=reorganising.OVER)
    counts = dict(
        known.order_by().values_list("department").annotate(count=Count("pk", distinct=True))
    )
    tree = [
        {
            "department": department,
            "leaders": _heads_or_deputies(leaders.get(department.pk, [])),
            "profiles": counts.get(department.pk, 0),
        }
        for department in Department.objects.open().order_by("path")
    ]
    context = {
        "tree": _in_order(tree),
        "closed": Department.objects.filter(closed_on__isnull=False).select_related("merged_into"),
        "can_manage": permissions.can_manage_people(user),
    }
    return render(request, "profiles/departments/list.html", context)


@require_safe
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """One department: its people, what lies under it, and the profiles that one may see."""
    user, department, today = user_of(request), _get(pk), timezone.localdate()
    keys = [int(key) for key in (department.path or "").split("/") if key]
    profiles = Profile.objects.visible_to(user).in_register().order_by("name", "pk")
    named = list(profiles.filter(department=department)[: SHOWN + 1])
    # As keys: a database that knows them finds the first few profiles by its indexes.
    below = list(Department.objects.under(department).exclude(pk=pk).values_list("pk", flat=True))
    can_manage = permissions.can_manage_people(user)
    # Who leads the department may see the page of each in it (permissions.can_see_person).
    knows_all = permissions.can_see_people(user) or department.pk in user.standing.leads
    # What has become part of it has done so here as well.
    merged = Q(department__merged_into=department, kind=Record.Kind.DEPARTMENT_MERGED)
    records = Record.objects.filter(Q(department=department) | merged)
    log = records.select_related("actor", "person", "department")[:LOG_SIZE]
    context = {
        "department": department,
        "above": Department.objects.filter(pk__in=keys[:-1]).order_by("path"),
        "members": [
            {**member, "is_known": knows_all or member["person"].pk == user.pk}
            for member in _members(department, today)
        ],
        "children": department.children.open(),
        "profiles": named[:SHOWN],
        "has_more": len(named) > SHOWN,
        "below": profiles.filter(department__in=below).select_related("department")[:SHOWN],
        "shown": SHOWN,
        "merged_from": department.merged_from.all(),
        # Whose roles have been given and ended is the administration's to read.
        "log": logbook.lines(log) if permissions.can_see_people(user) else [],
        "can_manage": can_manage,
    }
    return render(request, "profiles/departments/department.html", context)


@takes_a_form
def new(request: HttpRequest) -> HttpResponse:
    """Add a department under another."""
    user = user_of(request)
    require(permissions.can_manage_people(user))
    initial = {"parent": request.GET.get("under", "")}
    form = DepartmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            cleaned = form.cleaned_data
            added = organisation.add_department(
                by=user, name=cleaned["name"], parent=cleaned["parent"]
            )
        except NameTaken:
            form.add_taken()
        except Closed as closed:
            form.add_error("parent", closed_meanwhile(closed))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": added.name})
            return redirect("profiles:department", pk=added.pk)
    return render(request, "profiles/departments/new.html", {"form": form})


@takes_a_form
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a department, or put it under another with all that lies under it."""
    department = _get_managed(request, pk)
    if request.method == "POST":
        return _save(request, department.pk)
    initial = {"name": department.name, "parent": department.parent_id}
    form = DepartmentForm(department=department, initial=initial)
    sheets.begin(_sheet(form, department))
    context = {"form": form, "department": department}
    return render(request, "profiles/departments/edit.html", context)


@takes_a_form
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a department become part of another, after a look at all that moves."""
    department, user = _get_managed(request, pk), user_of(request)
    if department.is_municipality or department.closed_on:
        messages.info(request, _("This department cannot become part of another."))
        return redirect("profiles:department", pk=pk)
    form = MergeForm(request.POST or None, department=department)
    is_sent = request.method == "POST" and form.is_valid()
    into = form.cleaned_data["into"] if is_sent else None
    preview = _preview(department, into, department.profiles.in_register())
    if into and _agreed(request, form, preview["seen"]):
        try:
            reorganising.merge(
                department,
                into=into,
                by=user,
                keeps_heads=form.cleaned_data["heads"] == "heads",
                reason=form.cleaned_data["reason"],
            )
        except NameTaken:
            form.add_error(
                "into", _("Both have a department of the same name under them. Rename one first.")
            )
        except Cycle:
            form.add_error("into", _("A department cannot lie under itself."))
        except Closed as closed:
            return _overtaken(request, closed, department)
        else:
            done = _("%(name)s is now part of %(into)s.")
            messages.success(request, done % {"name": department.name, "into": into})
            return redirect("profiles:department", pk=into.pk)
    context = {"form": form, "department": department, "into": into, **preview}
    if into:
        keeps_heads = form.cleaned_data["heads"] == "heads"
        context["leaders"] = _leading_after(department, into, keeps_heads=keeps_heads)
    return render(request, "profiles/departments/merge.html", context)


@takes_a_form
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a department that has no profiles; the roles in it end."""
    department, user = _get_managed(request, pk), user_of(request)
    if department.is_municipality or department.closed_on:
        messages.info(request, _("This department cannot be closed."))
        return redirect("profiles:department", pk=pk)
    form = CloseForm(request.POST or None)
    # What is over stays with it.
    left = _preview(department, None, department.profiles.going_on())
    if request.method == "POST" and form.is_valid():
        try:
            reorganising.close(department, by=user, reason=form.cleaned_data["reason"])
        except NotEmpty:
            form.add_error(None, _("Something is still left in the department, see below."))
        except Closed as closed:
            return _overtaken(request, closed, department)
        else:
            messages.success(request, _("%(name)s is closed.") % {"name": department.name})
            return redirect("profiles:department", pk=pk)
    context = {"form": form, "department": department, **left}
    return render(request, "profiles/departments/close.html", context)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed department again, empty."""
    department = _get_managed(request, pk)
    if department.closed_on:
        try:
            organisation.reopen_department(department, by=user_of(request))
        except NameTaken:
            messages.error(request, _("There is a department of this name already."))
        except NotEmpty:
            messages.error(request, _("Open the department above it first."))
        else:
            messages.success(request, _("%(name)s is open again.") % {"name": department.name})
    return redirect("profiles:department", pk=pk)


def closed_meanwhile(closed: Closed) -> str:
    """That somebody else was faster."""
    return _(
        "Nothing was done: somebody has just closed %(name)s, or merged it into another department."
    ) % {"name": closed.department.name}


def _overtaken(request: HttpRequest, closed: Closed, department: Department) -> HttpResponse:
    messages.warning(request, closed_meanwhile(closed))
    return redirect("profiles:department", pk=department.pk)


def _get(pk: int) -> Department:
    return get_object_or_404(Department.objects.select_related("parent", "merged_into"), pk=pk)


def _get_managed(request: HttpRequest, pk: int) -> Department:
    department = _get(pk)
    require(permissions.can_manage_people(user_of(request)))
    return department


def _in_order(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the top down, those beside each other by name."""
    names = {row["department"].pk: row["department"].name.casefold() for row in tree}

    def place(row: dict[str, Any]) -> list[tuple[str, int]]:
        keys = [int(key) for key in (row["department"].path or "").split("/") if key]
        return [(names.get(key, ""), key) for key in keys]

    return sorted(tree, key=place)


@transaction.atomic
def _save(request: HttpRequest, pk: int) -> HttpResponse:
    organisation.hold_departments()
    department = _get(pk)
    form = DepartmentForm(request.POST, department=department)
    if form.is_valid():
        sheet = _sheet(form, department)
        settled = sheets.settle(request, sheet)
        if settled.clashes:
            return sheets.decide(request, sheet, settled)
        try:
            _change(department, settled.values, user_of(request), form.cleaned_data["reason"])
        except NameTaken:
            form.add_taken()
        except Cycle:
            form.add_error("parent", _("A department cannot lie under itself."))
        except Closed as closed:
            return _overtaken(request, closed, department)
        else:
            sheets.tell(request, settled, _("The changes are saved."))
            return redirect("profiles:department", pk=pk)
    context = {"form": form, "department": _get(pk)}
    return render(request, "profiles/departments/edit.html", context)


@transaction.atomic
def _change(department: Department, values: Values, by: User, reason: str) -> None:
    if "parent" in values:
        reorganising.move_department(department, by=by, parent=values["parent"], reason=reason)
    if "name" in values:
        organisation.rename_department(department, by=by, name=values["name"], reason=reason)


def _sheet(form: DepartmentForm, department: Department) -> Sheet:
    kinds = {"name": Record.Kind.DEPARTMENT_RENAMED, "parent": Record.Kind.DEPARTMENT_MOVED}
    stands = {"name": department.name, "parent": department.parent}
    back = reverse("profiles:department", args=[department.pk])

    def last(name: str) -> Record | None:
        return department.records.filter(kind=kinds[name]).first()

    return Sheet(form, stands, department, back, last)


def _heads_or_deputies(leaders: list[Membership]) -> list[Membership]:
    """Who heads it; where nobody does, who deputises."""
    heads = [each for each in leaders if each.role == Membership.Role.HEAD]
    return heads or leaders


def _members(department: Department, today: date) -> list[dict[str, Any]]:
    """Who has a role in it today or later, each person once, with days where they matter."""
    held = department.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    people: dict[User, list[str]] = {}
    members = _by_rank(held.filter(user__is_active=True))
    for membership in sorted(members, key=lambda each: each.starts_on > today):
        days = ""
        if membership.starts_on > today or membership.ends_on:
            starts_on = membership.starts_on if membership.starts_on > today else None
            days = f" ({logbook.period(starts_on, membership.ends_on)})"
        role = logbook.role_name(membership.role) + days
        people.setdefault(membership.user, []).append(role)
    return [{"person": person, "role": ", ".join(roles)} for person, roles in people.items()]


def _by_rank(memberships: QuerySet[Membership]) -> list[Membership]:
    """Heads first, then deputies, then editors; by name."""
    order = Membership.Role.values
    found = memberships.select_related("user")
    return sorted(found, key=lambda each: (order.index(each.role), each.user.name, each.pk))


def _preview(
    department: Department, into: Department | None, profiles_in: ProfileQuerySet
) -> dict[str, Any]:
    """What lies in a department, and the digest of it."""
    today = timezone.localdate()
    profiles = list(profiles_in.order_by("name", "pk"))
    going_on = department.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    members = _by_rank(going_on)
    children = list(department.children.open())
    content = [
        [(profile.pk, profile.version) for profile in profiles],
        [member.pk for member in members],
        [child.pk for child in children],
    ]
    digest = hashlib.sha256(repr(content).encode()).hexdigest()[:32]
    return {
        "profiles": profiles,
        "members": [
            {"membership": member, "role": logbook.role_name(member.role)} for member in members
        ],
        "children": children,
        "seen": f"{into.pk if into else ''}:{digest}",
    }


def _leading_after(
    department: Department, into: Department, *, keeps_heads: bool
) -> list[Membership]:
    """Who leads what the two become: within it, or else in the nearest department above."""
    today = timezone.localdate()
    leaders = leading_in(into, today)
    if not keeps_heads:
        return leaders
    coming = department.memberships.current(today).leading().filter(user__is_active=True)
    within = [each for each in leaders if each.department == into]
    return [*within, *_by_rank(coming)] or leaders


def _agreed(request: HttpRequest, form: MergeForm, now: str) -> bool:
    """Whether what is to be done is what the person has seen; if not, it is shown first."""
    seen = form.cleaned_data["seen"]
    if seen and seen != now and seen.partition(":")[0] == now.partition(":")[0]:
        messages.warning(request, _("Something has changed meanwhile. Look through it once more."))
    return bool(seen == now)
