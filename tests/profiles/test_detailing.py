"""What else is worth knowing of a profile: asked in groups, told on its page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import detailing, lifecycle
from profiles.models import ChangeNotice, Details, Event, Profile
from tests.cast import Municipality, draft, ready
from tests.profiles.test_saving import fields_of, hidden_of

SignedIn = Callable[[User], Client]


@pytest.fixture
def active(notified: Profile, arne: User) -> Profile:
    day = date(2027, 5, 23)
    lifecycle.approve(notified, by=arne, version=notified.version, evaluate_on=day, demands=[])
    return notified


@pytest.fixture
def scene(
    sel: Municipality, active: Profile, kari: User, ola: User, siri: User, arne: User
) -> Profile:
    """Another one in use, of the same department."""
    other = ready(sel, kari, ola, siri, address="https://www.facebook.com/ottascene")
    Profile.objects.filter(pk=other.pk).update(name="Otta scene", status=Profile.Status.ACTIVE,
                                               next_evaluation_on=date(2027, 5, 23))  # fmt: skip
    return Profile.objects.get(pk=other.pk)


@pytest.fixture
def browser(ola: User, signed_in: SignedIn) -> Client:
    return signed_in(ola)


def url(profile: Profile) -> str:
    return reverse("profiles:details", args=[profile.pk])


def page(browser: Client, profile: Profile) -> str:
    return browser.get(profile.get_absolute_url()).content.decode()


def send(browser: Client, profile: Profile, **typed: str) -> Any:
    """What a browser sends when these fields are changed and the others left."""
    return browser.post(url(profile), fields_of(browser.get(url(profile))) | typed)


def test_what_is_filled_in_stands_on_the_page_and_on_the_timeline(
    active: Profile, browser: Client, rune: User, signed_in: SignedIn
) -> None:
    assert "Fortell mer" in page(browser, active)
    response = send(
        browser,
        active,
        comments="moderated",
        takes_messages="no",
        house_rules="sel.kommune.no/husregler",
        risk_assessed_on="2026-03-02",
    )
    assert response.status_code == 302
    kept = Details.objects.get()
    assert (kept.comments, kept.takes_messages) == ("moderated", False)
    event = active.events.last()
    assert event
    assert event.kind == Event.Kind.CHANGED
    assert {change["field"] for change in event.data["changes"]} == {
        "comments",
        "takes_messages",
        "house_rules",
        "risk_assessed_on",
    }
    told = page(signed_in(rune), active)
    for text in (
        "Hvordan følgerne når dere",
        'href="https://sel.kommune.no/husregler"',
        "leses før de vises",
        "2. mars 2026",
    ):
        assert text in told
    timeline = told[told.index('class="timeline"') :]
    assert "Tar imot private meldinger" in timeline
    assert "2. mars 2026" in timeline
    assert "Fortell mer" not in told
    assert "Utseende og arkiv" not in told


def test_it_is_told_to_nobody_and_nothing_sent_twice_is_a_change(
    active: Profile, browser: Client
) -> None:
    send(browser, active, comments="open")
    assert not ChangeNotice.objects.exists()
    version = Profile.objects.get().version
    assert send(browser, active).status_code == 302
    assert Profile.objects.get().version == version


def test_a_draft_can_say_it_too(sel: Municipality, kari: User, signed_in: SignedIn) -> None:
    begun = draft(sel, kari)
    assert send(signed_in(kari), begun, archiving="yearly").status_code == 302
    assert begun.events.last().kind == Event.Kind.EDITED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("comments", "sometimes"),
        ("takes_messages", "perhaps"),
        ("opening_hours", "x" * 201),
        ("opening_hours", "to\nlinjer"),
        ("house_rules", "javascript:alert(1)"),
        ("parent_page", "ftp://sel.example/"),
        ("why_not_main", "x" * 1001),
        ("why_not_main", "\x00"),
        ("risk_assessed_on", "2999-01-01"),
        ("branding_checked_on", "i fjor"),
        ("archiving", "burnt"),
        ("parent", "Finnes ikke"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    active: Profile, browser: Client, field: str, typed: str
) -> None:
    response = send(browser, active, **{field: typed, "risk_assessment": "ROS 12"})
    assert response.status_code == 200
    text = response.content.decode()
    assert f'id="id_{field}_error"' in text
    assert "ROS 12" in text
    assert not Details.objects.exists()


def test_a_profile_lies_under_another(
    active: Profile, scene: Profile, browser: Client, emil: User, signed_in: SignedIn
) -> None:
    assert send(browser, scene, parent="Otta kulturhus").status_code == 302
    assert Details.objects.get().parent == active
    assert f'href="{active.get_absolute_url()}"' in page(browser, scene)
    told = page(browser, active)
    assert "Profiler som ligger under" in told
    assert f'href="{scene.get_absolute_url()}"' in told


def test_it_lies_neither_under_itself_nor_in_a_circle(
    active: Profile, scene: Profile, browser: Client
) -> None:
    assert send(browser, scene, parent="Otta kulturhus").status_code == 302
    assert "ligger under denne" in send(browser, active, parent="Otta scene").content.decode()
    itself = send(browser, active, parent="https://www.facebook.com/ottakulturhus")
    assert itself.status_code == 200
    assert Details.objects.get().profile == scene


def test_what_it_lies_under_may_close_and_stays(
    active: Profile, scene: Profile, browser: Client
) -> None:
    send(browser, scene, parent="Otta kulturhus")
    Profile.objects.filter(pk=active.pk).update(status=Profile.Status.CLOSED)
    active.addresses.all().delete()
    assert send(browser, scene, comments="open").status_code == 302
    kept = Details.objects.get()
    assert (kept.parent, kept.comments) == (active, "open")
    send(browser, scene, parent="")
    assert Details.objects.get().parent is None


def test_what_one_may_not_see_is_no_parent_and_no_link(
    sel: Municipality, active: Profile, scene: Profile, browser: Client
) -> None:
    send(browser, scene, parent="Otta kulturhus")
    hidden = {"department": sel.technical, "owner": None}
    Profile.objects.filter(pk=active.pk).update(**hidden)
    active.backups.clear()
    assert f'href="{active.get_absolute_url()}"' not in page(browser, scene)
    send(browser, scene, parent="")
    for named in ("Otta kulturhus", "https://www.facebook.com/ottakulturhus"):
        response = send(browser, scene, parent=named)
        assert response.status_code == 200
        assert "Ingen profil i bruk" in response.content.decode()


def test_two_who_fill_it_in_at_once_keep_what_each_has_changed(
    active: Profile, browser: Client, kari: User, signed_in: SignedIn
) -> None:
    other = signed_in(kari)
    seen = fields_of(other.get(url(active)))
    send(browser, active, comments="open", risk_assessed_on="2026-03-02")
    response = other.post(url(active), seen | {"archiving": "yearly"})
    assert response.status_code == 302
    kept = Details.objects.get()
    assert (kept.comments, kept.archiving) == ("open", "yearly")
    clash = other.post(url(active), seen | {"comments": "closed", "risk_assessed_on": "2026-04-01"})
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "2. mars 2026" in text
    assert "1. april 2026" in text
    decided = {"keep_comments": "mine", "keep_risk_assessed_on": "theirs"}
    sent = fields_of(clash) | hidden_of(clash) | decided
    assert other.post(url(active), sent).status_code == 302
    kept = Details.objects.get()
    assert (kept.comments, kept.risk_assessed_on) == ("closed", date(2026, 3, 2))


def test_the_page_costs_the_same_however_many_lie_under_it(
    active: Profile, scene: Profile, browser: Client, ola: User, sel: Municipality,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    below = Profile.objects.bulk_create(
        Profile(name=f"Nr {number:02}", department=sel.house, registered_by=ola)
        for number in range(30)
    )
    Details.objects.bulk_create(Details(profile=each, parent=active) for each in below)
    with django_assert_max_num_queries(60):
        told = page(browser, active)
    assert "Nr 19" in told
    assert "Nr 20" not in told
    assert "og flere" in told


def test_what_is_refused_in_the_act_is_refused_for_everybody(
    active: Profile, scene: Profile, ola: User
) -> None:
    detailing.change(scene, by=ola, version=scene.version, values={"parent": active})
    for parent in (active, scene):
        with pytest.raises(detailing.Circle):
            detailing.change(active, by=ola, version=active.version, values={"parent": parent})


def test_two_at_once_do_not_put_each_under_the_other(
    active: Profile, scene: Profile, ola: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = detailing.above

    def late(profile: Profile) -> Any:
        """While one looks what there is above it, somebody else puts it under one's own."""
        seen = list(look(profile))
        monkeypatch.setattr(detailing, "above", look)
        detailing.change(scene, by=ola, version=scene.version, values={"parent": active})
        return seen

    monkeypatch.setattr(detailing, "above", late)
    with pytest.raises(detailing.Circle):
        detailing.change(active, by=ola, version=active.version, values={"parent": scene})
