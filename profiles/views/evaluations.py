"""Evaluating a profile, and the administration's answer to it (D2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from profiles import evaluations, permissions, policy
from profiles.evaluations import FIELDS, Incomplete, Overtaken
from profiles.forms.answering import ReasonForm
from profiles.forms.evaluation import (
    COLUMNS,
    GROUPS,
    LABELS,
    AskForm,
    ConfirmForm,
    EvaluationForm,
    ExtendForm,
)
from profiles.history import Conflict
from profiles.models import Evaluation, Event, Flag, Profile
from profiles.permissions import require
from profiles.views import sheets
from profiles.views.acting import Act, perform
from profiles.views.conflicts import conflict
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.sheets import Sheet
from profiles.wording import Label

LIVING: Final = (Profile.Status.ACTIVE, Profile.Status.PAUSED)
State = Evaluation.State


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what was answered to it, an answer for each evaluation."""

    label: str
    answers: list[str]


@takes_a_form
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the evaluation, save it at any time, and send it."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_evaluate(user, profile))
    begun, today = evaluations.open_of(profile), timezone.localdate()
    if request.method == "POST":
        form = EvaluationForm(request.POST, today=today)
        if not profile.is_living or (begun and begun.state == State.SENT):
            return conflict(request, Conflict(profile, profile.version), form)
        return _save(request, form, profile, begun)
    if not profile.is_living or (begun and begun.state == State.SENT):
        messages.info(request, _("There is nothing to evaluate here just now."))
        return redirect(profile)
    values = evaluations.values_of(begun) if begun else evaluations.filled_in(profile)
    form = EvaluationForm(today=today, initial=values)
    sheets.begin(_sheet(form, begun or Evaluation(profile=profile)))
    return _page(request, form, profile, begun)


@require_safe
def evaluation(request: HttpRequest, pk: int, evaluation: int) -> HttpResponse:
    """One evaluation, to read and to print, with the answer to it."""
    profile, user = get_profile(request, pk), user_of(request)
    shown = _get(profile, evaluation)
    require(shown.state != State.DRAFT or permissions.can_evaluate(user, profile))
    context = {
        "profile": profile,
        "evaluation": shown,
        "groups": _told(shown),
        "known": _known(shown.known),
        "can_confirm": _can_confirm(user, shown),
    }
    return render(request, "profiles/evaluations/evaluation.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """All confirmed evaluations of a profile, side by side."""
    profile = get_profile(request, pk)
    over = evaluations.earlier(profile)
    rows = [Row(_label(name), [_answer(each, name) for each in over]) for name in FIELDS]
    context = {
        "profile": profile,
        "evaluations": over,
        "rows": [row for row in rows if any(row.answers)],
    }
    return render(request, "profiles/evaluations/compare.html", context)


@takes_a_form
def confirm(request: HttpRequest, pk: int, evaluation: int) -> HttpResponse:
    """Confirm the outcome, and say when the next evaluation is due."""
    profile, user = get_profile(request, pk), user_of(request)
    shown = _get(profile, evaluation)
    require(permissions.can_confirm_evaluation(user, shown))
    today = timezone.localdate()
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        today=today,
        initial={
            "version": shown.version,
            "next_on": evaluations.suggested_next(shown, today),
        },
    )

    def act(version: int) -> None:
        given = form.cleaned_data
        terms = {"next_on": given["next_on"], "message": given["message"]}
        evaluations.confirm(shown, by=user, version=version, **terms)

    done = _("The evaluation is confirmed. The department has been told.")
    return _answer_with(request, shown, form, "profiles/evaluations/confirm.html", act, done)


@takes_a_form
def send_back(request: HttpRequest, pk: int, evaluation: int) -> HttpResponse:
    """Ask the department to say more."""
    profile, user = get_profile(request, pk), user_of(request)
    shown = _get(profile, evaluation)
    require(permissions.can_confirm_evaluation(user, shown))
    typed = request.POST if request.method == "POST" else None
    hint = _("Say what is missing. The department gets your words as they stand.")
    form = ReasonForm(typed, hint=hint, initial={"version": shown.version})

    def act(version: int) -> None:
        evaluations.send_back(shown, by=user, version=version, reason=form.cleaned_data["reason"])

    done = _("The evaluation is sent back. The department has been told why.")
    return _answer_with(request, shown, form, "profiles/evaluations/send_back.html", act, done)


@takes_a_form
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an evaluation by a day."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_ask_for_evaluation(user))
    today = timezone.localdate()
    initial = {"version": profile.version, "due_on": policy.add_months(today, 1)}
    form = AskForm(request.POST if request.method == "POST" else None, today=today, initial=initial)

    def do(version: int) -> None:
        given = form.cleaned_data
        evaluations.ask(
            profile, by=user, version=version, due_on=given["due_on"], reason=given["reason"]
        )

    done = _("The department is asked for an evaluation.")
    act = Act(Event.Kind.EVALUATION_ASKED, "profiles/evaluations/ask.html", do, done, LIVING)
    return perform(request, profile, form, act)


@takes_a_form
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the department more time."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_extend_deadline(user))
    hint = _("Stands on the timeline, and the department gets it.")
    today = timezone.localdate()
    initial = {"version": profile.version}
    form = ExtendForm(
        request.POST if request.method == "POST" else None, today=today, hint=hint, initial=initial
    )

    def do(version: int) -> None:
        given = form.cleaned_data
        evaluations.extend(
            profile, by=user, version=version, due_on=given["due_on"], reason=given["reason"]
        )

    done = _("The deadline is extended. The department has been told.")
    act = Act(Event.Kind.DEADLINE_EXTENDED, "profiles/evaluations/extend.html", do, done, LIVING)
    return perform(request, profile, form, act)


def evaluations_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of its evaluations."""
    begun = evaluations.open_of(profile)
    is_sent = begun is not None and begun.state == State.SENT
    return {
        "evaluation": begun,
        "evaluations": evaluations.earlier(profile),
        "can_evaluate": profile.is_living
        and not is_sent
        and permissions.can_evaluate(user, profile),
        "can_confirm_evaluation": begun is not None and _can_confirm(user, begun),
        "can_ask_for_evaluation": profile.is_living and permissions.can_ask_for_evaluation(user),
        "can_extend_deadline": profile.is_living and permissions.can_extend_deadline(user),
    }


def _get(profile: Profile, key: int) -> Evaluation:
    people = profile.evaluations.select_related("sent_by", "answered_by", "begun_by")
    return get_object_or_404(people, pk=key)


def _can_confirm(user: User, evaluation: Evaluation) -> bool:
    is_sent = evaluation.state == State.SENT
    return is_sent and permissions.can_confirm_evaluation(user, evaluation)


def _save(
    request: HttpRequest, form: EvaluationForm, profile: Profile, begun: Evaluation | None
) -> HttpResponse:
    """Keep what the person has changed, and send it if that is asked for."""
    user = user_of(request)
    if not form.is_valid():
        return _page(request, form, profile, begun)
    try:
        with transaction.atomic():
            draft = evaluations.begin(profile, by=user)
            sheet = _sheet(form, draft)
            settled = sheets.settle(request, sheet)
            if settled.clashes:
                return sheets.decide(request, sheet, settled)
            evaluations.save(draft, by=user, version=draft.version, values=settled.values)
        if "send" not in request.POST:
            sheets.tell(request, settled, _("The draft is saved. You can go on whenever you like."))
            return redirect("profiles:evaluate", pk=profile.pk)
        require(permissions.can_send_evaluation(user, profile))
        evaluations.send(draft, by=user, version=draft.version)
    except Incomplete as incomplete:
        form.add_missing(list(incomplete.missing))
        return _page(request, form, profile, draft)
    except (Conflict, Overtaken):
        return conflict(request, Conflict(profile, profile.version), form)
    done = _("The evaluation is sent. The administration confirms the outcome.")
    sheets.tell(request, settled, done)
    return redirect(profile)


def _sheet(form: EvaluationForm, evaluation: Evaluation) -> Sheet:
    back = reverse("profiles:evaluate", args=[evaluation.profile_id])
    stands = evaluations.values_of(evaluation)
    return Sheet(form, stands, evaluation.profile, back, lambda _name: None)


def _answer_with(
    request: HttpRequest,
    evaluation: Evaluation,
    form: Any,
    template: str,
    act: Any,
    done: str,
) -> HttpResponse:
    """Show the form of an answer, or give the answer."""
    profile = evaluation.profile
    if evaluation.state != State.SENT:
        messages.info(request, _("Somebody has answered this evaluation already."))
        return redirect(_url(evaluation))
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data.get("version") or evaluation.version)
        except Overtaken:
            messages.info(request, _("Somebody has answered this evaluation already."))
            return redirect(_url(evaluation))
        except Conflict as moved:
            return conflict(request, moved, form)
        messages.success(request, done)
        return redirect(profile)
    context = {
        "profile": profile,
        "evaluation": evaluation,
        "form": form,
        "groups": _told(evaluation),
        "known": _known(evaluation.known),
    }
    return render(request, template, context)


