"""Who has access to the demo's accounts: well kept, hanging on one, and never looked at."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from profiles import accesses
from profiles.accesses import Terms
from profiles.models import Holder, Profile
from profiles.models.access import YesNo

Role = Holder.Role


def check_access(people: Mapping[str, User], now: datetime) -> None:
    """Fill in the lists, as they were checked some time before `now`."""
    municipality = _profile("Sel kommune", "facebook")
    for key in ("wilma", "arne", "dag"):
        _add(municipality, people["wilma"], now - timedelta(days=70), person=people[key])
    _know(
        municipality,
        people["wilma"],
        now - timedelta(days=70),
        central_holder=people["dag"],
        administrators=3,
        two_step=YesNo.YES,
        private_only=YesNo.NO,
        recovery_place="Safen i arkivet, konvolutt 12",
    )

    house, at = _profile("Otta kulturhus", "facebook"), now - timedelta(days=200)
    _add(house, people["ola"], at, person=people["ola"], is_private=True)
    _add(house, people["ola"], at, person=people["siri"], role=Role.EDITOR, is_private=True)
    _add(house, people["ola"], at, name="Byrå Eksempel AS", role=Role.ANALYST)
    _know(house, people["ola"], at, two_step=YesNo.NO, private_only=YesNo.YES)

    water, at = _profile("Sel vann og avløp", "facebook"), now - timedelta(days=500)
    _add(water, people["hanne"], at, person=people["hanne"])
    _add(water, people["hanne"], at, person=people["vegard"], role=Role.EDITOR)
    _know(water, people["hanne"], at, administrators=1, two_step=YesNo.YES)


def _profile(name: str, platform: str) -> Profile:
    return Profile.objects.living().get(name=name, platform=platform)


def _add(
    profile: Profile,
    by: User,
    at: datetime,
    *,
    person: User | None = None,
    name: str = "",
    role: str = Role.ADMINISTRATOR,
    is_private: bool = False,
) -> None:
    terms = Terms(person=person, name=name, role=role, is_private=is_private, two_step=YesNo.YES)
    accesses.add_holder(profile, by=by, terms=terms, at=at)


def _know(profile: Profile, by: User, at: datetime, **values: object) -> None:
    accesses.change_facts(profile, by=by, values=values, at=at)
    accesses.confirm(profile, by=by, at=at + timedelta(minutes=4))
