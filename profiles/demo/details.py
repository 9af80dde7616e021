"""What else is known of some of the demo's profiles, and what lies under what."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from profiles import detailing
from profiles.models import Details, Profile


def say_more(people: Mapping[str, User], now: datetime) -> None:
    """Some have filled in what is optional, shortly before `now`."""
    _say(
        "Sel kommune – jobb hos oss",
        "linkedin",
        people["arne"],
        now - timedelta(hours=21),
        comments=Details.Comments.OPEN,
        takes_messages=False,
        house_rules="https://www.sel.example/husregler",
        parent=Profile.objects.get(name="Sel kommune", platform="facebook"),
        why_not_main="Den som søker arbeid, leter på LinkedIn.",
        risk_assessment="ROS 2026/14",
        risk_assessed_on=(now - timedelta(days=120)).date(),
    )
    _say(
        "Sel bibliotek",
        "facebook",
        people["lise"],
        now - timedelta(hours=20),
        comments=Details.Comments.MODERATED,
        takes_messages=True,
        opening_hours="Hverdager kl. 10–16",
        addresses_children=True,
        branding_checked_on=(now - timedelta(days=40)).date(),
        archiving=Details.Archiving.YEARLY,
    )


def _say(name: str, platform: str, by: User, at: datetime, **values: Any) -> None:
    profile = Profile.objects.get(name=name, platform=platform)
    detailing.change(profile, by=by, version=profile.version, values=values, at=at)
