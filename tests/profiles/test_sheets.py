"""Two who have the same person, department or list of access open: neither loses anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import organisation
from accounts.models import Department, User
from profiles import accesses
from profiles.accesses import Terms
from profiles.models import Event, Profile
from tests.cast import Municipality
from tests.profiles.test_saving import fields_of, hidden_of

# The cases are fetched by name, so that nothing else says that they need the database.
pytestmark = pytest.mark.django_db

SignedIn = Callable[[User], Client]
TODAY = timezone.localdate()


@dataclass
class Case:
    """A form that kari has open while another one changes what it is about."""

    url: str
    by: User
    row: Model
    # What somebody else sets, and what is typed here: another field, and the same one.
    others: Callable[[], object]
    field: str
    theirs: Any
    elsewhere: tuple[str, Any]
    mine: Any
    # As the page says it, where it is not as it is typed.
    mine_said: str = ""
    theirs_said: str = ""

    def stands(self, name: str) -> Any:
        self.row.refresh_from_db()
        value = getattr(self.row, name)
        return getattr(value, "pk", value)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    made: Case = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def of_person(siri: User, anne: User, arne: User) -> Case:
    return Case(
        reverse("profiles:person_edit", args=[siri.pk]),
        arne,
        siri,
        lambda: organisation.change_person(siri, by=anne, values={"phone": "900 11 222"}),
        "phone",
        "900 11 222",
        ("name", "Siri Nyttnavn"),
        "900 33 444",
    )


@pytest.fixture
def of_oneself(siri: User, anne: User) -> Case:
    return Case(
        reverse("profiles:preferences"),
        siri,
        siri,
        lambda: organisation.change_person(siri, by=anne, values={"name": "Siri Gift"}),
        "name",
        "Siri Gift",
        ("phone", "900 33 444"),
        "Siri Ugift",
    )


@pytest.fixture
def of_department(sel: Municipality, anne: User, arne: User) -> Case:
    return Case(
        reverse("profiles:department_edit", args=[sel.house.pk]),
        arne,
        sel.house,
        lambda: organisation.rename_department(
            Department.objects.get(pk=sel.house.pk), by=anne, name="Kulturhuset"
        ),
        "name",
        "Kulturhuset",
        ("parent", sel.technical.pk),
        "Otta scene",
    )


@pytest.fixture
def of_role(siri: User, anne: User, arne: User) -> Case:
    role = siri.memberships.get()
    theirs, mine = TODAY + timedelta(40), TODAY + timedelta(50)
    return Case(
        reverse("profiles:person_role", args=[siri.pk, "virksomhet", role.pk]),
        arne,
        role,
        lambda: organisation.change_role(siri.memberships.get(), by=anne, ends_on=theirs),
        "ends_on",
        theirs,
        ("reason", "Vikariatet er over"),
        mine,
        mine_said=str(mine.year),
        theirs_said=str(theirs.year),
    )


@pytest.fixture
def of_facts(notified: Profile, kari: User, ola: User) -> Case:
    values = {"administrators": 3, "two_step": "yes"}
    accesses.change_facts(notified, by=kari, values=values)
    return Case(
        reverse("profiles:access_edit", args=[notified.pk]),
        kari,
        accesses.access_of(notified),
        lambda: accesses.change_facts(notified, by=ola, values={"two_step": "no"}),
        "two_step",
        "no",
        ("administrators", 2),
        "",
        mine_said="Ikke kjent",
        theirs_said="nei",
    )


@pytest.fixture
def of_holder(notified: Profile, kari: User, ola: User) -> Case:
    terms = Terms(person=ola, name="", role="editor", is_private=False, two_step="")
    holder = accesses.add_holder(notified, by=kari, terms=terms)
    other = terms | {"role": "administrator"}
    return Case(
        reverse("profiles:holder_edit", args=[notified.pk, holder.pk]),
        kari,
        holder,
        lambda: accesses.change_holder(
            notified.holders.get(),
            by=ola,
            terms=other,  # type: ignore[arg-type]
        ),
        "role",
        "administrator",
        ("two_step", "yes"),
        "analyst",
        mine_said="kan se statistikk",
        theirs_said="administrator",
    )


CASES = ["of_person", "of_oneself", "of_department", "of_role", "of_facts", "of_holder"]
each = pytest.mark.parametrize("case", CASES, indirect=True)


@each
def test_what_others_have_changed_meanwhile_stays(case: Case, signed_in: SignedIn) -> None:
    client = signed_in(case.by)
    opened = fields_of(client.get(case.url))
    case.others()
    name, value = case.elsewhere
    response = client.post(case.url, opened | {name: value}, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert case.stands(case.field) == case.theirs
    assert name == "reason" or case.stands(name) == value
    assert "har endret dette i mellomtiden" in response.content.decode()


@each
def test_who_sends_the_form_as_it_was_changes_nothing(case: Case, signed_in: SignedIn) -> None:
    client = signed_in(case.by)
    opened = fields_of(client.get(case.url))
    case.others()
    assert client.post(case.url, opened).status_code == 302
    assert case.stands(case.field) == case.theirs


@each
def test_where_both_have_changed_the_same_both_versions_stand_side_by_side(
    case: Case, signed_in: SignedIn
) -> None:
    client = signed_in(case.by)
    opened = fields_of(client.get(case.url))
    case.others()
    response = client.post(case.url, opened | {case.field: case.mine})
    page = response.content.decode()
    assert response.status_code == 409
    assert case.stands(case.field) == case.theirs
    assert (case.mine_said or case.mine) in page
    assert (case.theirs_said or case.theirs) in page
    assert "endret av " in page
    # Nothing decided: asked again. Then theirs, then one's own.
    again = client.post(case.url, hidden_of(response))
    assert (again.status_code, case.stands(case.field)) == (409, case.theirs)
    theirs = hidden_of(again) | {f"keep_{case.field}": "theirs"}
    assert client.post(case.url, theirs).status_code == 302
    assert case.stands(case.field) == case.theirs
    mine = hidden_of(again) | {f"keep_{case.field}": "mine"}
    assert client.post(case.url, mine).status_code == 302
    assert case.stands(case.field) == case.mine


@each
def test_a_form_that_has_lost_how_it_began_overwrites_nothing(
    case: Case, signed_in: SignedIn
) -> None:
    client = signed_in(case.by)
    opened = fields_of(client.get(case.url))
    case.others()
    assert client.post(case.url, opened | {"base": "tull"}).status_code == 409
    assert case.stands(case.field) == case.theirs


def test_a_tick_says_nothing_of_what_somebody_else_has_changed(
    of_facts: Case, signed_in: SignedIn
) -> None:
    client = signed_in(of_facts.by)
    opened = fields_of(client.get(of_facts.url))
    of_facts.others()
    told = {"two_step_checked": "on", "administrators_checked": "on"}
    client.post(of_facts.url, {k: v for k, v in opened.items() if v is not False} | told)
    last = Event.objects.filter(kind=Event.Kind.ACCESS_CHECKED).latest("pk")
    assert last.data["checked"] == ["administrators"]


def test_a_person_and_a_name_are_never_kept_of_the_same_one(
    of_holder: Case, notified: Profile, kari: User, ola: User, siri: User, signed_in: SignedIn
) -> None:
    client = signed_in(kari)
    opened = fields_of(client.get(of_holder.url))
    named = Terms(person=None, name="Byrået", role="editor", is_private=False, two_step="")
    accesses.change_holder(notified.holders.get(), by=ola, terms=named)
    response = client.post(of_holder.url, opened | {"person": siri.pk})
    assert response.status_code == 409
    client.post(of_holder.url, hidden_of(response) | {"keep_person": "mine"})
    kept = notified.holders.get()
    assert (kept.person, kept.name) == (siri, "")


def test_a_role_that_is_taken_back_meanwhile_is_not_found(
    siri: User, anne: User, arne: User, signed_in: SignedIn
) -> None:
    later = organisation.give_role(
        siri, by=anne, role="reader", starts_on=date(TODAY.year + 1, 1, 1)
    )
    url = reverse("profiles:person_role", args=[siri.pk, "kommune", later.pk])
    client = signed_in(arne)
    opened = fields_of(client.get(url))
    organisation.end_role(later, by=anne)
    assert client.post(url, opened).status_code == 404
