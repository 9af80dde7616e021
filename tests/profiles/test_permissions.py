"""Who may do what, as a table: every act and every role."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Appointment, Membership, User
from profiles import lifecycle, permissions
from profiles.lifecycle import Demand
from profiles.models import Evaluation, Profile
from tests.cast import LONG_AGO, Municipality, decided, draft, person, ready

ROLES = "kari dina ola siri nils nora anne wilma rune emil".split()

# Otta kulturhus, under culture: registered and notified by kari, owned by ola, with siri as
# backup; a condition that siri has to meet. Everybody who is not named may not.
TABLE: dict[str, str] = {
    "know of it": "kari dina ola siri anne wilma rune",
    "edit": "kari dina ola",
    "accept the responsibilities": "kari dina",
    "notify": "kari dina ola",
    "withdraw": "kari dina ola",
    "discard": "kari dina ola",
    "send back or reject": "anne",
    "approve": "anne",
    "take up again": "kari dina ola anne",
    "say that siri's condition is met": "kari dina ola siri",
    "pause and reopen": "kari dina ola siri",
    "close for good": "kari dina anne",
    "register": "kari dina nora wilma",
    "see what could not be delivered": "anne wilma",
    "change what is approved": "kari dina ola wilma",
    "note a change": "anne",
    "ask for an update": "anne wilma",
    "answer that it is up to date": "kari dina ola siri",
    "see who has access": "kari dina ola siri anne wilma",
    "check who has access": "kari dina ola siri wilma",
    "follow a hijacking": "kari dina ola siri anne wilma",
    "see the crisis channels": "anne wilma",
    "manage people": "anne",
    "see everybody": "anne wilma",
    "see siri": "kari dina siri anne wilma",
    "bring lists in": "anne",
    "act on many": "anne",
    "confirm activity": "kari dina ola siri",
    "write an evaluation": "kari dina ola siri",
    "send an evaluation": "kari dina ola",
    "confirm ola's evaluation": "anne",
    "ask for an evaluation": "anne wilma",
    "extend a deadline": "anne wilma",
    "see reminders": "anne wilma",
    "remind at once": "anne wilma",
    "write to owners": "anne wilma",
    "see deadlines": "anne wilma",
    "see the policy": "anne wilma",
    "decide the policy": "anne",
}


def ask(act: str, user: User, profile: Profile, siri: User) -> bool:
    questions: dict[str, Callable[[], bool]] = {
        "know of it": lambda: Profile.objects.visible_to(user).filter(pk=profile.pk).exists(),
        "edit": lambda: permissions.can_edit(user, profile),
        "accept the responsibilities": lambda: permissions.can_accept_responsibilities(
            user, profile
        ),
        "notify": lambda: permissions.can_notify(user, profile),
        "withdraw": lambda: permissions.can_withdraw(user, profile),
        "discard": lambda: permissions.can_discard(user, profile),
        "send back or reject": lambda: permissions.can_answer(user, profile),
        "approve": lambda: permissions.can_approve(user, profile),
        "take up again": lambda: permissions.can_reconsider(user, profile),
        "say that siri's condition is met": lambda: permissions.can_meet(
            user, profile.conditions.get()
        ),
        "pause and reopen": lambda: permissions.can_pause(user, profile),
        "close for good": lambda: permissions.can_close(user, profile),
        "register": lambda: permissions.can_register(user),
        "see what could not be delivered": lambda: permissions.can_see_undelivered(user),
        "change what is approved": lambda: permissions.can_change(user, profile),
        "note a change": lambda: permissions.can_acknowledge(user),
        "ask for an update": lambda: permissions.can_ask_for_update(user),
        "answer that it is up to date": lambda: permissions.can_answer_update(user, profile),
        "see who has access": lambda: permissions.can_see_access(user, profile),
        "check who has access": lambda: permissions.can_check_access(user, profile),
        "follow a hijacking": lambda: permissions.can_follow_hijacking(user, profile),
        "see the crisis channels": lambda: permissions.can_see_crisis(user),
        "manage people": lambda: permissions.can_manage_people(user),
        "see everybody": lambda: permissions.can_see_people(user),
        "see siri": lambda: permissions.can_see_person(user, siri),
        "bring lists in": lambda: permissions.can_import(user),
        "act on many": lambda: permissions.can_act_on_many(user),
        "confirm activity": lambda: permissions.can_confirm_activity(user, profile),
        "write an evaluation": lambda: permissions.can_evaluate(user, profile),
        "send an evaluation": lambda: permissions.can_send_evaluation(user, profile),
        "confirm ola's evaluation": lambda: permissions.can_confirm_evaluation(
            user, Evaluation(profile=profile, sent_by=profile.owner)
        ),
        "ask for an evaluation": lambda: permissions.can_ask_for_evaluation(user),
        "extend a deadline": lambda: permissions.can_extend_deadline(user),
        "see deadlines": lambda: permissions.can_see_deadlines(user),
        "see the policy": lambda: permissions.can_see_policy(user),
        "decide the policy": lambda: permissions.can_decide_policy(user),
        "see reminders": lambda: permissions.can_see_reminders(user),
        "remind at once": lambda: permissions.can_remind(user),
        "write to owners": lambda: permissions.can_write_to_owners(user),
    }
    return questions[act]()


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    return {name: request.getfixturevalue(name) for name in ROLES}


@pytest.fixture
def approved(notified: Profile, arne: User, siri: User) -> Profile:
    lifecycle.approve(
        notified,
        by=arne,
        version=notified.version,
        evaluate_on=date(2027, 5, 23),
        demands=[Demand("Skriv husregler", date(2026, 12, 24), siri)],
    )
    return notified


@pytest.mark.parametrize("act", TABLE)
def test_who_may(act: str, cast: dict[str, User], approved: Profile) -> None:
    may = {name for name, user in cast.items() if ask(act, user, approved, cast["siri"])}
    assert may == set(TABLE[act].split())


def test_every_predicate_stands_in_the_table() -> None:
    predicates = {name for name in vars(permissions) if name.startswith("can_")}
    asked = set(ask.__code__.co_consts)
    for constant in ask.__code__.co_consts:
        asked |= set(getattr(constant, "co_names", ()))
    assert predicates <= asked


def test_a_reader_knows_only_what_has_been_notified(
    sel: Municipality, kari: User, rune: User
) -> None:
    assert not Profile.objects.visible_to(rune).filter(pk=draft(sel, kari).pk).exists()


def test_a_role_that_has_ended_gives_nothing(sel: Municipality, kari: User) -> None:
    profile = draft(sel, kari)
    former = person("Frode")
    Membership.objects.create(
        user=former,
        department=sel.culture,
        role=Membership.Role.HEAD,
        starts_on=LONG_AGO,
        ends_on=date(2021, 1, 1),
    )
    assert not permissions.can_edit(former, profile)
    assert not Profile.objects.visible_to(former).exists()


# --- Four eyes --------------------------------------------------------------------------


def administration(user: User) -> User:
    """The same person, in the administration as well."""
    Appointment.objects.create(user=user, role=Appointment.Role.ADMINISTRATION, starts_on=LONG_AGO)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("name", ["kari", "dina", "ola"])
def test_nobody_approves_what_he_or_she_registered_owns_or_leads(
    name: str, notified: Profile, request: pytest.FixtureRequest
) -> None:
    user = administration(request.getfixturevalue(name))
    assert permissions.can_answer(user, notified)
    assert not permissions.can_approve(user, notified)


def test_who_sent_the_notification_does_not_approve_it_after_a_change_of_job(
    sel: Municipality, kari: User, dina: User, ola: User, siri: User
) -> None:
    profile = ready(sel, kari, ola, siri)
    lifecycle.notify(profile, by=dina, version=profile.version)
    Membership.objects.filter(user=dina).delete()
    assert not permissions.can_approve(administration(dina), profile)


def test_a_municipality_can_switch_four_eyes_off(notified: Profile, kari: User) -> None:
    decided(four_eyes=False)
    assert permissions.can_approve(administration(kari), notified)


def test_a_backup_editor_in_the_administration_may_approve(notified: Profile, siri: User) -> None:
    assert permissions.can_approve(administration(siri), notified)