def _url(evaluation: Evaluation) -> str:
    return reverse("profiles:evaluation", args=(evaluation.profile_id, evaluation.pk))


def _page(
    request: HttpRequest, form: EvaluationForm, profile: Profile, begun: Evaluation | None
) -> HttpResponse:
    since, today = evaluations.since_of(profile), timezone.localdate()
    context = {
        "form": form,
        "profile": profile,
        "evaluation": begun,
        "known": _known(evaluations.known_of(profile, since, today)),
        "last": next(iter(evaluations.earlier(profile)), None),
        "can_send": permissions.can_send_evaluation(user_of(request), profile),
    }
    return render(request, "profiles/evaluations/evaluate.html", context)


def _told(evaluation: Evaluation) -> list[tuple[Label, list[Row]]]:
    """The questions and answers in their groups; what was not answered is left out."""
    groups = [
        (heading, [Row(_label(name), [_answer(evaluation, name)]) for name in names])
        for heading, names in GROUPS
    ]
    return [(heading, [row for row in rows if row.answers[0]]) for heading, rows in groups]


def _known(known: Mapping[str, Any]) -> dict[str, Any]:
    """What the portal knew, ready for the page."""
    kinds = dict(Flag.Kind.choices)
    flags = [str(kinds.get(kind, kind)) for kind in known.get("flags", ())]
    return {**known, "flag_names": sorted(set(flags))}


def _label(name: str) -> str:
    return str(LABELS.get(name) or COLUMNS[name].verbose_name)


def _answer(evaluation: Evaluation, name: str) -> str:
    value = getattr(evaluation, name)
    if value in ("", None):
        return ""
    if name in ("change_by", "reopens_on"):
        return date_format(value)
    choices = dict(COLUMNS[name].flatchoices)
    return str(choices.get(value, value))
