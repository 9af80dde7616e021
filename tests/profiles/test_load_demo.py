"""`manage.py load_demo`: Sel kommune as it could be."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from accounts.models import Appointment, Department, Invitation, Membership, User
from profiles import lifecycle, permissions, platforms, readiness
from profiles.demo import loading
from profiles.demo.people import PEOPLE
from profiles.models import (
    Address,
    ChangeNotice,
    Closing,
    Condition,
    Event,
    Notice,
    Pause,
    Profile,
    Snapshot,
    UpdateRequest,
)
from tests.cast import person

pytestmark = pytest.mark.django_db

Status = Profile.Status


def run(**options: object) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def everything() -> dict[str, list[object]]:
    models = (User, Department, Membership, Appointment, Profile, Address, Event, Notice, Snapshot)
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


@pytest.fixture
def demo() -> None:
    loading.load(timezone.localdate())


def test_it_tells_how_to_sign_in() -> None:
    told = run()
    assert "The demo municipality is loaded." in told
    assert DEMO_PASSWORD in told
    for invented in PEOPLE:
        assert invented.name in told
    assert "kari@sel.example" in told
    assert "head of department, Kultur" in told


def test_running_it_again_changes_nothing_and_says_so() -> None:
    run()
    before = everything()
    assert "Nothing is changed." in run()
    assert "wilma@sel.example" in run(show=True)
    assert everything() == before


def test_running_it_again_leaves_what_has_been_done_since(demo: None) -> None:
    kari = User.objects.get(email="kari@sel.example")
    profile = lifecycle.register(
        by=kari, department=Department.objects.get(name="Kultur"), values={}
    )
    assert "Nothing is changed." in run()
    assert Profile.objects.filter(pk=profile.pk).exists()


def test_outside_development_it_warns_of_its_passwords(settings: Settings) -> None:
    settings.DEVELOPMENT, err = False, StringIO()
    call_command("load_demo", stdout=StringIO(), stderr=err)
    assert "never use this database for real" in err.getvalue()


def test_showing_the_sign_ins_loads_nothing() -> None:
    assert run(show=True) == ""
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "in_use",
    [lambda: person("Ekte"), lambda: Department.objects.create(name="Ekte kommune")],
    ids=["person", "department"],
)
def test_a_database_in_use_is_refused_in_one_line(in_use: Callable[[], object]) -> None:
    in_use()
    with pytest.raises(CommandError) as refused:
        run()
    assert "\n" not in str(refused.value)
    assert not Profile.objects.exists()


def test_it_is_loaded_whole_or_not_at_all() -> None:
    with (
        mock.patch.object(loading, "_settle_notices", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        run()
    assert not User.objects.exists()
    assert not Department.objects.exists()


def test_everybody_who_has_not_left_can_sign_in(demo: None, client: Client) -> None:
    for user in User.objects.all():
        assert user.email.endswith("@" + DEMO_DOMAIN)
    assert client.login(email="kari@sel.example", password=DEMO_PASSWORD)
    assert not client.login(email="lars@sel.example", password=DEMO_PASSWORD)


def test_every_role_language_and_state_is_there(demo: None) -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Membership.Role.values)
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Appointment.Role.values)
    assert set(User.objects.values_list("language", flat=True)) == {"nb", "nn", "en"}
    assert set(Profile.objects.values_list("status", flat=True)) == {
        Status.DRAFT,
        Status.NOTIFIED,
        Status.ACTIVE,
        Status.REJECTED,
        Status.PAUSED,
        Status.CLOSED,
        Status.DISCARDED,
    }
    unseen = {Event.Kind.RESTORED, Event.Kind.IMPORT_UNDONE, Event.Kind.PAUSE_LAPSED}
    assert set(Event.Kind) - unseen == set(Event.objects.values_list("kind", flat=True))
    assert len(set(Profile.objects.values_list("platform", flat=True))) >= 12
    today = timezone.localdate()
    unmet = Condition.objects.filter(met_at__isnull=True)
    assert Condition.objects.filter(met_at__isnull=False).exists()
    assert unmet.filter(due_on__gte=today).exists()
    assert unmet.filter(due_on__lt=today).exists()


def test_the_register_of_june_2011_is_there_and_the_readmes_account_is_free(demo: None) -> None:
    for name, department in (
        ("Sel kommune", "Sel kommune"),
        ("Otta kulturhus", "Kultur"),
        ("Sel frivilligsentral", "Sel frivilligsentral"),
    ):
        profile = Profile.objects.get(name=name, platform="facebook", department__name=department)
        assert profile.status == Status.ACTIVE
        assert (profile.registered_at.year, profile.registered_at.month) == (2011, 6)
    found = platforms.identify("https://www.instagram.com/ottakulturhus")
    assert not Address.objects.filter(platform="instagram", key=found.key).exists()


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 5, 18)])
def test_it_is_fresh_on_any_day(today: date) -> None:
    assert loading.load(today)
    waiting = Profile.objects.awaiting_answer()
    assert [profile.answer_due_on < today for profile in waiting].count(True) == 1  # type: ignore[operator]
    sent_back = Event.objects.filter(kind=Event.Kind.SENT_BACK).latest("at")
    assert today - timedelta(days=14) < timezone.localdate(sent_back.at) < today
    assert max(map(timezone.localdate, Event.objects.values_list("at", flat=True))) < today


def test_histories_run_forwards(demo: None) -> None:
    for profile in Profile.objects.prefetch_related("events"):
        events = list(profile.events.order_by("pk"))
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert [event.version for event in events] == sorted(event.version for event in events)
        for condition in profile.conditions.filter(met_at__isnull=False):
            assert timezone.localdate(condition.met_at) <= condition.due_on


def test_nobody_in_the_stories_does_what_he_or_she_may_not(demo: None) -> None:
    may = {
        Event.Kind.NOTIFIED: permissions.can_notify,
        Event.Kind.WITHDRAWN: permissions.can_withdraw,
        Event.Kind.APPROVED: permissions.can_approve,
        Event.Kind.SENT_BACK: permissions.can_answer,
        Event.Kind.REJECTED: permissions.can_answer,
        Event.Kind.RECONSIDERED: permissions.can_reconsider,
        Event.Kind.DISCARDED: permissions.can_discard,
        Event.Kind.EDITED: permissions.can_edit,
        Event.Kind.ASSESSED: permissions.can_edit,
        Event.Kind.CHANGED: permissions.can_change,
        Event.Kind.PAUSED: permissions.can_pause,
        Event.Kind.PAUSE_PLANNED: permissions.can_pause,
        Event.Kind.PAUSE_CANCELLED: permissions.can_pause,
        Event.Kind.REOPENED: permissions.can_pause,
        Event.Kind.CLOSED: permissions.can_close,
        Event.Kind.IMPORTED: lambda user, profile: permissions.can_import(user),
        Event.Kind.ACCESS_CHECKED: permissions.can_see_access,
        Event.Kind.HIJACKED: permissions.can_follow_hijacking,
        Event.Kind.ACTIVE: permissions.can_confirm_activity,
        Event.Kind.EVALUATED: permissions.can_send_evaluation,
    }
    for event in Event.objects.select_related("actor", "profile"):
        assert event.actor or event.kind == Event.Kind.FLAGGED
        if event.actor and event.kind in may:
            assert may[Event.Kind(event.kind)](event.actor, event.profile), event
    registered = Profile.objects.filter(imported_at=None)
    for profile in registered.prefetch_related("responsibilities__accepted_by"):
        assert permissions.leads(profile.registered_by, profile)
        for accepted in profile.responsibilities.all():
            assert permissions.can_accept_responsibilities(accepted.accepted_by, profile)


def test_some_drafts_lack_much_and_some_lack_the_head_only(demo: None) -> None:
    lacking = [
        {gap.field for gap in readiness.gaps(profile)}
        for profile in Profile.objects.filter(status=Status.DRAFT)
    ]
    assert {"responsibilities"} in lacking
    assert set() in lacking
    assert max(map(len, lacking)) > 10


def test_no_notice_is_sent_later_and_only_recent_ones_are_unread(demo: None) -> None:
    assert not Notice.objects.to_send(timezone.now(), timedelta(0)).exists()
    assert Notice.objects.undelivered().count() == 1
    today = timezone.localdate()
    delivered = Notice.objects.filter(state=Notice.State.SENT)
    assert not delivered.unread().filter(created_at__date__lt=today - timedelta(days=21)).exists()
    for email in ("kari@sel.example", "anne@sel.example"):
        mine = delivered.filter(recipient__email=email)
        assert mine.unread().exists()
        assert mine.filter(read_at__isnull=False).exists()


def test_pauses_lie_behind_and_before_and_one_profile_is_closed(demo: None) -> None:
    today = timezone.localdate()
    running = Pause.objects.running()
    assert running.filter(reopens_on__gt=today).exclude(text_nb="").exclude(text_nn="").exists()
    assert running.filter(reopens_on__lt=today).exists()
    assert Pause.objects.planned().filter(starts_on__gt=today).exists()
    assert not Pause.objects.due(today).exists()
    closing = Closing.objects.get()
    assert closing.successor
    assert closing.successor.status == Status.ACTIVE
    assert closing.successor.main_address
    assert closing.successor.main_address.url in closing.text_nn


def test_one_request_for_an_update_is_answered_and_one_is_open(demo: None) -> None:
    open_one = UpdateRequest.objects.open().get()
    answered = UpdateRequest.objects.exclude(pk=open_one.pk).get()
    assert answered.answered_by == answered.profile.owner
    assert open_one.profile.status == Profile.Status.ACTIVE


def test_two_changes_are_noted_and_one_waits_to_be(demo: None) -> None:
    waiting = ChangeNotice.objects.open().get()
    noted = ChangeNotice.objects.filter(acknowledged_at__isnull=False)
    assert len(noted) == 2
    for each in noted:
        assert waiting.noticed_at > each.noticed_at
        assert each.profile.for_crisis
        assert each.profile.addresses.count() == 2


def test_people_and_departments_have_a_history(demo: None) -> None:
    gone = Profile.objects.living().filter(owner__is_active=False)
    assert [profile.name for profile in gone] == ["Sel vann og avløp"]
    assert Department.objects.get(name="Kulturminnevern").merged_into
    assert Invitation.objects.open(timezone.now()).count() == 1
    told = set(Event.objects.values_list("kind", flat=True))
    assert {Event.Kind.HANDED_OVER, Event.Kind.DEPARTMENT_CHANGED} <= told
