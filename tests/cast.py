"""The people and profiles that the tests are about, as fixtures.

kari heads culture (Otta kulturhus lies under it), ola edits there, dina deputises; nils
edits and nora heads technical services; anne and arne are the administration, wilma is the
web editor, rune reads, berit is crisis staff, roger is a resident without an account (no
fixture needed).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from accounts.models import Appointment, Department, Membership, User
from profiles import assessments, deciding, editing, lifecycle
from profiles.assessments import Given
from profiles.models import Profile, Responsibility

LONG_AGO = date(2020, 1, 1)

GOOD_ANSWERS = {
    "purpose": Given(text="Show what is on at the arts centre"),
    "target_group": Given(text="Everybody in Sel and those who visit"),
    "message": Given(text="What is on, tickets, changes on short notice"),
    "crisis": Given(values=("no",)),
    "medium": Given(text="Facebook: most of our audience is there"),
    "participation": Given(values=("questions",)),
    "privacy": Given(values=("yes",)),
    "policy": Given(values=("yes",)),
    "follow_up": Given(values=("yes",)),
    "exclusions": Given(values=("none",)),
    "counterpart": Given(values=("yes",)),
    "advised_against": Given(values=("no",)),
    "risk_assessment": Given(values=("yes",)),
}


@dataclass(frozen=True)
class Municipality:
    root: Department
    culture: Department
    house: Department
    technical: Department


@pytest.fixture
def sel(db: None) -> Municipality:
    root = Department.objects.create(name="Sel kommune")
    culture = Department.objects.create(name="Kultur", parent=root)
    house = Department.objects.create(name="Otta kulturhus", parent=culture)
    technical = Department.objects.create(name="Teknisk drift", parent=root)
    return Municipality(root, culture, house, technical)


def person(name: str, *, department: Department | None = None, role: str = "") -> User:
    """A person who can sign in; with a role in a department or for the municipality.

    Who is of the administration has a password, which nobody knows: somebody must have been in.
    """
    user = User(email=f"{name.lower()}@sel.example", name=f"{name} Testperson")
    user.set_unusable_password()
    if role == Appointment.Role.ADMINISTRATION:
        user.password = "a password that fits nothing"
    user.save()
    if department:
        Membership.objects.create(user=user, department=department, role=role, starts_on=LONG_AGO)
    elif role:
        Appointment.objects.create(user=user, role=role, starts_on=LONG_AGO)
    return user


@pytest.fixture
def kari(sel: Municipality) -> User:
    return person("Kari", department=sel.culture, role=Membership.Role.HEAD)


@pytest.fixture
def dina(sel: Municipality) -> User:
    return person("Dina", department=sel.culture, role=Membership.Role.DEPUTY)


@pytest.fixture
def ola(sel: Municipality) -> User:
    return person("Ola", department=sel.culture, role=Membership.Role.EDITOR)


@pytest.fixture
def siri(sel: Municipality) -> User:
    return person("Siri", department=sel.house, role=Membership.Role.EDITOR)


@pytest.fixture
def nils(sel: Municipality) -> User:
    return person("Nils", department=sel.technical, role=Membership.Role.EDITOR)


@pytest.fixture
def nora(sel: Municipality) -> User:
    return person("Nora", department=sel.technical, role=Membership.Role.HEAD)


@pytest.fixture
def anne(sel: Municipality) -> User:
    return person("Anne", role=Appointment.Role.ADMINISTRATION)


@pytest.fixture
def arne(sel: Municipality) -> User:
    return person("Arne", role=Appointment.Role.ADMINISTRATION)


@pytest.fixture
def wilma(sel: Municipality) -> User:
    return person("Wilma", role=Appointment.Role.WEB_EDITOR)


@pytest.fixture
def rune(sel: Municipality) -> User:
    return person("Rune", role=Appointment.Role.READER)


@pytest.fixture
def berit(sel: Municipality) -> User:
    return person("Berit", role=Appointment.Role.CRISIS_STAFF)


@pytest.fixture
def emil(sel: Municipality) -> User:
    return person("Emil")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which the person has signed in."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


def draft(
    sel: Municipality, by: User, *, address: str = "https://www.facebook.com/ottakulturhus"
) -> Profile:
    """A draft of Otta kulturhus with its account filled in."""
    return lifecycle.register(
        by=by,
        department=sel.house,
        values={
            "platform": "facebook",
            "address": address,
            "name": "Otta kulturhus",
            "language": "nb",
            "need": "The programme changes daily and our audience asks on Facebook",
            "areas": ["news"],
        },
    )


def ready(
    sel: Municipality,
    by: User,
    owner: User,
    backup: User,
    *,
    address: str = "https://www.facebook.com/ottakulturhus",
) -> Profile:
    """A draft that lacks nothing: it can be notified."""
    profile = draft(sel, by, address=address)
    assessments.answer(profile, by=by, version=profile.version, given=GOOD_ANSWERS)
    editing.change(
        profile,
        by=by,
        version=profile.version,
        values={
            "owner": owner,
            "backups": [backup],
            "website": "https://www.sel.kommune.no/kulturhus",
            "rhythm": 7,
            "reply_time": 8,
            "responsibilities": list(Responsibility.Kind.values),
        },
    )
    return profile


@pytest.fixture
def ready_draft(sel: Municipality, kari: User, ola: User, siri: User) -> Profile:
    return ready(sel, kari, ola, siri)


@pytest.fixture
def notified(ready_draft: Profile, kari: User) -> Profile:
    lifecycle.notify(ready_draft, by=kari, version=ready_draft.version)
    return ready_draft


def decided(department: Department | None = None, **values: object) -> None:
    """The municipality, or a department, has decided these values of the policy; no others."""
    of = department or Department.objects.get(parent=None)
    number = of.policy_changes.count()
    by = User.objects.earliest("pk")
    deciding.decide(of, values=values, number=number, by=by)
