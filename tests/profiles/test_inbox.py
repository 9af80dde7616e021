"""The inbox, and the e-mail that was not delivered, through their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from profiles import notices
from profiles.models import Notice, Profile
from tests.cast import person

SignedIn = Callable[[User], Client]


@pytest.fixture
def notice(anne: User, notified: Profile) -> Notice:
    return anne.notices.get()


@pytest.fixture
def failed(notice: Notice) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.FAILED, last_error="550 no such user"
    )
    return notice


def test_who_has_no_notice_is_told_so(db: None, emil: User, signed_in: SignedIn) -> None:
    page = signed_in(emil).get(reverse("profiles:inbox"))
    assert page.status_code == 200
    assert "Ingen varsler" in page.content.decode()


def test_reading_a_notice_is_said_by_its_button_not_by_looking(
    notice: Notice, anne: User, signed_in: SignedIn
) -> None:
    client = signed_in(anne)
    client.get(reverse("profiles:notice", args=[notice.pk]))
    assert anne.notices.unread().count() == 1
    response = client.post(reverse("profiles:notice_read", args=[notice.pk]))
    assert response["Location"] == notice.path
    assert not anne.notices.unread().exists()


def test_all_can_be_marked_as_read_but_only_ones_own(
    notice: Notice, anne: User, kari: User, signed_in: SignedIn
) -> None:
    signed_in(anne).post(reverse("profiles:notices_read"))
    assert not anne.notices.unread().exists()
    assert kari.notices.unread().exists()


def test_the_notice_of_another_is_not_found(
    notice: Notice, kari: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    assert client.get(reverse("profiles:notice", args=[notice.pk])).status_code == 404
    assert client.post(reverse("profiles:notice_read", args=[notice.pk])).status_code == 404
    assert notice.recipient.notices.unread().exists()


def test_the_header_counts_what_is_unread(notice: Notice, anne: User, signed_in: SignedIn) -> None:
    client = signed_in(anne)
    unread = "uleste"
    before = client.get(reverse("profiles:list")).content.decode().count(unread)
    client.post(reverse("profiles:notices_read"))
    assert client.get(reverse("profiles:list")).content.decode().count(unread) < before


def test_what_could_not_be_delivered_is_seen_and_sent_again(
    failed: Notice, arne: User, signed_in: SignedIn
) -> None:
    client = signed_in(arne)
    page = client.get(reverse("profiles:undelivered")).content.decode()
    assert "550 no such user" in page
    assert failed.recipient.name in page
    client.post(reverse("profiles:notice_retry", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (Notice.State.QUEUED, 0)


def test_only_administration_and_web_editor_see_what_was_not_delivered(
    failed: Notice, kari: User, rune: User, wilma: User, signed_in: SignedIn
) -> None:
    answers = {
        user: signed_in(user).get(reverse("profiles:undelivered")).status_code
        for user in (kari, rune, wilma)
    }
    assert answers == {kari: 403, rune: 403, wilma: 200}
    retry = reverse("profiles:notice_retry", args=[failed.pk])
    assert signed_in(kari).post(retry).status_code == 403


@pytest.mark.parametrize("page", ["inbox", "undelivered"])
def test_many_notices_cost_as_many_queries_as_few(
    page: str, failed: Notice, anne: User, signed_in: SignedIn, django_assert_num_queries: Any
) -> None:
    client, url = signed_in(anne), reverse(f"profiles:{page}")
    with django_assert_num_queries(100, exact=False) as few:
        client.get(url)
    assert failed.event
    people = [person(f"Mange{number}") for number in range(40)]
    notices.tell(Notice.Kind.RECEIPT, failed.event, [anne])
    notices.tell(Notice.Kind.RECEIPT, failed.event, people)
    Notice.objects.update(state=Notice.State.FAILED)
    with django_assert_num_queries(len(few), exact=False):
        client.get(url)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "\x00"])
def test_any_page_number_is_answered(
    page: str, notice: Notice, anne: User, signed_in: SignedIn
) -> None:
    assert signed_in(anne).get(reverse("profiles:inbox"), {"page": page}).status_code == 200
