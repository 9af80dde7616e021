"""Registering a profile in four steps, through the pages."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import editing, lifecycle
from profiles.models import Event, Notice, Profile, Snapshot
from tests.cast import Municipality, draft, ready

SignedIn = Callable[[User], Client]

NEW = "/profiler/ny/"


def account(sel: Municipality, **changed: object) -> dict[str, object]:
    """What a head types in the first step."""
    return {
        "department": sel.house.pk,
        "address": "https://www.facebook.com/ottakulturhus",
        "platform": "",
        "name": "Otta kulturhus",
        "language": "nb",
        "in_use": "yes",
        "need": "Our audience asks there",
        "areas": ["news", "debate"],
    } | changed


def fragment_of(client: Client, **typed: object) -> str:
    return client.post(reverse("profiles:address"), typed).content.decode()


def test_a_head_registers_and_goes_on_to_the_assessment(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    response = signed_in(kari).post(NEW, account(sel))
    profile = Profile.objects.get()
    assert response["Location"] == f"/profiler/{profile.pk}/vurdering/#"
    assert (profile.status, profile.platform, profile.in_use) == ("draft", "facebook", True)
    assert profile.main_address
    assert profile.main_address.key == "ottakulturhus"
    assert [area.area for area in profile.areas.all()] == ["debate", "news"]
    assert [event.kind for event in profile.events.all()] == [Event.Kind.REGISTERED]


@pytest.mark.parametrize("address", ["", "https://www.facebook.com/ottakulturhus"])
def test_pressing_the_button_twice_makes_one_draft(
    address: str, sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    client, typed = signed_in(kari), account(sel, address=address)
    places = {client.post(NEW, typed)["Location"] for _ in range(2)}
    assert len(places) == Profile.objects.count() == 1
    client.post(NEW, typed | {"address": "https://www.instagram.com/ottakulturhus"})
    assert Profile.objects.count() == 2


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("step", ["account", "assessment", "people", "review", "discard"])
def test_a_page_is_looked_at_or_sent_and_nothing_else(
    method: str, step: str, sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile, client = draft(sel, kari), signed_in(kari)
    url = reverse(f"profiles:{step}", args=[profile.pk])
    assert getattr(client, method)(url).status_code == 405
    assert client.head(url).status_code == 200


def test_a_version_that_is_none_overwrites_nothing(
    sel: Municipality, kari: User, dina: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    editing.change(profile, by=dina, version=profile.version, values={"name": "Dinas navn"})
    url = reverse("profiles:account", args=[profile.pk])
    response = signed_in(kari).post(url, account(sel, name="Karis navn", version="abc"))
    assert response.status_code == 409
    assert Profile.objects.get().name == "Dinas navn"


def test_nothing_but_a_name_is_needed_for_a_draft(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    signed_in(kari).post(NEW, {"department": sel.house.pk, "name": "Kulturhuset"})
    assert Profile.objects.get().name == "Kulturhuset"


def test_an_empty_first_step_makes_no_draft(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    response = signed_in(kari).post(NEW, {"department": sel.house.pk})
    assert response.status_code == 200
    assert not Profile.objects.exists()


def test_who_leads_no_department_cannot_register(
    sel: Municipality, ola: User, emil: User, anne: User, signed_in: SignedIn
) -> None:
    assert [signed_in(user).get(NEW).status_code for user in (ola, emil, anne)] == [403] * 3


def test_the_web_editor_registers_for_the_municipality_itself_only(
    sel: Municipality, wilma: User, signed_in: SignedIn
) -> None:
    client = signed_in(wilma)
    client.post(NEW, account(sel, department=sel.house.pk))
    assert not Profile.objects.exists()
    client.post(NEW, account(sel, department=sel.root.pk))
    assert Profile.objects.get().department == sel.root


def test_a_head_cannot_register_for_another_department(
    sel: Municipality, nora: User, signed_in: SignedIn
) -> None:
    response = signed_in(nora).post(NEW, account(sel))
    assert response.status_code == 200
    assert not Profile.objects.exists()


def test_a_bad_address_is_told_and_the_rest_is_saved(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    url = reverse("profiles:account", args=[profile.pk])
    typed = account(sel, address="https://user:pass@evil.example/", need="A new need")
    response = signed_in(kari).post(url, typed)
    assert response.status_code == 200
    assert "https://user:pass@evil.example/" in response.content.decode()
    profile = Profile.objects.get()
    assert profile.need == "A new need"
    assert profile.main_address
    assert profile.main_address.key == "ottakulturhus"


def test_a_platform_that_is_not_the_addresss_is_told(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    response = signed_in(kari).post(NEW, account(sel, platform="instagram"))
    assert response.status_code == 200
    assert not Profile.objects.exists()


def test_the_same_account_in_another_spelling_names_its_holder(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    held = draft(sel, kari)
    typed = account(sel, address="http://m.facebook.com/Otta.Kulturhus/?ref=x")
    page = signed_in(kari).post(NEW, typed).content.decode()
    assert f'href="/profiler/{held.pk}/"' in page
    assert Profile.objects.count() == 1


def test_a_stranger_to_the_holder_learns_only_that_the_account_is_taken(
    sel: Municipality, kari: User, nora: User, signed_in: SignedIn
) -> None:
    held = draft(sel, kari)
    typed = account(sel, department=sel.technical.pk, name="Noe annet")
    page = signed_in(nora).post(NEW, typed).content.decode()
    assert Profile.objects.count() == 1
    assert held.name not in page
    assert f"/profiler/{held.pk}/" not in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_departments_at_once_make_one_profile(
    sel: Municipality, kari: User, nora: User, signed_in: SignedIn
) -> None:
    spellings = {
        kari: account(sel),
        nora: account(
            sel, department=sel.technical.pk, address="HTTPS://facebook.com/Otta.Kulturhus"
        ),
    }
    clients = {user: signed_in(user) for user in spellings}
    barrier, answers = threading.Barrier(2), {}

    def register(user: User) -> None:
        barrier.wait()
        answers[user] = clients[user].post(NEW, spellings[user]).status_code
        connections.close_all()

    threads = [threading.Thread(target=register, args=(user,)) for user in spellings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Profile.objects.count() == 1
    assert sorted(answers.values()) == [200, 302]


def test_the_address_is_read_as_it_is_typed(
    sel: Municipality, kari: User, nora: User, signed_in: SignedIn
) -> None:
    held = draft(sel, kari)
    head, stranger = signed_in(kari), signed_in(nora)
    assert "instagram.com/ottakulturhus" in fragment_of(head, address="instagram.com/OttaKulturhus")
    assert held.name in fragment_of(head, address="fb.com/ottakulturhus")
    told = fragment_of(stranger, address="fb.com/ottakulturhus")
    assert held.name not in told
    guessed = fragment_of(stranger, address="fb.com/ottakulturhus", profile=held.pk)
    assert guessed == told
    own = fragment_of(head, address="fb.com/ottakulturhus", profile=held.pk)
    assert "facebook.com/ottakulturhus" in own
    assert held.name not in own


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://sel.example/" + "å" * 2000,
        "\x00",
        "x" * 10_000,
        "javascript:alert(1)",
        "https://[",
        "😀",
        "@",
    ],
)
def test_no_text_upsets_the_address_check(
    given: str, kari: User, signed_in: SignedIn, sel: Municipality
) -> None:
    client = signed_in(kari)
    assert client.post(reverse("profiles:address"), {"address": given}).status_code == 200
    assert client.post(NEW, account(sel, address=given, name="")).status_code == 200


def test_a_post_offers_its_profile_without_javascript(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    typed = account(sel, address="https://x.com/selkommune/status/123")
    page = client.post(NEW, typed).content.decode()
    assert 'name="use_address" value="https://x.com/selkommune"' in page
    client.post(NEW, typed | {"use_address": "https://x.com/selkommune"})
    address = Profile.objects.get().main_address
    assert address
    assert (address.platform, address.key) == ("x", "selkommune")


def test_each_step_is_saved_as_it_is_left(
    sel: Municipality, kari: User, ola: User, signed_in: SignedIn
) -> None:
    profile, client = draft(sel, kari), signed_in(kari)
    assessment = reverse("profiles:assessment", args=[profile.pk])
    people = reverse("profiles:people", args=[profile.pk])
    response = client.post(assessment, {"purpose": "To tell", "to": "account"})
    assert response["Location"] == reverse("profiles:account", args=[profile.pk]) + "#"
    response = client.post(people, {"owner": ola.pk, "rhythm": 7, "to": "tasks"})
    assert response["Location"] == reverse("profiles:tasks")
    assert "To tell" in client.get(assessment).content.decode()
    profile = Profile.objects.get()
    assert (profile.owner, profile.rhythm) == (ola, 7)


def test_a_save_in_passing_answers_with_the_version_of_the_next(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    response = signed_in(kari).post(
        reverse("profiles:account", args=[profile.pk]),
        account(sel, name="Nytt navn", version=profile.version),
        headers={"HX-Request": "true"},
    )
    profile.refresh_from_db()
    assert profile.name == "Nytt navn"
    assert f'value="{profile.version}"' in response.content.decode()


def test_saving_the_same_again_writes_no_event(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    url, client = reverse("profiles:account", args=[profile.pk]), signed_in(kari)
    for _ in range(2):
        client.post(url, account(sel, name="Nytt navn"))
    edits = profile.events.filter(kind=Event.Kind.EDITED)
    assert [change["field"] for change in edits.get().data["changes"]].count("name") == 1


def test_the_second_to_save_sees_the_firsts_change_and_keeps_the_own_text(
    sel: Municipality, kari: User, dina: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    url, seen = reverse("profiles:account", args=[profile.pk]), profile.version
    editing.change(profile, by=dina, version=seen, values={"name": "Dinas navn"})
    response = signed_in(kari).post(url, account(sel, name="Karis navn", version=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dina" in page
    assert "Dinas navn" in page
    assert "Karis navn" in page
    assert Profile.objects.get().name == "Dinas navn"


def test_ones_own_earlier_save_is_no_conflict(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    url, seen = reverse("profiles:account", args=[profile.pk]), profile.version
    client = signed_in(kari)
    client.post(url, account(sel, name="Først", version=seen))
    assert client.post(url, account(sel, name="Så", version=seen)).status_code == 302
    assert Profile.objects.get().name == "Så"


def test_the_owner_cannot_accept_the_heads_responsibilities(
    sel: Municipality, kari: User, ola: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    editing.change(profile, by=kari, version=profile.version, values={"owner": ola})
    url = reverse("profiles:people", args=[profile.pk])
    page = signed_in(ola).get(url).content.decode()
    assert "Kari" in page
    signed_in(ola).post(url, {"owner": ola.pk, "responsibilities": ["content", "dialogue"]})
    assert not profile.responsibilities.exists()
    signed_in(kari).post(url, {"owner": ola.pk, "responsibilities": ["content", "dialogue"]})
    assert {accepted.accepted_by for accepted in profile.responsibilities.all()} == {kari}


def test_a_colleague_from_elsewhere_is_named_by_e_mail(
    sel: Municipality, kari: User, nils: User, signed_in: SignedIn
) -> None:
    profile, client = draft(sel, kari), signed_in(kari)
    url = reverse("profiles:people", args=[profile.pk])
    unknown = client.post(url, {"other_backup": "nobody@sel.example"})
    assert unknown.status_code == 200
    client.post(url, {"other_backup": nils.email.upper()})
    assert list(profile.backups.all()) == [nils]


def test_review_lists_what_is_missing_with_where_it_is_mended(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    page = signed_in(kari).get(reverse("profiles:review", args=[profile.pk])).content.decode()
    for field in ("owner", "backups", "website", "rhythm", "reply_time", "responsibilities"):
        assert f"#field-{field}" in page
    assert f"/profiler/{profile.pk}/vurdering/#" in page


def test_notifying_an_incomplete_draft_changes_nothing(
    sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile = draft(sel, kari)
    signed_in(kari).post(reverse("profiles:review", args=[profile.pk]), {"message": "Hei"})
    profile.refresh_from_db()
    assert profile.status == "draft"
    assert not Snapshot.objects.exists()
    assert not Notice.objects.exists()


def test_an_answer_that_blocks_keeps_the_profile_from_being_notified(
    ready_draft: Profile, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    client.post(
        reverse("profiles:assessment", args=[ready_draft.pk]), {"exclusions": ["case_handling"]}
    )
    client.post(reverse("profiles:review", args=[ready_draft.pk]))
    ready_draft.refresh_from_db()
    assert ready_draft.status == "draft"


def test_notifying_takes_a_snapshot_and_tells_administration_sender_and_people(
    ready_draft: Profile, kari: User, ola: User, siri: User, anne: User, signed_in: SignedIn
) -> None:
    response = signed_in(kari).post(
        reverse("profiles:review", args=[ready_draft.pk]), {"message": "Ser fram til svar"}
    )
    ready_draft.refresh_from_db()
    assert response["Location"] == ready_draft.get_absolute_url()
    assert ready_draft.status == "notified"
    told = {(notice.kind, notice.recipient) for notice in Notice.objects.all()}
    assert told == {
        ("notification", anne),
        ("receipt", kari),
        ("responsible", ola),
        ("responsible", siri),
    }
    content = Snapshot.objects.get().content
    assert content["owner"] == ola.name
    assert content["notified"]["message"] == "Ser fram til svar"
    assert len(content["answers"]) >= 12


def test_pressing_notify_twice_notifies_once(
    ready_draft: Profile, kari: User, anne: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(kari), reverse("profiles:review", args=[ready_draft.pk])
    version = ready_draft.version
    for _ in range(2):
        assert client.post(url, {"version": version}).status_code == 302
    assert Snapshot.objects.count() == 1
    assert Notice.objects.filter(kind="notification").count() == 1


def test_a_notified_profile_is_not_edited(
    notified: Profile, kari: User, sel: Municipality, signed_in: SignedIn
) -> None:
    client, url = signed_in(kari), reverse("profiles:account", args=[notified.pk])
    assert client.get(url)["Location"] == notified.get_absolute_url()
    assert client.post(url, account(sel, name="Noe annet")).status_code == 409
    notified.refresh_from_db()
    assert notified.name == "Otta kulturhus"


def test_a_discarded_drafts_account_is_free_for_another(
    sel: Municipality, kari: User, nora: User, ola: User
) -> None:
    first = draft(sel, kari)
    lifecycle.discard(first, by=kari, version=first.version)
    second = draft(sel, kari)
    assert second.pk != first.pk
    with pytest.raises(editing.AddressTaken):
        lifecycle.restore(first, by=kari, version=first.version)
    first.refresh_from_db()
    assert first.status == "discarded"


@pytest.mark.parametrize("step", ["account", "assessment", "people", "review"])
def test_steps_of_a_profile_one_may_not_know_are_not_found(
    step: str, ready_draft: Profile, nils: User, siri: User, signed_in: SignedIn
) -> None:
    url = reverse(f"profiles:{step}", args=[ready_draft.pk])
    assert signed_in(nils).get(url).status_code == 404
    assert signed_in(nils).post(url).status_code == 404
    assert signed_in(siri).get(url).status_code == 403


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 10_000, "<script>alert(1)</script>"])
def test_no_text_upsets_a_step(
    text: str, sel: Municipality, kari: User, signed_in: SignedIn
) -> None:
    profile, client = draft(sel, kari), signed_in(kari)
    everywhere = dict.fromkeys(
        ("name", "need", "address", "platform", "language", "department", "in_use", "areas",
         "owner", "backups", "other_backup", "website", "rhythm", "reply_time", "version",
         "responsibilities", "purpose", "crisis", "crisis_comment", "message", "to", "use_address"),
        text,
    )  # fmt: skip
    for step in ("account", "assessment", "people", "review"):
        response = client.post(reverse(f"profiles:{step}", args=[profile.pk]), everywhere)
        assert response.status_code in (200, 302, 409)
        assert "<script>alert" not in response.content.decode()


def test_a_step_makes_as_many_queries_for_many_people_as_for_few(
    sel: Municipality, kari: User, ola: User, siri: User, signed_in: SignedIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    profile, client = ready(sel, kari, ola, siri), signed_in(kari)
    for step in ("account", "assessment", "people", "review"):
        with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
            client.get(reverse(f"profiles:{step}", args=[profile.pk]))
