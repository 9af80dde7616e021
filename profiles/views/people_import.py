"""Bringing in people and departments from a list: look it through first, then all or nothing."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import lists
from accounts.lists import Overtaken, Plan, Unreadable
from accounts.models import User
from profiles import permissions
from profiles.forms.people_import import ListForm
from profiles.permissions import require
from profiles.views.fetching import takes_a_form, user_of

FILES: Final[Mapping[str, str]] = {"folk": "people", "virksomheter": "departments"}


@takes_a_form
def people_import(request: HttpRequest) -> HttpResponse:
    """Show what becomes of each row of a list, and do it when that is agreed to."""
    user = user_of(request)
    require(permissions.can_manage_people(user))
    form = ListForm(request.POST or None, request.FILES or None)
    plan = _plan(form) if request.method == "POST" else None
    if plan and "confirm" in request.POST:
        try:
            new = _bring_in(plan, user, form)
        except Overtaken:
            plan = _plan(form)
            again = _("Something has changed meanwhile. Look through it once more.")
            messages.warning(request, again)
        else:
            _say(request, plan, len(new))
            where = "person_list" if plan.is_people else "department_list"
            return redirect(f"profiles:{where}")
    context = {"form": form, "plan": plan}
    return render(request, "profiles/people/import.html", context)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A list with the columns and an example, which spreadsheets open as it is."""
    require(permissions.can_manage_people(user_of(request)))
    if kind not in FILES:
        raise Http404
    # The mark at the beginning tells Excel that it is UTF-8.
    content = "\ufeff" + lists.TEMPLATES[FILES[kind]].replace("\n", "\r\n")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


def _plan(form: ListForm) -> Plan | None:
    if not form.is_valid():
        return None
    try:
        return lists.read(form.cleaned_data["text"], timezone.localdate())
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return None


def _bring_in(plan: Plan, by: User, form: ListForm) -> list[User]:
    """Do what has been looked at; raises `Overtaken` if it would be something else by now."""
    if not plan.is_right or form.cleaned_data["seen"] != plan.digest:
        raise Overtaken
    return lists.bring_in(plan, by=by, invite=form.cleaned_data["invite"])


def _say(request: HttpRequest, plan: Plan, new: int) -> None:
    done = sum(row.what is not lists.What.UNCHANGED for row in plan.rows)
    text = ngettext("One row is brought in.", "%(count)s rows are brought in.", done)
    if plan.is_people and new:
        text += " " + ngettext("One person is new.", "%(new)s people are new.", new)
    messages.success(request, text % {"count": done, "new": new})
    if not done:
        messages.info(request, _("Everything in the list stood here already."))
