"""One act on many deadlines that are chosen in the list, after a look at what it does."""

from collections.abc import Callable, Mapping
from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from profiles import following_up, permissions
from profiles.following_up import Act, Chosen, Plan
from profiles.forms.following_up import DATED, day_in, form_for
from profiles.models import Profile
from profiles.permissions import require
from profiles.views.bulk import left_out_of
from profiles.views.fetching import takes_a_form, user_of

MAY: Final[Mapping[Act, Callable[[User], bool]]] = {
    Act.REMIND: permissions.can_remind,
    Act.EXTEND: permissions.can_extend_deadline,
    Act.ASK: permissions.can_ask_for_evaluation,
    Act.WRITE: permissions.can_write_to_owners,
}


@takes_a_form
def follow_up(request: HttpRequest) -> HttpResponse:
    """Show what the act does and who is told; when that is agreed to, do it."""
    user = user_of(request)
    require(permissions.can_see_deadlines(user))
    chosen, problem = _chosen(user, request.POST)
    wanted = request.POST.get("act", "")
    if not problem and wanted not in Act.values:
        problem = _("Choose what is to be done.")
    if problem:
        if request.method == "POST":
            messages.error(request, problem)
        return redirect(_back(request.POST))
    require(MAY[Act(wanted)](user))
    return _preview(request, user, Act(wanted), chosen)


def _preview(request: HttpRequest, user: User, act: Act, chosen: set[Chosen]) -> HttpResponse:
    now = timezone.now()
    # The list sends no "chosen"; what comes from there has no form to find fault with.
    typed = request.POST if "chosen" in request.POST else None
    form = form_for(act, typed, timezone.localdate(now))
    due_on = day_in(form)
    agreed = f"{act} {due_on or ''}".strip()
    if form.is_valid() and request.POST.get("agreed") == agreed:
        _tell(request, act, _do(act, form, user, chosen))
        return redirect(_back(request.POST))
    context = {
        "act": act,
        "form": form,
        "chosen": ",".join(sorted("-".join(map(str, each)) for each in chosen)),
        "query": request.POST.get("query", ""),
        "back": _back(request.POST),
        "due_on": due_on,
        "agreed": agreed,
        "plan": following_up.plan(act, chosen, by=user, at=now, due_on=due_on),
        "is_dated": act in DATED,
        "is_last_step": act not in DATED or due_on is not None,
    }
    return render(request, "profiles/follow_up.html", context)


def _do(act: Act, form: forms.Form, user: User, chosen: set[Chosen]) -> Plan:
    given = form.cleaned_data
    match act:
        case Act.REMIND:
            return following_up.remind(chosen, by=user)
        case Act.WRITE:
            return following_up.write_to_owners(chosen, by=user, message=given["reason"])
        case Act.EXTEND:
            return following_up.extend(
                chosen, by=user, due_on=given["due_on"], reason=given["reason"]
            )
        case Act.ASK:
            return following_up.ask_for_evaluation(
                chosen, by=user, due_on=given["due_on"], reason=given["reason"]
            )


def _chosen(user: User, sent: QueryDict) -> tuple[set[Chosen], str]:
    """The deadlines that are meant, and what is wrong with the choice, if anything."""
    chosen = following_up.read(",".join(sent.getlist("chosen") or sent.getlist("due")).split(","))
    keys = {each.profile for each in chosen}
    if len(keys) > following_up.MOST:
        problem = _("So many cannot be dealt with at once: at most %(most)s. Set a filter first.")
        return set(), problem % {"most": following_up.MOST}
    if Profile.objects.visible_to(user).filter(pk__in=keys).count() < len(keys):
        raise Http404
    return chosen, "" if chosen else _("Tick the deadlines that you mean first.")


def _back(sent: QueryDict) -> str:
    """The list as it was narrowed down."""
    query = QueryDict(sent.get("query", "")).urlencode()
    return reverse("profiles:deadlines") + (f"?{query}" if query else "")


def _tell(request: HttpRequest, act: Act, done: Plan) -> None:
    count = len(done.parts)
    if count:
        messages.success(request, f"{_done(act, count)} {_told(len(done.letters))}")
    if done.left_out:
        messages.info(request, left_out_of(done.left_out))


def _done(act: Act, count: int) -> str:
    match act:
        case Act.REMIND:
            told = ngettext("Reminded of one profile.", "Reminded of %(count)s profiles.", count)
        case Act.EXTEND:
            told = ngettext(
                "Extended the deadline of one profile.",
                "Extended the deadlines of %(count)s profiles.",
                count,
            )
        case Act.ASK:
            told = ngettext(
                "Asked for an evaluation of one profile.",
                "Asked for evaluations of %(count)s profiles.",
                count,
            )
        case Act.WRITE:
            told = ngettext("Wrote about one profile.", "Wrote about %(count)s profiles.", count)
    return told % {"count": count}


def _told(count: int) -> str:
    if not count:
        return _("Nobody else gets an e-mail.")
    told = ngettext("One person gets an e-mail.", "%(count)s people get an e-mail.", count)
    return told % {"count": count}
