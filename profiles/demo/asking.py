"""Whether what stands in the demo's register holds: one that was asked has not answered yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from profiles import requests
from profiles.models import Profile


def ask_and_answer(people: Mapping[str, User], now: datetime) -> None:
    """The administration asks about two profiles, some days before `now`; one answers."""
    asked = [_profile("Sel bibliotek", "facebook"), _profile("Otta ungdomsklubb", "snapchat")]
    requests.ask_for_update(
        asked,
        by=people["anne"],
        message="Vi rydder i registeret før jul. Stemmer telefonnummeret og nettsiden ennå?",
        at=now - timedelta(days=3),
    )
    library = asked[0]
    requests.answer_update(
        library,
        by=people["lise"],
        version=library.version,
        message="Ja, alt er sett på i dag.",
        at=now - timedelta(days=2),
    )


def _profile(name: str, platform: str) -> Profile:
    return Profile.objects.get(name=name, platform=platform, status=Profile.Status.ACTIVE)
