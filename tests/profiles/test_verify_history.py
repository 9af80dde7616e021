"""History cannot be rewritten: the database refuses, and what is changed all the same is seen."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import guards
from accounts.models import AppendOnly, Record, User
from profiles import history, lifecycle, tasks
from profiles.models import (
    Event,
    Hijacking,
    HijackingNote,
    Notice,
    PolicyChange,
    Profile,
    Snapshot,
)
from tests.cast import Municipality, draft


def verified(*arguments: str) -> tuple[str, str]:
    """What the command says of a whole history, and what of a broken one; one is empty."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_history", *arguments, stdout=out, stderr=err)
    except CommandError as refused:
        return "", err.getvalue() + str(refused)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def story(notified: Profile, kari: User, anne: User) -> Profile:
    """A profile that has been through something."""
    lifecycle.withdraw(notified, by=kari, version=notified.version, reason="Vent litt")
    lifecycle.notify(notified, by=kari, version=notified.version, message="Nå")
    return notified


@pytest.fixture
def rows(story: Profile, anne: User, sel: Municipality) -> list[AppendOnly]:
    """A row of each table that is only added to."""
    report = Hijacking.objects.create(profile=story, reported_by=anne, description="Borte")
    note = HijackingNote.objects.create(hijacking=report, text="Ringt", by=anne, by_name=anne.name)
    record = Record.objects.create(
        kind=Record.Kind.PERSON_CHANGED, actor=anne, actor_name=anne.name, reason="Nytt navn"
    )
    change = PolicyChange.objects.create(
        department=sel.root, number=1, values={"stale_days": 20}, actor=anne, actor_name=anne.name
    )
    found = [Event.objects.all()[0], Snapshot.objects.all()[0], note, record, change]
    assert {type(row) for row in found} == set(AppendOnly.__subclasses__())
    return found


def every(row: AppendOnly) -> QuerySet[Any]:
    return type(row)._default_manager.all()


def text_of(row: AppendOnly) -> str:
    return (
        "kind"
        if isinstance(row, Event | Record)
        else "reason"
        if isinstance(row, PolicyChange)
        else "digest"
        if hasattr(row, "digest")
        else "text"
    )


def raw(row: AppendOnly, statement: str) -> None:
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(statement.format(table=row._meta.db_table, text=text_of(row), pk=row.pk))


REWRITES: dict[str, Callable[[AppendOnly], object]] = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: every(row).update(**{text_of(row): "x"}),
    "bulk_update": lambda row: every(row).bulk_update([row], [text_of(row)]),
    "delete them": lambda row: every(row).delete(),
    "delete raw": lambda row: every(row)._raw_delete("default"),
    "SQL UPDATE": lambda row: raw(row, 'UPDATE "{table}" SET "{text}" = \'x\' WHERE id = {pk}'),
    "SQL key": lambda row: raw(row, 'UPDATE "{table}" SET id = id + 1000 WHERE id = {pk}'),
    "SQL DELETE": lambda row: raw(row, 'DELETE FROM "{table}"'),
}
if connection.vendor == "postgresql":
    REWRITES["TRUNCATE"] = lambda row: raw(row, 'TRUNCATE "{table}" CASCADE')
else:
    REWRITES["REPLACE"] = lambda row: raw(
        row, 'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"'
    )


def test_no_row_is_replaced_by_one_with_another_key(rows: list[AppendOnly]) -> None:
    step = HijackingNote.objects.create(
        hijacking=Hijacking.objects.get(), step="proof", by_name="Anne Testperson"
    )
    for row in (rows[1], step):
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        # Only SQLite can be told to; elsewhere the row in the way stops it.
        insert = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        sql = f'{insert} INTO "{{table}}" ({columns}) SELECT {columns} FROM "{{table}}"'  # noqa: S608
        before = list(every(row).values())
        with pytest.raises(IntegrityError), transaction.atomic():
            raw(row, sql)
        assert list(every(row).values()) == before


@pytest.mark.parametrize("rewrite", REWRITES)
def test_nothing_rewrites_what_is_only_added_to(rewrite: str, rows: list[AppendOnly]) -> None:
    for row in rows:
        before = list(every(row).values())
        setattr(row, text_of(row), "x")
        with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
            REWRITES[rewrite](row)
        assert list(every(row).values()) == before


