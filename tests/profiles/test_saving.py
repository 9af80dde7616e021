"""Two who have the same form open: nothing that either of them changed is lost."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import assessments, editing, lifecycle
from profiles.models import Event, Profile
from tests.cast import Municipality, draft

SignedIn = Callable[[User], Client]
Form = dict[str, Any]


def fields_of(response: Any) -> Form:
    """What a browser would send from the page's form, as it stands."""
    form = response.context["form"]
    sent: Form = {}
    for bound in form:
        value = bound.value()
        value = value() if callable(value) else value
        if value is not None:
            sent[bound.html_name] = value
    return sent


def hidden_of(response: Any) -> Form:
    """The hidden fields of the page on which it is decided, with what is asked about."""
    page = response.content.decode()
    page = page[page.index("<form method=") :]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            sent.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    return dict(sent)


@pytest.fixture
def begun(sel: Municipality, kari: User) -> Profile:
    return draft(sel, kari)


@pytest.fixture
def account(begun: Profile) -> str:
    return reverse("profiles:account", args=[begun.pk])


def change(profile: Profile, by: User, **values: Any) -> None:
    stored = Profile.objects.get(pk=profile.pk)
    editing.change(stored, by=by, version=stored.version, values=values)  # type: ignore[arg-type]


def stored() -> Profile:
    return Profile.objects.get()


