"""Departments: the tree of them, one by one, and what the administration does with them."""

import hashlib
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import organisation
from accounts.models import Department, Membership
from accounts.organisation import Cycle, NameTaken, NotEmpty
from profiles import logbook, permissions, reorganising
from profiles.forms.departments import CloseForm, DepartmentForm, MergeForm
from profiles.models import Profile
from profiles.permissions import require
from profiles.views.fetching import takes_a_form, user_of

# So much of the log, and so many profiles, stand on a page.
LOG_SIZE: Final = 100
NAMED: Final = 50


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """The departments as they lie under each other, for everybody who is signed in."""
    user, today = user_of(request), timezone.localdate()
    leading = Membership.objects.current(today).leading().filter(user__is_active=True)
    heads: dict[int, list[str]] = {}
    for membership in leading.filter(role=Membership.Role.HEAD).select_related("user"):
        heads.setdefault(membership.department_id, []).append(membership.user.name)
    known = Profile.objects.visible_to(user).exclude(status__in=reorganising.OVER)
    counts = dict(
        known.order_by().values_list("department").annotate(count=Count("pk", distinct=True))
    )
    tree = [
        {
            "department": department,
            "heads": ", ".join(heads.get(department.pk, [])),
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
    members = department.memberships.current(today).filter(user__is_active=True)
    profiles = Profile.objects.visible_to(user).filter(department=department).in_register()
    named = list(profiles.only("name", "platform", "status").order_by("name", "pk")[: NAMED + 1])
    can_manage = permissions.can_manage_people(user)
    # Who leads the department may see the page of each in it (permissions.can_see_person).
    knows_all = permissions.can_see_people(user) or department.pk in user.standing.leads
    log = department.records.select_related("actor", "person")[:LOG_SIZE]
    context = {
        "department": department,
        "above": Department.objects.filter(pk__in=keys[:-1]).order_by("path"),
        "members": [
            {
                "membership": membership,
                "role": logbook.role_name(membership.role),
                "is_known": knows_all or membership.user_id == user.pk,
            }
            for membership in _by_rank(members)
        ],
        "children": department.children.open(),
        "profiles": named[:NAMED],
        "has_more": len(named) > NAMED,
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
            added = organisation.add_department(by=user, **form.cleaned_data)
        except NameTaken:
            form.add_taken()
        else:
            messages.success(request, _("%(name)s is added.") % {"name": added.name})
            return redirect("profiles:department", pk=added.pk)
    return render(request, "profiles/departments/new.html", {"form": form})


@takes_a_form
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a department, or put it under another with all that lies under it."""
    department = _get_managed(request, pk)
    initial = {"name": department.name, "parent": department.parent_id}
    form = DepartmentForm(request.POST or None, department=department, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _change(department, form, request)
        except NameTaken:
            form.add_taken()
        except Cycle:
            form.add_error("parent", _("A department cannot lie under itself."))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("profiles:department", pk=pk)
    context = {"form": form, "department": _get(pk)}
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
    preview = _preview(department, into)
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
        else:
            done = _("%(name)s is now part of %(into)s.")
            messages.success(request, done % {"name": department.name, "into": into})
            return redirect("profiles:department", pk=into.pk)
    context = {"form": form, "department": department, "into": into, **preview}
    return render(request, "profiles/departments/merge.html", context)


@takes_a_form
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a department in which nothing is left."""
    department, user = _get_managed(request, pk), user_of(request)
    if department.is_municipality or department.closed_on:
        messages.info(request, _("This department cannot be closed."))
        return redirect("profiles:department", pk=pk)
    form = CloseForm(request.POST or None)
    left = _preview(department, None)
    if request.method == "POST" and form.is_valid():
        try:
            reorganising.close(department, by=user, reason=form.cleaned_data["reason"])
        except NotEmpty:
            form.add_error(None, _("Something is still left in the department, see below."))
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
def _change(department: Department, form: DepartmentForm, request: HttpRequest) -> None:
    cleaned, user = form.cleaned_data, user_of(request)
    reason = cleaned["reason"]
    parent = cleaned.get("parent")
    if parent and parent != department.parent:
        organisation.move_department(department, by=user, parent=parent, reason=reason)
    organisation.rename_department(department, by=user, name=cleaned["name"], reason=reason)


def _by_rank(memberships: QuerySet[Membership]) -> list[Membership]:
    """Heads first, then deputies, then editors; by name."""
    order = Membership.Role.values
    found = memberships.select_related("user")
    return sorted(found, key=lambda each: (order.index(each.role), each.user.name, each.pk))


def _preview(department: Department, into: Department | None) -> dict[str, Any]:
    """What lies in a department, and the digest of it."""
    today = timezone.localdate()
    profiles = list(department.profiles.in_register().order_by("name", "pk"))
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


def _agreed(request: HttpRequest, form: MergeForm, now: str) -> bool:
    """Whether what is to be done is what the person has seen; if not, it is shown first."""
    seen = form.cleaned_data["seen"]
    if seen and seen != now and seen.partition(":")[0] == now.partition(":")[0]:
        messages.warning(request, _("Something has changed meanwhile. Look through it once more."))
    return bool(seen == now)
