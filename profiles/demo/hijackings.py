"""Two of the demo's accounts have been in other hands: one is back, one is not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from profiles import hijackings
from profiles.models import Hijacking, Profile


def hijack(people: Mapping[str, User], now: datetime) -> None:
    """Play it through the acts of those who found it out, all of it before `now`."""
    first = now - timedelta(days=61, hours=2)
    solved = _report(
        "Sel kommune",
        "instagram",
        people["wilma"],
        first,
        "Noen har byttet profilbilde og legger ut reklame for kryptovaluta. Jeg er logget ut.",
    )
    _take(solved, people["wilma"], first, "proof", "password", "platform", "warn")
    hijackings.add_note(
        solved,
        by=people["dag"],
        text="Personvernombudet er spurt. Ingen meldinger med personopplysninger i innboksen.",
        at=first + timedelta(hours=3),
    )
    _take(solved, people["dag"], first + timedelta(hours=3), "privacy")
    _take(solved, people["wilma"], first + timedelta(hours=26), "people", "secure", "learn")
    hijackings.solve(
        solved,
        by=people["wilma"],
        outcome="Instagram ga oss kontoen tilbake. Et gammelt passord var brukt også et annet "
        "sted; nå har alle totrinnsinnlogging.",
        at=first + timedelta(hours=27),
    )

    second = now - timedelta(hours=20)
    running = _report(
        "Otta ungdomsklubb",
        "snapchat",
        people["ulrik"],
        second,
        "Vennene våre får meldinger om penger fra klubben. Jeg kommer ikke inn.",
    )
    _take(running, people["ulrik"], second, "proof", "platform")
    hijackings.add_note(
        running,
        by=people["ulrik"],
        text="Snapchat har svart at de ser på saken. Saksnummer 1234000.",
        at=second + timedelta(hours=2),
    )


def _report(name: str, platform: str, by: User, at: datetime, description: str) -> Hijacking:
    profile = Profile.objects.living().get(name=name, platform=platform)
    hijacking = hijackings.report(
        profile, by=by, version=profile.version, description=description, at=at
    )
    assert hijacking  # noqa: S101
    return hijacking


def _take(hijacking: Hijacking, by: User, at: datetime, *steps: str) -> None:
    for number, step in enumerate(steps, 1):
        hijackings.take_step(hijacking, by=by, step=step, at=at + timedelta(minutes=9 * number))