def test_what_two_have_changed_in_different_fields_both_stands(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, need="Dinas behov", areas=["debate"])
    response = client.post(account, opened | {"name": "Karis navn"}, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert (stored().name, stored().need) == ("Karis navn", "Dinas behov")
    assert [area.area for area in stored().areas.all()] == ["debate"]
    assert "Dina Testperson" in response.content.decode()
    own = begun.events.get(kind=Event.Kind.EDITED, actor=kari)
    assert [each["field"] for each in own.data["changes"]] == ["name"]


def test_a_stale_tab_of_ones_own_undoes_nothing(
    begun: Profile, account: str, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    client.post(account, opened | {"need": "Nytt behov"})
    assert client.post(account, opened | {"name": "Nytt navn"}).status_code == 302
    assert (stored().name, stored().need) == ("Nytt navn", "Nytt behov")


def test_who_saves_without_a_change_overwrites_nothing(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, name="Dinas navn", address="https://www.instagram.com/otta", platform="")
    assert client.post(account, opened).status_code == 302
    assert stored().name == "Dinas navn"
    assert stored().main_address.given == "https://www.instagram.com/otta"  # type: ignore[union-attr]


@pytest.fixture
def clashed(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> tuple[Client, Any]:
    """Kari and Dina have changed the name and the need; Kari alone the language."""
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, name="Dinas navn", need="Dinas behov")
    mine = {"name": "Karis navn", "need": "Karis behov", "language": "nn"}
    return client, client.post(account, opened | mine)


def test_both_versions_stand_side_by_side(clashed: tuple[Client, Any]) -> None:
    _client, response = clashed
    page = response.content.decode()
    assert response.status_code == 409
    for text in ("Dina Testperson", "Dinas navn", "Karis navn", "Dinas behov", "Karis behov"):
        assert text in page
    assert 'name="keep_name" value="theirs"' in page
    assert 'name="keep_name" value="mine"' in page
    assert "keep_language" not in page
    assert stored().language == "nb"


def test_the_second_decides_field_by_field(account: str, clashed: tuple[Client, Any]) -> None:
    client, response = clashed
    chosen = hidden_of(response) | {"keep_name": "mine", "keep_need": "theirs"}
    assert client.post(account, chosen).status_code == 302
    assert (stored().name, stored().need, stored().language) == (
        "Karis navn",
        "Dinas behov",
        "nn",
    )


def test_what_is_not_decided_is_asked_again(account: str, clashed: tuple[Client, Any]) -> None:
    client, response = clashed
    again = client.post(account, hidden_of(response) | {"keep_name": "mine", "keep_need": "x"})
    assert again.status_code == 409
    assert [clash.name for clash in again.context["saved"].clashes] == ["need"]
    assert 'id="error-need"' in again.content.decode()
    assert stored().name == "Dinas navn"
    # What was decided the first time is not asked again, and holds.
    again = client.post(account, hidden_of(response) | {"keep_name": "theirs"})
    assert [clash.name for clash in again.context["saved"].clashes] == ["need"]
    assert client.post(account, hidden_of(again) | {"keep_need": "mine"}).status_code == 302
    assert (stored().name, stored().need) == ("Dinas navn", "Karis behov")


def test_a_third_change_meanwhile_asks_again(
    begun: Profile, account: str, dina: User, ola: User, clashed: tuple[Client, Any]
) -> None:
    client, response = clashed
    change(begun, dina, name="Dinas tredje")
    chosen = hidden_of(response) | {"keep_name": "mine", "keep_need": "mine"}
    again = client.post(account, chosen)
    assert again.status_code == 409
    assert "Dinas tredje" in again.content.decode()
    assert stored().name == "Dinas tredje"
    client.post(account, hidden_of(again) | {"keep_name": "mine", "keep_need": "mine"})
    assert (stored().name, stored().need) == ("Karis navn", "Karis behov")


def test_another_field_changed_while_it_is_decided_stays(
    begun: Profile, account: str, dina: User, clashed: tuple[Client, Any]
) -> None:
    client, response = clashed
    change(begun, dina, areas=["reputation"])
    chosen = hidden_of(response) | {"keep_name": "mine", "keep_need": "mine"}
    assert client.post(account, chosen).status_code == 302
    assert [area.area for area in stored().areas.all()] == ["reputation"]


def test_the_platform_goes_with_the_address(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, platform="instagram", address="https://www.instagram.com/otta")
    mine = {"address": "https://www.youtube.com/@otta", "platform": ""}
    response = client.post(account, opened | mine)
    assert [clash.name for clash in response.context["saved"].clashes] == ["address"]
    assert client.post(account, hidden_of(response) | {"keep_address": "mine"}).status_code == 302
    assert (stored().platform, stored().main_address.url) == (  # type: ignore[union-attr]
        "youtube",
        "https://www.youtube.com/@otta",
    )


def test_answers_and_people_are_merged_too(
    begun: Profile, kari: User, dina: User, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    path = reverse("profiles:assessment", args=[begun.pk])
    opened = fields_of(client.get(path))
    given = {"purpose": assessments.Given("Dinas formål"), "message": assessments.Given("Dinas")}
    assessments.answer(begun, by=dina, version=begun.version, given=given)
    response = client.post(path, opened | {"target_group": "Alle", "message": "Karis"})
    assert response.status_code == 409
    assert [clash.name for clash in response.context["saved"].clashes] == ["message"]
    assert response.context["saved"].clashes[0].event.actor == dina
    assert client.post(path, hidden_of(response) | {"keep_message": "mine"}).status_code == 302
    answers = {each.question.code: each.given.text for each in assessments.read(stored())}
    assert answers["purpose"] == "Dinas formål"
    assert (answers["target_group"], answers["message"]) == ("Alle", "Karis")

    path = reverse("profiles:people", args=[begun.pk])
    opened = fields_of(client.get(path))
    change(begun, dina, owner=ola)
    client.post(path, opened | {"backups": [siri.pk], "rhythm": 7})
    assert (stored().owner, stored().rhythm, list(stored().backups.all())) == (ola, 7, [siri])


def test_a_save_in_passing_keeps_what_others_changed_and_asks_nothing(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, need="Dinas behov")
    passing = {"headers": {"HX-Request": "true"}}
    response = client.post(account, opened | {"name": "Første"}, **passing)  # type: ignore[arg-type]
    assert (stored().name, stored().need) == ("Første", "Dinas behov")
    assert "Dina Testperson" in response.content.decode()
    # The page still shows the old need, which must not come back with the next save.
    opened |= {key: response.context["form"].data[key] for key in ("version", "base")}
    client.post(account, opened | {"name": "Andre"}, **passing)  # type: ignore[arg-type]
    assert (stored().name, stored().need) == ("Andre", "Dinas behov")
    # And when both have changed the need, the button leads to the decision.
    mine = opened | {"name": "Andre", "need": "Karis behov"}
    response = client.post(account, mine, **passing)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert stored().need == "Dinas behov"
    assert client.post(account, mine).status_code == 409


def test_a_form_that_is_no_longer_possible_is_told_so(
    ready_draft: Profile, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(kari), reverse("profiles:account", args=[ready_draft.pk])
    opened = fields_of(client.get(path))
    lifecycle.notify(ready_draft, by=dina, version=ready_draft.version)
    response = client.post(path, opened | {"name": "Karis navn"})
    assert response.status_code == 409
    assert "Karis navn" in response.content.decode()


@pytest.mark.parametrize("base", ["", "x", "\x00", "e30:x:y", "a" * 5000])
def test_a_form_that_has_lost_how_it_began_overwrites_nothing(
    base: str, begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    change(begun, dina, name="Dinas navn")
    response = client.post(account, opened | {"base": base, "name": "Karis navn"})
    assert response.status_code == 409
    assert stored().name == "Dinas navn"


def test_two_saves_at_the_very_same_time_both_stand(
    begun: Profile, account: str, kari: User, dina: User, signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client = signed_in(kari)
    opened = fields_of(client.get(account))
    look, seen = editing.values_of, list[bool]()

    def late(*args: Any) -> Any:
        """Somebody else saves between the look and the write."""
        stands = look(*args)
        if not seen:
            seen.append(True)
            change(begun, dina, need="Dinas behov")
        return stands

    monkeypatch.setattr(editing, "values_of", late)
    assert client.post(account, opened | {"name": "Karis navn"}).status_code == 302
    assert (stored().name, stored().need) == ("Karis navn", "Dinas behov")
