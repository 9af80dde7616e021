"""Loading the demo municipality: the stories, played through the acts of the register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import organisation
from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from accounts.models import Appointment, Department, Membership, User
from profiles import assessments, editing, lifecycle, policies, policy
from profiles.demo.accesses import check_access
from profiles.demo.asking import ask_and_answer
from profiles.demo.changes import change_and_note
from profiles.demo.culture import CULTURE
from profiles.demo.details import say_more
from profiles.demo.follow_up import follow_up
from profiles.demo.hijackings import hijack
from profiles.demo.lists import bring_in_list
from profiles.demo.municipality import MUNICIPALITY
from profiles.demo.organisation import reorganise
from profiles.demo.pauses import pause_and_close
from profiles.demo.people import DEPARTMENTS, PEOPLE, Person
from profiles.demo.services import SERVICES
from profiles.demo.story import Act, Kind, Story, When
from profiles.models import Notice, Profile, Responsibility

STORIES: Final = (*MUNICIPALITY, *CULTURE, *SERVICES)
EMPLOYED_ON: Final = date(2010, 1, 1)
# Working days since whoever has left was last at work, and since people last read notices.
LEFT: Final = 42
# That long ago those with a telephone said that its number is right.
PHONE_CHECKED: Final = 50
READ: Final = 5


class RealData(Exception):
    """The database has people, departments or profiles that are not of the demo."""


def email_of(person: Person) -> str:
    return f"{person.key}@{DEMO_DOMAIN}"


def is_loaded() -> bool:
    """Whether the demo municipality is here; it is loaded whole or not at all."""
    return User.objects.filter(email=email_of(PEOPLE[0])).exists()


@transaction.atomic
def load(today: date) -> bool:
    """Load the demo municipality as it stands on `today`; False if it is here already.

    Raises `RealData` if the database is in use for something else.
    """
    if is_loaded():
        return False
    if User.objects.exists() or Department.objects.exists() or Profile.objects.exists():
        raise RealData
    departments = _departments()
    people = _people(departments, today)
    for number, story in enumerate(STORIES):
        _Teller(departments, people, today, number).tell(story)
    bring_in_list(people, _moment(today, 0))
    check_access(people, _moment(today, 0))
    reorganise(people, departments, _moment(today, 0))
    pause_and_close(people, _moment(today, 0))
    ask_and_answer(people, _moment(today, 0))
    hijack(people, _moment(today, 0))
    change_and_note(people, _moment(today, 0))
    say_more(people, _moment(today, 0))
    follow_up(people, _moment(today, 0))
    _settle_notices(today)
    _let_go(people, today)
    return True


def _departments() -> dict[str, Department]:
    made: dict[str, Department] = {}
    for name, parent in DEPARTMENTS.items():
        made[name] = Department.objects.create(name=name, parent=made.get(parent))
    return made


def _people(departments: Mapping[str, Department], today: date) -> dict[str, User]:
    # One hash for all: thirty slow ones would be most of the time that loading takes.
    password = make_password(DEMO_PASSWORD)
    joined = _moment(EMPLOYED_ON, 0)
    people: dict[str, User] = {}
    for person in PEOPLE:
        user = User(
            email=email_of(person),
            name=person.name,
            language=person.language,
            phone=person.phone,
            phone_checked_on=_day(PHONE_CHECKED, today) if person.phone else None,
            password=password,
            date_joined=joined,
        )
        user.full_clean()
        user.save()
        people[person.key] = user
        for role, department in person.roles:
            Membership.objects.create(
                user=user,
                department=departments[department],
                role=role,
                starts_on=EMPLOYED_ON,
                ends_on=_day(LEFT, today) if person.has_left else None,
            )
        for appointment in person.appointments:
            Appointment.objects.create(user=user, role=appointment, starts_on=EMPLOYED_ON)
    return people


@dataclass(frozen=True, slots=True)
class _Teller:
    """Plays one story; `number` spreads the stories over the hours of the day."""

    departments: Mapping[str, Department]
    people: Mapping[str, User]
    today: date
    number: int

    def tell(self, story: Story) -> Profile:
        minutes = count(self.number * 11 % 90, 17)
        profile = self._fill_in(story, minutes)
        for act in story.acts:
            self._play(profile, act, self._at(act.when, minutes))
            self._meet_conditions(profile, act, minutes)
        return profile

    def _fill_in(self, story: Story, minutes: Iterator[int]) -> Profile:
        """What the department's people type on the first day, step by step."""
        head = self.people[story.by]
        author = self.people.get(story.owner, head)
        profile = lifecycle.register(
            by=head,
            department=self.departments[story.department],
            values=_account(story),
            at=self._at(story.began, minutes),
        )
        editing.change(
            profile,
            by=head,
            version=profile.version,
            values=self._people_and_promises(story),
            at=self._at(story.began, minutes),
        )
        assessments.answer(
            profile,
            by=author,
            version=profile.version,
            given=story.answers,
            at=self._at(story.began, minutes),
        )
        if story.accepted_by:
            editing.change(
                profile,
                by=self.people[story.accepted_by],
                version=profile.version,
                values={"responsibilities": list(Responsibility.Kind.values)},
                at=self._at(story.began, minutes),
            )
        return profile

    def _people_and_promises(self, story: Story) -> editing.Values:
        return {
            "owner": self.people.get(story.owner),
            "backups": [self.people[key] for key in story.backups],
            "website": story.website,
            "rhythm": story.rhythm,
            "reply_time": story.reply_time,
        }

    def _play(self, profile: Profile, act: Act, at: datetime) -> None:
        by, version, words = self.people[act.by], profile.version, act.words
        match act.kind:
            case Kind.NOTIFIED:
                lifecycle.notify(profile, by=by, version=version, message=words, at=at)
            case Kind.APPROVED:
                lifecycle.approve(
                    profile,
                    by=by,
                    version=version,
                    message=words,
                    evaluate_on=self._evaluation(act, at),
                    demands=self._demands(act),
                    at=at,
                )
            case Kind.SENT_BACK:
                lifecycle.send_back(profile, by=by, version=version, reason=words, at=at)
            case Kind.REJECTED:
                lifecycle.reject(profile, by=by, version=version, reason=words, at=at)
            case Kind.WITHDRAWN:
                lifecycle.withdraw(profile, by=by, version=version, reason=words, at=at)
            case Kind.RECONSIDERED:
                lifecycle.reconsider(profile, by=by, version=version, reason=words, at=at)
            case Kind.DISCARDED:
                lifecycle.discard(profile, by=by, version=version, reason=words, at=at)
            case Kind.ASSESSED:
                assessments.answer(profile, by=by, version=version, given=act.answers, at=at)
            case _:
                raise NotImplementedError(act.kind)

    def _evaluation(self, act: Act, at: datetime) -> date:
        if act.evaluate_in is None:
            return policy.first_evaluation(timezone.localdate(at), policies.municipality())
        return self.today + timedelta(days=act.evaluate_in)

    def _demands(self, act: Act) -> list[lifecycle.Demand]:
        return [
            lifecycle.Demand(
                text=asked.text,
                due_on=self.today + timedelta(days=asked.in_days),
                responsible=self.people[asked.of],
            )
            for asked in act.asked
        ]

    def _meet_conditions(self, profile: Profile, act: Act, minutes: Iterator[int]) -> None:
        for asked in act.asked:
            if asked.met is not None:
                condition = profile.conditions.get(text=asked.text)
                at = self._at(asked.met, minutes)
                lifecycle.meet_condition(condition, by=self.people[asked.of], at=at)

    def _at(self, when: When, minutes: Iterator[int]) -> datetime:
        return _moment(_day(when, self.today), next(minutes))


