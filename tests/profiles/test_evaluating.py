"""Evaluating a profile: writing, sending, confirming, and what comes of it (D2)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from profiles import activities, evaluations, lifecycle, sweep, worklist
from profiles.models import Closing, Condition, Evaluation, Event, Flag, Notice, Profile
from tests.profiles.test_requests import is_whole

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ANSWERS: dict[str, Any] = {
    "purpose_met": "yes",
    "purpose_note": "Folk finner programmet",
    "reaches": "partly",
    "followers": "1200",
    "kept_up": "yes",
    "counterpart_kept": "yes",
    "access_kept": "yes",
    "two_step": "no",
    "privacy_note": "Ingenting å melde",
    "outcome": "continue",
}
State = Evaluation.State


@pytest.fixture(autouse=True)
def morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    """Otta kulturhus, approved, and to be evaluated within three weeks."""
    lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=date(2026, 12, 15))
    return notified


def url(profile: Profile) -> str:
    return f"/profiler/{profile.pk}/evaluer/"


def send(client: Client, profile: Profile, **answers: Any) -> Evaluation:
    response = client.post(url(profile), {**ANSWERS, **answers, "send": "1"})
    assert response.status_code == 302, response.content.decode()[:3000]
    return profile.evaluations.get(state=State.SENT)


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def answer_url(evaluation: Evaluation, act: str) -> str:
    return f"/profiler/{evaluation.profile_id}/evalueringer/{evaluation.pk}/{act}/"


def confirm(client: Client, evaluation: Evaluation, next_on: str = "2027-11-24") -> None:
    sent = {"next_on": next_on, "version": evaluation.version}
    assert client.post(answer_url(evaluation, "bekreft"), sent).status_code == 302


def kinds_for(user: User) -> list[str]:
    return [item.kind for item in worklist.items(user, TODAY)]


def test_a_draft_is_saved_at_any_time_and_looking_writes_nothing(
    active: Profile, siri: User, signed_in: SignedIn
) -> None:
    activities.confirm(active, by=siri, last_post_on=TODAY, followers=321)
    client = signed_in(siri)
    assert 'value="321"' in page_of(client, url(active))
    assert not Evaluation.objects.exists()
    assert client.post(url(active), {"purpose_note": "Halvveis"}).status_code == 302
    draft = Evaluation.objects.get()
    assert (draft.state, draft.purpose_note, draft.begun_by) == (State.DRAFT, "Halvveis", siri)
    assert draft.due_on == date(2026, 12, 15)
    assert "Halvveis" in page_of(client, url(active))


def test_a_backup_editor_does_not_send(active: Profile, siri: User, signed_in: SignedIn) -> None:
    client = signed_in(siri)
    assert "Send til administrasjonen" not in page_of(client, url(active))
    assert client.post(url(active), {**ANSWERS, "send": "1"}).status_code == 403
    assert Evaluation.objects.filter(state=State.SENT).count() == 0


def test_what_is_missing_is_said_beside_each_question(
    active: Profile, ola: User, signed_in: SignedIn
) -> None:
    sent = {**ANSWERS, "purpose_note": "", "outcome": "change", "send": "1"}
    response = signed_in(ola).post(url(active), sent)
    assert response.status_code == 200
    form = response.context["form"]
    assert set(form.errors) == {"purpose_note", "change", "change_by"}
    # What was answered is kept all the same.
    assert Evaluation.objects.get().outcome == "change"


def test_sending_tells_the_administration_and_waits_for_it(
    active: Profile, ola: User, anne: User, arne: User, signed_in: SignedIn
) -> None:
    assert worklist.Kind.EVALUATE in kinds_for(ola)
    evaluation = send(signed_in(ola), active)
    assert evaluation.sent_by == ola
    assert evaluation.known["activities"] == 0
    told = Notice.objects.filter(kind=Notice.Kind.EVALUATED)
    assert {notice.recipient for notice in told} == {anne, arne}
    assert active.events.last().kind == Event.Kind.EVALUATED  # type: ignore[union-attr]
    assert worklist.Kind.EVALUATE not in kinds_for(ola)
    assert worklist.Kind.CONFIRM_EVALUATION in kinds_for(anne)
    assert signed_in(ola).get(url(active)).status_code == 302
    # Sent twice, it keeps what was typed and says what happened.
    again = signed_in(ola).post(url(active), {**ANSWERS, "learnt": "Mye", "send": "1"})
    assert again.status_code == 409
    assert "Mye" in again.content.decode()


def test_confirming_sets_the_next_date_and_clears_the_flag(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    sweep.sweep(date(2026, 12, 16))
    assert Flag.objects.open().filter(kind=Flag.Kind.UNEVALUATED).exists()
    evaluation = send(signed_in(ola), active)
    page = page_of(signed_in(anne), answer_url(evaluation, "bekreft"))
    assert "Folk finner programmet" in page
    assert 'value="2027-11-24"' in page
    confirm(signed_in(anne), evaluation)
    active.refresh_from_db()
    assert active.next_evaluation_on == date(2027, 11, 24)
    assert not Flag.objects.open().filter(kind=Flag.Kind.UNEVALUATED).exists()
    assert Notice.objects.get(kind=Notice.Kind.EVALUATION_CONFIRMED).recipient == ola
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.answered_by) == (State.CONFIRMED, anne)
    assert is_whole(active)
    # Confirmed again by a colleague with an old page: it is said so, and nothing happens.
    confirm(signed_in(anne), evaluation, next_on="2026-12-24")
    active.refresh_from_db()
    assert active.next_evaluation_on == date(2027, 11, 24)


def test_nobody_confirms_an_own_evaluation(
    active: Profile, anne: User, signed_in: SignedIn
) -> None:
    Profile.objects.update(owner=anne)
    active.refresh_from_db()
    evaluation = send(signed_in(anne), active)
    assert signed_in(anne).get(answer_url(evaluation, "bekreft")).status_code == 403
    assert worklist.Kind.CONFIRM_EVALUATION not in kinds_for(anne)


def test_sent_back_it_can_be_written_on_and_sent_again(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    evaluation = send(signed_in(ola), active)
    back = answer_url(evaluation, "send-tilbake")
    assert signed_in(anne).post(back, {"reason": ""}).status_code == 200
    assert signed_in(anne).post(back, {"reason": "Hvor mange svar?"}).status_code == 302
    assert "Hvor mange svar?" in page_of(signed_in(ola), url(active))
    assert "Hvor mange svar?" in Notice.objects.get(kind=Notice.Kind.EVALUATION_RETURNED).body
    assert send(signed_in(ola), active, replies="40").pk == evaluation.pk


def test_a_change_becomes_a_condition(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    change = {"outcome": "change", "change": "Svar raskere", "change_by": "2027-01-15"}
    confirm(signed_in(anne), send(signed_in(ola), active, **change))
    condition = Condition.objects.get()
    assert (condition.text, condition.due_on, condition.responsible) == (
        "Svar raskere",
        date(2027, 1, 15),
        ola,
    )


def test_a_pause_begins_in_the_name_of_who_wanted_it(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    pause = {"outcome": "pause", "outcome_reason": "Ombygging", "reopens_on": "2027-03-01"}
    confirm(signed_in(anne), send(signed_in(ola), active, **pause))
    active.refresh_from_db()
    assert active.status == Profile.Status.PAUSED
    running = active.pauses.running().get()
    assert (running.reopens_on, running.planned_by) == (date(2027, 3, 1), ola)
    assert is_whole(active)


def test_closing_waits_for_the_checklist_of_the_head(
    active: Profile, ola: User, kari: User, anne: User, signed_in: SignedIn
) -> None:
    close = {"outcome": "close", "outcome_reason": "Ingen følger den"}
    evaluation = send(signed_in(ola), active, **close)
    assert evaluations.suggested_next(evaluation, TODAY) == date(2026, 12, 24)
    confirm(signed_in(anne), evaluation, next_on="2026-12-24")
    active.refresh_from_db()
    assert active.status == Profile.Status.ACTIVE
    assert worklist.Kind.CLOSE_EVALUATED in kinds_for(kari)
    assert f"/profiler/{active.pk}/avvikle/" in page_of(signed_in(kari), "/")
    assert worklist.Kind.CLOSE_EVALUATED not in kinds_for(ola)


def test_two_who_write_at_once_both_keep_what_they_wrote(
    active: Profile, ola: User, siri: User, signed_in: SignedIn
) -> None:
    olas, siris = signed_in(ola), signed_in(siri)
    base = olas.get(url(active)).context["form"]["base"].value()
    siris.post(url(active), {"base": base, "learnt": "Svar før lunsj"})
    olas.post(url(active), {"base": base, "purpose_note": "Godt besøk"})
    draft = Evaluation.objects.get()
    assert (draft.learnt, draft.purpose_note) == ("Svar før lunsj", "Godt besøk")
    # Where both have answered the same, the second sees both and decides.
    base = olas.get(url(active)).context["form"]["base"].value()
    siris.post(url(active), {"base": base, "learnt": "Siris", "purpose_note": "Godt besøk"})
    mine = {"base": base, "learnt": "Olas", "purpose_note": "Godt besøk"}
    response = olas.post(url(active), mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Siris" in page
    assert "Olas" in page
    assert Evaluation.objects.get().learnt == "Siris"
    mine |= {"base": response.context["form"].data["base"], "keep_learnt": "mine"}
    assert olas.post(url(active), mine).status_code == 302
    assert Evaluation.objects.get().learnt == "Olas"


def test_it_can_be_asked_for_and_put_off_with_a_reason(
    active: Profile, ola: User, anne: User, wilma: User, signed_in: SignedIn
) -> None:
    ask = f"/profiler/{active.pk}/be-om-evaluering/"
    assert signed_in(anne).post(ask, {"due_on": "2026-11-24"}).status_code == 200
    asked = {"due_on": "2026-12-01", "reason": "Vi ser over alle"}
    # Pressed twice, it is asked for once.
    for _press in range(2):
        assert signed_in(anne).post(ask, asked).status_code == 302
    active.refresh_from_db()
    assert active.next_evaluation_on == date(2026, 12, 1)
    assert Notice.objects.get(kind=Notice.Kind.EVALUATION_ASKED).recipient == ola
    extend = f"/profiler/{active.pk}/utsett-evaluering/"
    assert signed_in(wilma).post(extend, {"due_on": "2027-01-15"}).status_code == 200
    put_off = {"due_on": "2027-01-15", "reason": "Sykdom"}
    assert signed_in(wilma).post(extend, put_off).status_code == 302
    active.refresh_from_db()
    assert active.next_evaluation_on == date(2027, 1, 15)
    event = active.events.last()
    assert event
    assert (event.kind, event.reason) == (Event.Kind.DEADLINE_EXTENDED, "Sykdom")
    assert event.data == {"old_due_on": "2026-12-01", "due_on": "2027-01-15"}
    page = page_of(signed_in(ola), active.get_absolute_url())
    assert "15. januar 2027" in page


def test_evaluations_stand_side_by_side(
    active: Profile, ola: User, anne: User, signed_in: SignedIn
) -> None:
    confirm(signed_in(anne), send(signed_in(ola), active, learnt="Først dette"))
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        second = send(signed_in(ola), active, learnt="Så dette", followers="1500")
        assert second.reply_time == ""
        confirm(signed_in(anne), second, next_on="2028-11-24")
        page = page_of(signed_in(ola), f"/profiler/{active.pk}/evalueringer/")
    assert page.index("Så dette") < page.index("Først dette")
    assert "1200" in page
    assert "1500" in page


def test_closing_the_profile_drops_what_is_open(active: Profile, ola: User, kari: User) -> None:
    evaluations.begin(active, by=ola)
    ending = lifecycle.Ending(
        closed_on=TODAY,
        reason="Ingen følger den",
        archiving=Closing.Archiving.NOT_NEEDED,
        fate=Closing.Fate.KEPT,
    )
    lifecycle.close(active, by=kari, version=active.version, ending=ending)
    assert Evaluation.objects.get().state == State.DROPPED
