"""Putting a list that was checked into the register: everything in one go, or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import organisation
from accounts.models import Department
from profiles import deadlines, history, notices, policies, policy
from profiles.importing.checking import BATCH, TO_REGISTER, check, mark_twice
from profiles.importing.directory import Directory
from profiles.models import Address, AreaOfUse, Event, Import, ImportRow, Profile
from profiles.notices import Share
from profiles.policy import Policy

State = Import.State


class Overtaken(Exception):
    """Things are no longer as when the list was checked: nothing was registered."""


def register(of: Import, *, at: datetime) -> bool:
    """Register every row that can be, in one transaction; whether it was done.

    If an account was taken meanwhile, or a person or department went, nothing is registered,
    and the list is back where it is looked through, with the rows in question marked.
    """
    try:
        with transaction.atomic():
            if not _close(of, at):
                return False
            directory = Directory.read(of.defaults)
            shares: dict[int, Share] = {}
            used: set[int] = set()
            for rows in _chunks(of):
                profiles = _register_rows(rows, of, directory, at)
                _share_out(zip(rows, profiles, strict=True), shares)
                used.update(row.values["department"] for row in rows)
            notices.tell_of_list(shares, by=of.acting, at=at)
            _keep_open(used)
    except (Overtaken, IntegrityError):
        with transaction.atomic():
            _look_again(of)
        return False
    return True


def _close(of: Import, at: datetime) -> bool:
    """Say that it is done, which is so if the rest of the transaction is; once only."""
    mine = Import.objects.filter(pk=of.pk, state=State.REGISTERING, claimed_at=of.claimed_at)
    return bool(mine.update(state=State.DONE, finished_at=at, claimed_at=None))


def _keep_open(used: set[int]) -> None:
    """See to it that none of the departments has been closed while this took its time.

    They are held at the end only: nobody else waits for a long list.
    """
    organisation.hold_departments()
    if Department.objects.filter(pk__in=used, closed_on__isnull=False).exists():
        raise Overtaken


def _chunks(of: Import) -> Iterator[Sequence[ImportRow]]:
    rows = of.rows.filter(verdict__in=TO_REGISTER).order_by("number")
    last = 0
    while chunk := list(rows.filter(number__gt=last)[:BATCH]):
        yield chunk
        last = chunk[-1].number


def _register_rows(
    rows: Sequence[ImportRow], of: Import, directory: Directory, at: datetime
) -> Sequence[Profile]:
    # Judged by what is so now, and in this transaction.
    check(rows, of, directory, save=False)
    if any(row.verdict not in TO_REGISTER for row in rows):
        raise Overtaken
    in_force = policies.by_department()
    profiles = Profile.objects.bulk_create(
        _profile(row, of, at, in_force[row.values["department"]]) for row in rows
    )
    pairs = list(zip(rows, profiles, strict=True))
    events = [
        history.build(
            profile,
            Event.Kind.IMPORTED,
            by=of.acting,
            at=at,
            file=of.file_name,
            row=row.line,
        )
        for row, profile in pairs
    ]
    Event.objects.bulk_create(events)
    # They stand there already: this only updates, and much faster than `bulk_update`.
    Profile.objects.bulk_create(
        profiles,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["history_length", "history_digest"],
    )
    Address.objects.bulk_create(_addresses(pairs))
    AreaOfUse.objects.bulk_create(
        AreaOfUse(profile=profile, area=area)
        for row, profile in pairs
        for area in row.values["areas"]
    )
    backing_up = Profile.backups.through
    backing_up._default_manager.bulk_create(
        backing_up(profile_id=profile.pk, user_id=person)
        for row, profile in pairs
        for person in row.values["backups"]
    )
    for row, profile in pairs:
        row.profile = profile
    ImportRow.objects.keep(rows, "profile")
    return profiles


def _share_out(pairs: Iterable[tuple[ImportRow, Profile]], shares: dict[int, Share]) -> None:
    """Note who answers for what came of the rows."""
    for row, profile in pairs:
        owner = row.values["owner"]
        for person in {owner, *row.values["backups"]} - {None}:
            share = shares.setdefault(person, Share(first=profile))
            if person == owner:
                share.owned += 1
            else:
                share.backed_up += 1


def _profile(row: ImportRow, of: Import, at: datetime, in_force: Policy) -> Profile:
    values = row.values
    profile = Profile(
        status=Profile.Status.ACTIVE,
        department_id=values["department"],
        platform=values["platform"],
        name=values["name"],
        language=values["language"],
        in_use=True,
        need=values["need"],
        owner_id=values["owner"],
        website=values["website"],
        rhythm=values["rhythm"],
        reply_time=values["reply_time"],
        for_crisis=values["for_crisis"],
        registered_by=of.acting,
        registered_at=at,
        imported_at=at,
    )
    today = timezone.localdate(at)
    evaluate_on = policy.first_evaluation(today, in_force)
    columns = {
        **deadlines.in_use_from(profile, today, in_force),
        **deadlines.first_evaluation(evaluate_on, today, in_force),
    }
    for column, value in columns.items():
        setattr(profile, column, value)
    return profile


def _addresses(pairs: Iterable[tuple[ImportRow, Profile]]) -> Iterator[Address]:
    for row, profile in pairs:
        for index, (platform, key, url, given) in enumerate(row.values["accounts"]):
            yield Address(
                profile=profile,
                given=given,
                platform=platform,
                key=key,
                url=url,
                is_main=index == 0,
            )


def _look_again(of: Import) -> None:
    directory = Directory.read(of.defaults)
    for rows in _chunks(of):
        check(rows, of, directory)
    mark_twice(of)
    registering = Import.objects.filter(pk=of.pk, state=State.REGISTERING)
    registering.update(state=State.CHECKED, claimed_at=None, problem={"code": "overtaken"})
