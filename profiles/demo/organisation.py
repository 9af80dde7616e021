"""What has become of the demo's people and departments since: somebody took over, two
departments became one, and somebody new is invited.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts import organisation
from accounts.demo import DEMO_DOMAIN
from accounts.models import AccountMail, Department, Membership, User
from profiles import reorganising


def reorganise(
    people: Mapping[str, User], departments: Mapping[str, Department], now: datetime
) -> None:
    """Play it through the acts of the administration, all of it before `now`."""
    anne = people["anne"]
    reorganising.hand_over(
        people["vegard"],
        to=people["hanne"],
        by=anne,
        reason="Hanne har vakten når vannet blir borte, og legger ut driftsmeldingene.",
        at=now - timedelta(days=90),
    )
    reorganising.merge(
        departments["Kulturminnevern"],
        into=departments["Kultur"],
        by=anne,
        reason="Kulturminnevernet er fra nå en del av kulturavdelingen.",
        at=now - timedelta(days=75),
    )
    _invite(departments["Sel bibliotek"], anne, now - timedelta(days=1))


def _invite(department: Department, by: User, at: datetime) -> None:
    """Somebody who has not come in yet; the e-mail has been sent."""
    person = organisation.add_person(by=by, name="Petra Påvei", email=f"petra@{DEMO_DOMAIN}", at=at)
    organisation.give_role(
        person,
        by=by,
        role=Membership.Role.EDITOR,
        department=department,
        starts_on=at.date(),
        at=at,
    )
    organisation.invite(person, by=by, at=at)
    AccountMail.objects.filter(email=person.email).delete()
