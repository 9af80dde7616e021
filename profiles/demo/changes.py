"""Changes of what was approved in the demo: one that the administration has noted, one not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from profiles import addressing, changing, editing
from profiles.models import Event, Profile


def change_and_note(people: Mapping[str, User], now: datetime) -> None:
    """Two owners change what stands about their profiles, some days before `now`."""
    noted = _change(
        "Sel vann og avløp",
        "facebook",
        people["vegard"],
        {
            "need": "Varsle om vannavbrudd, kokevarsel og graving, og svare folk som lurer, "
            "også utenom arbeidstid.",
            "for_crisis": True,
        },
        "Kokevarselet i høst nådde flest her.",
        now - timedelta(days=12),
    )
    numbered = addressing.add(
        noted.profile,
        by=people["vegard"],
        version=noted.profile.version,
        given="https://www.facebook.com/profile.php?id=100064001234567",
        at=now - timedelta(days=12) + timedelta(minutes=4),
    )
    for number, event in enumerate((noted, numbered)):
        assert event is not None  # noqa: S101
        at = now - timedelta(days=11) + timedelta(minutes=number)
        changing.acknowledge(event.change_notice, by=people["anne"], at=at)
    _change(
        "Sel bibliotek",
        "facebook",
        people["lise"],
        {"areas": ["news", "target_group", "debate"]},
        "Vi begynner med lesesirkel på nett, og vil at folk skal kunne diskutere bøkene.",
        now - timedelta(days=1),
    )


def _change(
    name: str, platform: str, by: User, values: editing.Values, reason: str, at: datetime
) -> Event:
    profile = Profile.objects.get(name=name, platform=platform)
    event = changing.change(
        profile, by=by, version=profile.version, values=values, reason=reason, at=at
    )
    assert event is not None  # noqa: S101
    return event
