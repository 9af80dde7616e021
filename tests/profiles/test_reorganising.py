"""When people leave and departments change, no profile is left without somebody or history."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import organisation
from accounts.models import User
from profiles import history, leading, lifecycle, reorganising, worklist
from profiles.lifecycle import Demand
from profiles.models import Condition, Event, Notice, Profile
from tests.cast import Municipality, person, ready

SignedIn = Callable[[User], Client]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def active(notified: Profile, arne: User, siri: User) -> Profile:
    """Approved, owned by ola, backed up by siri, who has a condition to meet."""
    demand = Demand("Skriv husregler", date(2026, 12, 24), siri)
    lifecycle.approve(
        notified,
        by=arne,
        version=notified.version,
        evaluate_on=date(2027, 5, 23),
        demands=[demand],
    )
    return notified


def is_whole(profile: Profile) -> bool:
    """Whether each line of the history follows from the one before, and the head is the last."""
    before = ""
    for event in profile.events.order_by("pk"):
        if event.digest != history.link_of(event, before):
            return False
        before = event.digest
    profile.refresh_from_db()
    return (profile.history_digest, profile.history_length) == (before, profile.events.count())


def test_a_backup_hands_over_conditions_too(
    active: Profile, anne: User, siri: User, nils: User
) -> None:
    version = active.version
    (event,) = reorganising.hand_over(siri, to=nils, by=anne, reason="Permisjon", at=NOW)
    active.refresh_from_db()
    assert list(active.backups.all()) == [nils]
    assert active.conditions.get().responsible == nils
    assert active.version == version + 1 == event.version
    assert event.data["conditions_taken"] == ["Skriv husregler"]
    assert "Skriv husregler" in nils.notices.get(kind=Notice.Kind.HANDED_OVER).body
    assert is_whole(active)


def test_a_condition_that_is_met_stays_with_who_met_it(
    active: Profile, anne: User, siri: User, nils: User
) -> None:
    condition = active.conditions.get()
    lifecycle.meet_condition(condition, by=siri)
    reorganising.hand_over(siri, to=nils, by=anne)
    condition.refresh_from_db()
    assert condition.responsible == siri


def test_the_owner_is_never_backup_as_well(
    active: Profile, anne: User, ola: User, siri: User
) -> None:
    active.backups.add(ola)
    reorganising.hand_over(siri, to=ola, by=anne)
    active.refresh_from_db()
    assert active.owner == ola
    assert list(active.backups.all()) == []


def test_what_is_closed_keeps_its_names(active: Profile, anne: User, ola: User, nils: User) -> None:
    Profile.objects.filter(pk=active.pk).update(status=Profile.Status.CLOSED)
    assert reorganising.hand_over(ola, to=nils, by=anne) == []
    active.refresh_from_db()
    assert active.owner == ola


def test_three_hundred_cost_a_bounded_number_of_statements(
    sel: Municipality, anne: User, kari: User, ola: User, siri: User, nils: User
) -> None:
    def make(count: int) -> None:
        made = Profile.objects.bulk_create(
            Profile(name=f"Nr {n}", department=sel.house, registered_by=kari, owner=ola)
            for n in range(count)
        )
        through = Profile.backups.through
        through.objects.bulk_create(through(profile=each, user=siri) for each in made)

    def cost(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    make(3)
    few = cost(lambda: reorganising.hand_over(ola, to=nils, by=anne))
    back = cost(lambda: reorganising.hand_over(nils, to=ola, by=anne))
    make(297)
    many = cost(lambda: reorganising.hand_over(ola, to=nils, by=anne))
    assert max(few, back) < 25
    # One for the notice of each, and the bulk inserts in parts.
    assert many - few < 300 * 1.2
    assert Event.objects.filter(kind=Event.Kind.HANDED_OVER).count() == 306
    assert nils.notices.count() == 303
    assert all(is_whole(profile) for profile in Profile.objects.all()[:5])


def test_a_new_department_is_told_to_owner_and_heads_once(
    sel: Municipality, active: Profile, anne: User, kari: User, dina: User, nora: User, ola: User
) -> None:
    reorganising.change_department([active], department=sel.technical, by=anne, reason="Flyttet")
    told = Notice.objects.filter(kind=Notice.Kind.DEPARTMENT_CHANGED)
    assert set(told.values_list("recipient", flat=True)) == {kari.pk, dina.pk, nora.pk, ola.pk}
    assert "Teknisk drift" in told[0].body
    assert not active.change_notices.exists()
    assert is_whole(active)


def test_who_is_there_already_stays_without_a_word(
    sel: Municipality, active: Profile, anne: User
) -> None:
    before = active.version
    assert reorganising.change_department([active], department=sel.house, by=anne) == []
    active.refresh_from_db()
    assert active.version == before


def owner_gone(user: User) -> list[Profile]:
    fresh = User.objects.get(pk=user.pk)
    found = worklist.items(fresh, timezone.localdate())
    return [item.profile for item in found if item.kind == worklist.Kind.OWNER_GONE]


def test_a_profile_whose_owner_is_gone_waits_for_the_nearest_head_and_the_administration(
    active: Profile, anne: User, kari: User, nora: User, ola: User, signed_in: SignedIn
) -> None:
    assert owner_gone(kari) == owner_gone(anne) == []
    reorganising.deactivate(ola, by=anne)
    assert owner_gone(kari) == owner_gone(anne) == [active]
    assert owner_gone(nora) == []
    page = signed_in(anne).get("/").content.decode()
    assert f"/folk/{ola.pk}/overfor/" in page
    reorganising.hand_over(ola, to=kari, by=anne)
    assert owner_gone(kari) == owner_gone(anne) == []


def test_a_condition_whose_person_has_left_waits_for_the_head_and_the_administration(
    sel: Municipality, active: Profile, anne: User, kari: User, siri: User, ola: User, nora: User
) -> None:
    def conditions(user: User) -> list[Condition | None]:
        found = worklist.items(User.objects.get(pk=user.pk), timezone.localdate(NOW))
        return [item.condition for item in found if item.kind == worklist.Kind.CONDITION]

    condition = active.conditions.get()
    assert conditions(siri) == [condition]
    assert conditions(kari) == conditions(anne) == []
    reorganising.deactivate(siri, by=anne)
    assert conditions(kari) == conditions(anne) == [condition]
    assert conditions(nora) == conditions(ola) == []
    reorganising.hand_over(siri, to=ola, by=anne)
    assert conditions(ola) == [condition]
    assert conditions(kari) == conditions(anne) == []


def test_an_owner_whose_last_backup_has_left_is_asked_to_name_one(
    active: Profile, anne: User, kari: User, ola: User, siri: User, nils: User, signed_in: SignedIn
) -> None:
    def unbacked(user: User) -> list[Profile]:
        found = worklist.items(User.objects.get(pk=user.pk), timezone.localdate(NOW))
        return [item.profile for item in found if item.kind == worklist.Kind.NO_BACKUP]

    assert unbacked(ola) == []
    reorganising.deactivate(siri, by=anne)
    assert unbacked(ola) == [active]
    assert f"/profiler/{active.pk}/endre/folk/" in signed_in(ola).get("/").content.decode()
    assert unbacked(kari) == unbacked(anne) == []
    reorganising.hand_over(siri, to=nils, by=anne)
    assert unbacked(ola) == []


def test_a_draft_whose_owner_has_left_waits_for_the_administration_too(
    ready_draft: Profile, anne: User, ola: User, siri: User
) -> None:
    assert owner_gone(anne) == []
    reorganising.deactivate(ola, by=anne)
    assert owner_gone(anne) == [ready_draft]
    reorganising.hand_over(ola, to=siri, by=anne)
    assert owner_gone(anne) == []


def test_two_departments_merge_and_a_head_leaves_and_nobody_is_lost(
    sel: Municipality,
    active: Profile,
    anne: User,
    kari: User,
    dina: User,
    ola: User,
    nora: User,
    signed_in: SignedIn,
) -> None:
    """The story: technical services become part of culture, kari leaves, dina takes over."""
    others = ready(sel, kari, nora, ola, address="https://www.facebook.com/teknisk")
    reorganising.change_department([others], department=sel.technical, by=anne)
    reorganising.hand_over(ola, to=kari, by=anne, reason="Kari tar Otta kulturhus")

    events = reorganising.merge(sel.technical, into=sel.culture, by=anne, reason="Ny plan")
    assert [event.profile for event in events] == [others]
    reorganising.deactivate(kari, by=anne, to=dina, reason="Ny jobb")

    for profile in (active, others):
        profile.refresh_from_db()
        assert profile.owner
        assert profile.owner.is_active
        assert profile.department.closed_on is None
        assert is_whole(profile)
        kept = set(profile.events.values_list("kind", flat=True))
        assert {"registered", "handed_over"} <= kept
        assert signed_in(dina).get(f"/profiler/{profile.pk}/").status_code == 200
    assert active.owner == dina
    assert owner_gone(anne) == owner_gone(dina) == []
    assert signed_in(anne).get(f"/virksomheter/{sel.technical.pk}/").status_code == 200


def test_the_profile_page_says_that_the_owner_is_gone(
    active: Profile, anne: User, kari: User, ola: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    assert "owner-gone" not in client.get(f"/profiler/{active.pk}/").content.decode()
    organisation.deactivate(ola, by=anne)
    page = client.get(f"/profiler/{active.pk}/").content.decode()
    assert "owner-gone" in page
    # Who can hand over is led there.
    assert f"/folk/{ola.pk}/overfor/" in page
    assert (
        f"/folk/{ola.pk}/overfor/"
        not in signed_in(kari).get(f"/profiler/{active.pk}/").content.decode()
    )


def test_a_role_whose_last_day_is_today_does_not_come_along_in_a_merge(
    sel: Municipality, anne: User, ola: User, kari: User
) -> None:
    organisation.end_role(ola.memberships.get(), by=anne)
    reorganising.merge(sel.culture, into=sel.technical, by=anne, keeps_heads=True)
    assert not ola.memberships.filter(department=sel.technical).exists()
    # What is closed has no head any more: kari leads only what it became.
    leads = leading.led_by(User.objects.get(pk=kari.pk), timezone.localdate())
    assert [each.membership.department for each in leads] == [sel.technical]


def test_handing_over_leaves_what_others_answer_for(
    active: Profile, anne: User, kari: User, ola: User, siri: User
) -> None:
    other = person("Una")
    assert reorganising.answered_for(other) == []
    assert reorganising.hand_over(other, to=kari, by=anne) == []
    active.refresh_from_db()
    assert active.owner == ola
    assert Condition.objects.get().responsible == siri


@pytest.mark.parametrize("there", ["until Friday", "from Friday", "for good"])
def test_who_works_in_both_departments_keeps_the_longer_role_in_a_merge(
    sel: Municipality, anne: User, nils: User, there: str
) -> None:
    friday = timezone.localdate() + timedelta(days=4)
    days = {
        "until Friday": {"starts_on": date(2026, 1, 1), "ends_on": friday},
        "from Friday": {"starts_on": friday},
        "for good": {"starts_on": date(2026, 1, 1)},
    }[there]
    organisation.give_role(nils, by=anne, role="editor", department=sel.culture, **days)
    reorganising.merge(sel.technical, into=sel.culture, by=anne)
    held = nils.memberships.filter(department=sel.culture)
    for day in (timezone.localdate(), friday, friday + timedelta(days=1), date(2036, 1, 1)):
        assert held.current(day).count() == 1
    assert held.count() == (2 if there == "from Friday" else 1)


def test_who_takes_over_keeps_leading_after_a_role_of_before_ends(
    sel: Municipality, kari: User, nora: User, anne: User
) -> None:
    friday = timezone.localdate() + timedelta(days=4)
    organisation.give_role(
        nora, by=anne, role="head", department=sel.culture, starts_on=NOW.date(), ends_on=friday
    )
    reorganising.hand_over(kari, to=nora, by=anne, with_roles=True)
    held = nora.memberships.get(department=sel.culture)
    assert held.ends_on is None
