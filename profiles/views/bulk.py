"""One act on many profiles that are chosen in the register, after a look at what it does."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, User
from accounts.organisation import Closed
from profiles import bulk, permissions, searching
from profiles.bulk import Act, LeftOut, Sorted
from profiles.forms.bulk import AskManyForm, MoveManyForm, as_text, keys_in
from profiles.forms.register import query_of, sort_of
from profiles.models import Profile
from profiles.permissions import require
from profiles.views.departments import closed_meanwhile
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.register import address_of

# So many of those that are left out are named in a message.
NAMED: Final = 5
# Which profiles of the list are meant, besides those that are ticked.
SHOWN, FOUND = "shown", "found"


@takes_a_form
def act(request: HttpRequest) -> HttpResponse:
    """Show what the act does to each of the chosen profiles; when that is agreed to, do it."""
    user = user_of(request)
    require(permissions.can_act_on_many(user))
    query = _query(user, request.POST)
    profiles, problem = _chosen(user, request.POST, query)
    wanted = request.POST.get("act", "")
    if not problem and wanted not in Act.values:
        problem = _("Choose what is to be done.")
    if problem:
        if request.method == "POST":
            messages.error(request, problem)
        return redirect(address_of(query))
    return _preview(request, user, Act(wanted), profiles, query)


def _preview(
    request: HttpRequest, user: User, wanted: Act, profiles: Sequence[Profile], query: str
) -> HttpResponse:
    # The list sends no "chosen"; what comes from there has no form to find fault with.
    typed = request.POST if "chosen" in request.POST else None
    form = AskManyForm(typed) if wanted == Act.ASK else MoveManyForm(typed)
    department = form.department
    agreed = f"to {department.pk}" if department else wanted.value
    if form.is_valid() and request.POST.get("agreed") == agreed:
        try:
            _tell(request, wanted, _do(user, form, profiles), department)
        except Closed as closed:
            messages.error(request, closed_meanwhile(closed))
        return redirect(address_of(query))
    context = {
        "act": wanted,
        "form": form,
        "chosen": as_text(profiles),
        "query": query,
        "back": address_of(query),
        "department": department,
        "agreed": agreed,
        "sorted": bulk.sort(wanted, profiles, department),
        "is_last_step": wanted == Act.ASK or department is not None,
    }
    return render(request, "profiles/bulk.html", context)


def _do(user: User, form: AskManyForm | MoveManyForm, profiles: Sequence[Profile]) -> Sorted:
    given = form.cleaned_data
    if isinstance(form, AskManyForm):
        return bulk.ask_for_update(profiles, by=user, message=given["message"])
    return bulk.change_department(profiles, department=given["to"], by=user, reason=given["reason"])


def _query(user: User, sent: QueryDict) -> str:
    """The filters that the list was narrowed down by, as far as they can be understood."""
    query = QueryDict(sent.get("query", ""))
    return query_of(searching.read(query, searching.departments_of(user)), sort_of(query))


def _chosen(user: User, sent: QueryDict, query: str) -> tuple[list[Profile], str]:
    """The profiles that are meant, and what is wrong with the choice, if anything."""
    if sent.get("whom") == FOUND and "chosen" not in sent:
        found = searching.narrowed(user, QueryDict(query)).values_list("pk", flat=True)
        keys = set(found[: bulk.MOST + 1])
    elif sent.get("whom") == SHOWN and "chosen" not in sent:
        keys = keys_in(sent.getlist("shown"))
    else:
        keys = keys_in(sent.getlist("chosen") or sent.getlist("profile"))
    if len(keys) > bulk.MOST:
        problem = _("So many cannot be dealt with at once: at most %(most)s. Set a filter first.")
        return [], problem % {"most": bulk.MOST}
    profiles = bulk.chosen(user, keys) if keys else []
    return profiles, "" if profiles else _("Tick the profiles that you mean first.")


def _tell(request: HttpRequest, wanted: Act, done: Sorted, department: Department | None) -> None:
    count = len(done.fit)
    if wanted == Act.ASK:
        told = ngettext("Asked about one profile.", "Asked about %(count)s profiles.", count)
    else:
        told = ngettext(
            "Moved one profile to %(department)s.",
            "Moved %(count)s profiles to %(department)s.",
            count,
        )
    if count:
        messages.success(request, told % {"count": count, "department": department})
    if done.left_out:
        messages.info(request, left_out_of(done.left_out))


def left_out_of(left_out: Sequence[LeftOut]) -> str:
    """What a message says of those to which nothing was done."""
    names = [f"{each.profile} ({each.why.label})" for each in left_out[:NAMED]]
    more = len(left_out) - NAMED
    if more > 0:
        names.append(ngettext("one more", "%(count)s more", more) % {"count": more})
    return _("Left out: %(names)s.") % {"names": ", ".join(names)}
