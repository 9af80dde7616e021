"""Sending the notices that wait, against a real mail server on loopback."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections
from django.utils import timezone, translation
from pytest_django import Settings

from accounts.models import Department, User
from profiles import lifecycle, notices, outbox
from profiles.models import Notice, Profile
from tests import smtp_sink
from tests.cast import person
from tests.smtp_sink import Sink

NOW = timezone.now().replace(microsecond=0)
# See `test_importing_tells`, `test_reminding` and `test_acting_on_deadlines`.
OF_NO_EVENT = (Notice.Kind.BROUGHT_IN, Notice.Kind.DIGEST, Notice.Kind.REMINDED)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 2
        yield server


@pytest.fixture
def notice(anne: User, notified: Profile) -> Notice:
    """One notice that waits: anne is told of the notification."""
    Notice.objects.exclude(kind=Notice.Kind.NOTIFICATION).delete()
    return Notice.objects.get(recipient=anne)


def more_notices(count: int, event_of: Notice) -> list[Notice]:
    """As many people, each told of the same event."""
    assert event_of.event
    people = [person(f"Person{number}") for number in range(count)]
    notices.tell(Notice.Kind.NOTIFICATION, event_of.event, people)
    return list(Notice.objects.filter(recipient__in=people))


def test_nobody_is_due(db: None, sink: Sink) -> None:
    assert not outbox.send_due()
    assert sink.connections == 0


def test_a_notice_that_waits_is_sent_to_its_recipient_alone(notice: Notice, sink: Sink) -> None:
    assert outbox.send_due().sent == 1
    (message,), (envelope,) = sink.messages, sink.envelopes
    assert envelope == [notice.recipient.email]
    assert notice.recipient.name in str(message["To"])
    assert str(notice.key) in str(message["Message-ID"])
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert message["Auto-Submitted"] == "auto-generated"
    notice.refresh_from_db()
    assert (notice.state, bool(notice.sent_at)) == (Notice.State.SENT, True)


def test_what_is_sent_is_not_sent_again(notice: Notice, sink: Sink) -> None:
    outbox.send_due()
    assert not outbox.send_due(NOW + timedelta(days=30))
    assert len(sink.messages) == 1


def test_a_job_that_missed_five_days_catches_up_on_the_sixth(notice: Notice, sink: Sink) -> None:
    assert outbox.send_due(NOW + timedelta(days=6)).sent == 1


def test_a_batch_takes_one_connection_and_the_oldest_first(notice: Notice, sink: Sink) -> None:
    more_notices(5, notice)
    outbox.send_due(limit=3)
    assert sink.connections == 1
    oldest = Notice.objects.order_by("created_at", "pk")[:3]
    assert sink.ids == [f"<{each.key}@127.0.0.1>" for each in oldest]


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        ("451 local error", [1, 5, 15, 60, 60]),
        ("421 too busy", [10, 30, 60]),
        ("432 too many connections", [10, 30, 60]),
        ("450 greylisted", [10, 30, 60]),
        ("drop", [1, 5, 15]),
    ],
)
def test_not_now_is_tried_again_by_the_plan(
    notice: Notice, sink: Sink, answer: str, minutes: list[int]
) -> None:
    sink.answers[notice.recipient.email] = answer
    now = notice.next_attempt_at
    for wait in minutes:
        assert outbox.send_due(now).later == 1
        notice.refresh_from_db()
        assert notice.next_attempt_at - now == timedelta(minutes=wait)
        assert not outbox.send_due(notice.next_attempt_at - timedelta(seconds=1))
        now = notice.next_attempt_at
    sink.answers.clear()
    assert outbox.send_due(now).sent == 1
    assert len(set(sink.ids)) == 1


@pytest.mark.parametrize("answer", ["550 no such user", "552 mailbox full", "501 bad address"])
def test_never_is_given_up_at_once_and_the_address_is_marked(
    notice: Notice, sink: Sink, answer: str
) -> None:
    sink.answers[notice.recipient.email] = answer
    assert outbox.send_due().failed == 1
    notice.refresh_from_db()
    notice.recipient.refresh_from_db()
    assert notice.state == Notice.State.FAILED
    assert notice.last_error == answer
    assert notice.recipient.email_refused_at


def test_an_address_that_was_refused_is_tried_by_the_next_notice_and_forgiven(
    notice: Notice, sink: Sink
) -> None:
    sink.answers[notice.recipient.email] = "552 mailbox full"
    outbox.send_due()
    sink.answers.clear()
    assert notice.event
    notices.tell(Notice.Kind.WITHDRAWN, notice.event, [notice.recipient])
    assert outbox.send_due().sent == 1
    notice.recipient.refresh_from_db()
    assert notice.recipient.email_refused_at is None


def test_what_was_given_up_can_be_tried_again(notice: Notice, sink: Sink) -> None:
    sink.answers[notice.recipient.email] = "550 no such user"
    outbox.send_due()
    sink.answers.clear()
    assert outbox.retry(notice)
    assert outbox.send_due().sent == 1
    notice.refresh_from_db()
    assert not outbox.retry(notice)


def test_after_a_day_of_not_now_a_notice_is_given_up(notice: Notice, sink: Sink) -> None:
    sink.answers[notice.recipient.email] = "451 local error"
    now = notice.next_attempt_at
    for _ in range(40):
        if not outbox.send_due(now):
            break
        notice.refresh_from_db()
        now = notice.next_attempt_at
    assert notice.state == Notice.State.FAILED
    assert now - notice.created_at >= timedelta(hours=23)


def test_a_server_that_is_away_costs_no_attempt(notice: Notice, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    now = notice.next_attempt_at
    for _ in range(60):
        outbox.send_due(now)
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (Notice.State.QUEUED, 0)
        now = notice.next_attempt_at


def test_a_server_that_hangs_does_not_keep_the_others_waiting_for_long(
    notice: Notice, sink: Sink
) -> None:
    silent = more_notices(3, notice)
    for each in silent:
        sink.answers[each.recipient.email] = "hang"
    began = timezone.now()
    outbox.send_due(limit=10)
    outbox.send_due(NOW + timedelta(minutes=2), limit=1)
    assert timezone.now() - began < timedelta(seconds=30)
    assert notice.recipient.email in {address for (address,) in sink.envelopes}


def test_a_run_ends_before_a_slow_server_brings_it_to_its_time_limit(
    notice: Notice, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    more_notices(9, notice)
    sink.on_taken = lambda: time.sleep(0.2)
    monkeypatch.setattr(outbox, "ENOUGH", 0.5)
    assert 0 < outbox.send_due().sent < 10
    assert not Notice.objects.filter(state=Notice.State.SENDING).exists()
    sink.on_taken = lambda: None
    outbox.send_due()
    assert len(sink.ids) == len(set(sink.ids)) == 10


def test_one_notice_that_cannot_be_written_does_not_stop_the_rest(
    notice: Notice, sink: Sink
) -> None:
    (other,) = more_notices(1, notice)
    User.objects.filter(pk=notice.recipient_id).update(name="Line\r\nBcc: x@sel.example")
    result = outbox.send_due()
    assert result.sent == 1
    assert sink.envelopes == [[other.recipient.email]]


@pytest.mark.parametrize("email", ['"A" <a@sel.example>, x@evil.example', "a@sel.example, b@c.no"])
def test_a_message_has_one_recipient_whatever_stands_in_the_address(
    notice: Notice, sink: Sink, email: str
) -> None:
    User.objects.filter(pk=notice.recipient_id).update(email=email)
    assert outbox.send_due().failed == 1
    assert sink.messages == []


def test_a_domain_with_norwegian_letters_is_reached(notice: Notice, sink: Sink) -> None:
    User.objects.filter(pk=notice.recipient_id).update(
        email="anne@sør-fron.example", name="Åse Bjørnøy, Sør-Fron"
    )
    assert outbox.send_due().sent == 1
    assert sink.envelopes == [["anne@xn--sr-fron-q1a.example"]]
    to = parseaddr(str(sink.messages[0]["To"]))
    assert str(make_header(decode_header(to[0]))) == "Åse Bjørnøy, Sør-Fron"
    assert to[1] == "anne@xn--sr-fron-q1a.example"


@pytest.mark.parametrize("name", ["Otta\r\nBcc: x@sel.example", "Otta\nkulturhus", "a\x00b"])
def test_a_name_stays_on_one_line(db: None, name: str) -> None:
    with pytest.raises(ValidationError):
        Department(name=name).full_clean()
    with pytest.raises(ValidationError):
        User(name=name, email="a@sel.example").full_clean()


def test_a_claim_that_nobody_ended_is_taken_up_after_the_lease(
    notice: Notice, sink: Sink, settings: Settings
) -> None:
    now = notice.next_attempt_at
    assert outbox.claim(notice.pk, now)
    assert not outbox.send_due(now + settings.NOTICE_LEASE - timedelta(seconds=1))
    assert outbox.send_due(now + settings.NOTICE_LEASE).sent == 1


def test_dying_between_the_servers_yes_and_our_commit_repeats_once_with_the_same_id(
    notice: Notice, sink: Sink, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = notice.next_attempt_at

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            outbox.send_due(now)
    assert outbox.send_due(now + settings.NOTICE_LEASE).sent == 1
    assert not outbox.send_due(now + timedelta(days=1))
    assert len(sink.ids) == 2
    assert len(set(sink.ids)) == 1
    assert notice.recipient.notices.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_senders_at_once_send_each_notice_once(notice: Notice, sink: Sink) -> None:
    more_notices(20, notice)
    barrier = threading.Barrier(3)

    def send() -> None:
        barrier.wait()
        outbox.send_due()
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.ids) == len(set(sink.ids)) == 21


def test_who_can_no_longer_sign_in_gets_no_e_mail(notice: Notice, sink: Sink) -> None:
    User.objects.filter(pk=notice.recipient_id).update(is_active=False)
    outbox.send_due()
    notice.refresh_from_db()
    assert notice.state == Notice.State.SUPPRESSED
    assert sink.messages == []


def test_the_command_does_the_same_by_hand(
    notice: Notice, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_notices")
    assert "1 sent" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", [kind for kind in Notice.Kind if kind not in OF_NO_EVENT])
def test_each_kind_is_written_in_each_language(
    notified: Profile, anne: User, kind: str, language: str
) -> None:
    event = notified.events.last()
    assert event
    event.data = {"condition": "Bytt profilbilde"}
    notified.next_evaluation_on = NOW.date()
    reader = person(f"Leser{language}")
    reader.language = language
    with translation.override("en"):
        notices.tell(Notice.Kind(kind), event, [reader])
    written = reader.notices.get()
    assert written.subject
    assert notified.name in written.subject
    assert written.language == language
    text = outbox.message_of(written).body
    assert "{{" not in str(text)
    assert "&#" not in str(text)


def test_the_administration_reads_in_the_notice_what_it_is_about(notice: Notice) -> None:
    assert notice.profile
    assert notice.profile.need in notice.body
    assert "https://www.facebook.com/ottakulturhus" in notice.body
    assert "Otta kulturhus" in notice.body


def test_the_answer_to_a_notification_reaches_who_sent_it(
    notified: Profile, kari: User, anne: User, sink: Sink
) -> None:
    outbox.send_due()
    reason = "Si mer om målgruppen – og <b>hvem</b> som svarer"
    lifecycle.send_back(notified, by=anne, version=notified.version, reason=reason)
    sink.messages.clear()
    outbox.send_due()
    letter = next(each for each in sink.messages if kari.email in str(each["To"]))
    text, html = (
        part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart()
    )
    assert reason in bytes(text or b"").decode()
    assert "&lt;b&gt;" in bytes(html or b"").decode()