def _account(story: Story) -> editing.Values:
    return {
        "platform": story.platform,
        "address": story.address,
        "name": story.name,
        "language": story.language,
        "in_use": story.in_use,
        "need": story.need,
        "areas": list(story.areas),
    }


def _day(when: When, today: date) -> date:
    """The date itself, or that many working days before `today`."""
    if isinstance(when, date):
        return when
    day = today
    while when > 0:
        day -= timedelta(days=1)
        when -= policy.is_working_day(day)
    return day


def _moment(day: date, minutes: int) -> datetime:
    """So many minutes into the working day, in Oslo."""
    start = datetime.combine(day, time(8, 20), tzinfo=timezone.get_default_timezone())
    return start + timedelta(minutes=minutes)


def _settle_notices(today: date) -> None:
    """Nothing of the demo is left to be sent; what is old has been read."""
    Notice.objects.update(
        state=Notice.State.SENT, attempts=1, sent_at=F("created_at") + timedelta(minutes=1)
    )
    old = Notice.objects.filter(created_at__lt=_moment(_day(READ, today), 0))
    old.update(read_at=F("created_at") + timedelta(hours=3))


def _let_go(people: Mapping[str, User], today: date) -> None:
    """Whoever has left can no longer sign in, and the mail server knows the address no more."""
    for person in PEOPLE:
        if not person.has_left:
            continue
        user, left = people[person.key], _moment(_day(LEFT, today), 0)
        organisation.deactivate(user, by=people["anne"], reason="Har sluttet.", at=left)
        user.email_refused_at = left
        user.save(update_fields=["email_refused_at"])
        Notice.objects.filter(recipient=user, created_at__gte=left).update(
            state=Notice.State.FAILED,
            sent_at=None,
            read_at=None,
            last_error="550 5.1.1 The e-mail account does not exist",
        )