def told(row: AppendOnly) -> dict[str, object]:
    """What stands in the row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_person_can_be_forgotten_and_nothing_else(rows: list[AppendOnly], kari: User) -> None:
    said = [told(row) for row in rows]
    Event.objects.update(actor=None)
    Record.objects.update(actor=None)
    HijackingNote.objects.update(by=None)
    PolicyChange.objects.update(actor=None)
    for row, before in zip(rows, said, strict=True):
        row.refresh_from_db()
        assert told(row) == before | {key: None for key in ("actor_id", "by_id") if key in before}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(actor=kari)
    assert verified()[0]


def test_a_whole_history_is_found_whole(story: Profile, sel: Municipality, kari: User) -> None:
    draft(sel, kari, address="https://www.facebook.com/enda.en")
    said, complaint = verified()
    assert "The history is whole" in said
    assert "2 profiles" in said
    assert "2 snapshots" in said
    assert not complaint
    assert "1 profiles" in verified("--profile", str(story.pk))[0]
    assert "no profile 987654" in verified("--profile", "987654")[1]


def test_the_demo_municipality_has_a_whole_history(db: None) -> None:
    call_command("load_demo", stdout=StringIO())
    assert verified()[0]


def lines(profile: Profile) -> list[int]:
    return list(profile.events.order_by("pk").values_list("pk", flat=True))


def change_a_reason(profile: Profile) -> int:
    line = profile.events.get(kind="withdrawn").pk
    Event.objects.filter(pk=line).update(reason="Noe annet")
    return line


def change_when(profile: Profile) -> int:
    Event.objects.filter(pk=lines(profile)[0]).update(at=timezone.now())
    return lines(profile)[0]


def change_what_was_changed(profile: Profile) -> int:
    Event.objects.filter(pk=lines(profile)[1]).update(data={"changes": []})
    return lines(profile)[1]


def change_and_cover_up(profile: Profile) -> int:
    """Give the changed line a digest that fits: then the next does not."""
    event = profile.events.get(kind="withdrawn")
    before = profile.events.filter(pk__lt=event.pk).order_by("pk").last()
    event.reason = "Noe annet"
    digest = history.link_of(event, before.digest if before else "")
    Event.objects.filter(pk=event.pk).update(reason=event.reason, digest=digest)
    return min(line for line in lines(profile) if line > event.pk)


def take_out_the_middle(profile: Profile) -> int:
    event = profile.events.get(kind="withdrawn")
    after = min(line for line in lines(profile) if line > event.pk)
    Notice.objects.filter(event=event)._raw_delete("default")
    Event.objects.filter(pk=event.pk)._raw_delete("default")
    return after


def swap(profile: Profile) -> int:
    first, second = list(profile.events.order_by("pk"))[1:3]
    for event, other in ((first, second), (second, first)):
        Event.objects.filter(pk=event.pk).update(
            kind=other.kind, reason=other.reason, data=other.data, version=other.version,
            at=other.at, digest=other.digest,
        )  # fmt: skip
    return first.pk


def put_in(profile: Profile) -> int:
    added = Event(profile=profile, kind="edited", actor_name="Ingen", version=99, digest="0" * 64)
    Event.objects.bulk_create([added])
    return added.pk


def change_the_snapshot(profile: Profile) -> int:
    snapshot = profile.snapshots.order_by("pk")[0]
    content = snapshot.content | {"name": "Noe annet"}
    Snapshot.objects.filter(pk=snapshot.pk).update(content=content)
    return snapshot.event_id


def change_the_snapshot_and_its_digest(profile: Profile) -> int:
    snapshot = profile.snapshots.order_by("pk")[0]
    content = snapshot.content | {"name": "Noe annet"}
    digest = history.digest_of(content)
    Snapshot.objects.filter(pk=snapshot.pk).update(content=content, digest=digest)
    return snapshot.event_id


def take_out_the_snapshot(profile: Profile) -> int:
    snapshot = profile.snapshots.order_by("pk")[0]
    Snapshot.objects.filter(pk=snapshot.pk)._raw_delete("default")
    return snapshot.event_id


def put_in_a_snapshot(profile: Profile) -> int:
    """Where nothing was notified, with a digest that fits."""
    event, content = profile.events.get(kind="withdrawn"), {"name": "Noe annet"}
    Snapshot.objects.create(
        profile=profile, event=event, content=content, digest=history.digest_of(content)
    )
    return event.pk


def take_out_the_end(profile: Profile) -> None:
    Notice.objects.filter(event=lines(profile)[-1])._raw_delete("default")
    Snapshot.objects.filter(event=lines(profile)[-1])._raw_delete("default")
    Event.objects.filter(pk=lines(profile)[-1])._raw_delete("default")


def take_out_everything(profile: Profile) -> None:
    Notice.objects.all()._raw_delete("default")
    Snapshot.objects.filter(profile=profile)._raw_delete("default")
    Event.objects.filter(profile=profile)._raw_delete("default")


def forget_the_end(profile: Profile) -> None:
    Profile.objects.filter(pk=profile.pk).update(history_digest="0" * 64)


@pytest.mark.parametrize(
    "plant",
    [
        change_a_reason,
        change_when,
        change_what_was_changed,
        change_and_cover_up,
        take_out_the_middle,
        swap,
        put_in,
        change_the_snapshot,
        change_the_snapshot_and_its_digest,
        take_out_the_snapshot,
        put_in_a_snapshot,
        take_out_the_end,
        take_out_everything,
        forget_the_end,
    ],
)
def test_what_is_changed_behind_our_back_is_seen(
    plant: Callable[[Profile], int | None],
    story: Profile,
    sel: Municipality,
    kari: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = draft(sel, kari, address="https://www.facebook.com/enda.en")
    with guards.lifted():
        line = plant(story)
    said, complaint = verified()
    assert not said
    where = f"profile {story.pk}" + (f", line {line}:" if line else "")
    assert where in complaint
    assert f"profile {other.pk}" not in complaint
    assert verified("--profile", str(other.pk))[0]
    tasks.verify_history()
    assert "history_broken" in caplog.text


def reckon_anew(profile: Profile) -> None:
    """Change a line, and cover it up to the end."""
    digest = ""
    for event in profile.events.order_by("pk"):
        event.reason = "Noe annet"
        digest = history.link_of(event, digest)
        Event.objects.filter(pk=event.pk).update(reason=event.reason, digest=digest)
    Profile.objects.filter(pk=profile.pk).update(history_digest=digest)


def take_out_the_end_and_cover_up(profile: Profile) -> None:
    take_out_the_end(profile)
    last = profile.events.order_by("pk").last()
    assert last
    count = profile.events.count()
    Profile.objects.filter(pk=profile.pk).update(history_length=count, history_digest=last.digest)


def take_out_the_profile(profile: Profile) -> None:
    take_out_everything(profile)
    Profile.objects.filter(pk=profile.pk).delete()


@pytest.fixture
def kept(story: Profile, sel: Municipality, kari: User, tmp_path: Path) -> Path:
    """What was written on another day, after which all profiles have gone on."""
    other = draft(sel, kari, address="https://www.facebook.com/enda.en")
    path = tmp_path / "ends.csv"
    assert verified("--keep", str(path))[0]
    assert len(path.read_text().splitlines()) == 2
    lifecycle.withdraw(story, by=kari, version=story.version, reason="Vent litt til")
    lifecycle.discard(other, by=kari, version=other.version)
    return path


def test_a_history_that_has_grown_is_that_which_was_kept(kept: Path) -> None:
    assert verified("--against", str(kept))[0]
    for odd in ("a,b,c", "1,2", "\x00", "1,2,3,4"):
        kept.write_text(odd)
        assert "cannot be read" in verified("--against", str(kept))[1]
    assert "cannot be read" in verified("--against", str(kept / "nowhere"))[1]


@pytest.mark.parametrize(
    ("plant", "seen"),
    [
        (reckon_anew, "another one than that which was kept"),
        (take_out_the_end_and_cover_up, ""),
        (take_out_the_profile, "gone with its whole history"),
    ],
)
def test_what_is_covered_up_to_the_end_is_seen_beside_what_was_kept(
    plant: Callable[[Profile], None], seen: str, story: Profile, kept: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.csv"
    verified("--keep", str(newer))
    with guards.lifted():
        plant(story)
    assert verified()[0]
    # What came after is not known to a file from before it.
    complaint = verified("--against", str(kept if seen else newer))[1]
    assert f"profile {story.pk}: " in complaint
    assert seen in complaint
    assert "not whole: 1 faults" in complaint


def test_guards_that_are_gone_are_missed(story: Profile) -> None:
    with connection.cursor() as cursor:
        connection.check_constraints()
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE profiles_event DISABLE TRIGGER profiles_event_no_row")
        else:
            cursor.execute("DROP TRIGGER profiles_event_no_update")
    assert "profiles_event:" in verified()[1]
    guards.install()
    assert verified()[0]


def test_a_healthy_night_says_nothing(story: Profile, caplog: pytest.LogCaptureFixture) -> None:
    tasks.verify_history()
    assert not caplog.records
