"""How the demo's profiles are kept up and evaluated, and what is found of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from profiles import activities, evaluations, following_up, policies, policy, sweep
from profiles.following_up import Chosen
from profiles.models import Evaluation, Profile, Reminder

# Who says so of which profile how many days ago, and how many followers it had by then.
KEPT_UP: Final = (
    ("Otta kulturhus", "facebook", "ola", {180: 2100, 150: 2140, 120: 2150, 60: 2270, 21: 2290}),
    ("Sel brann og beredskap", "x", "berit", {240: 1192, 150: 1160, 90: 1171, 30: 1120}),
    ("Sel kommune", "facebook", "wilma", {60: 5360, 30: 5420}),
    ("Sel kommune", "instagram", "wilma", {50: 1780, 20: 1840}),
)

ANSWERS: Final[Mapping[str, Any]] = {
    "purpose_met": Evaluation.Degree.YES,
    "purpose_note": "Flere spør om åpningstider og arrangement her i stedet for på telefon.",
    "reaches": Evaluation.Degree.PARTLY,
    "posts": 46,
    "replies": 120,
    "reply_time": "samme dag",
    "kept_up": Evaluation.Degree.YES,
    "counterpart_kept": Evaluation.Degree.YES,
    "access_kept": Evaluation.Degree.YES,
    "two_step": Evaluation.Degree.PARTLY,
    "privacy_note": "Vi har fjernet to kommentarer med navn på barn.",
    "learnt": "Korte filmer blir sett av mange flere enn plakater.",
    "outcome": Evaluation.Outcome.CONTINUE,
}
CLINIC: Final = ("Helsestasjon for ungdom", "instagram")


def follow_up(people: Mapping[str, User], now: datetime) -> None:
    """Play it through the acts of the departments, all of it before `now`."""
    for name, platform, who, reports in KEPT_UP:
        for days, followers in reports.items():
            _confirm(_profile(name, platform), people[who], now - timedelta(days=days), followers)
    _evaluate(people, now)
    _write_and_remind(people, now)
    # What is found in the evening is cured by some of them at once.
    evening = now - timedelta(hours=14)
    sweep.sweep(timezone.localdate(evening), at=evening)
    later = now - timedelta(hours=13)
    _confirm(_profile("Otta kulturhus", "facebook"), people["ola"], later, 2310)
    _confirm(_profile("Sel kommune", "facebook"), people["wilma"], later, 5480)


def _evaluate(people: Mapping[str, User], now: datetime) -> None:
    """One that is confirmed, one that was sent back and waits again; one asked for, one put off."""
    anne, today = people["anne"], timezone.localdate(now)
    house = _sent(_profile("Otta kulturhus", "facebook"), people["ola"], now - timedelta(days=20))
    evaluations.confirm(
        house,
        by=anne,
        version=house.version,
        next_on=policy.next_evaluation(today, policies.municipality()),
        message="Fint arbeid.",
        at=now - timedelta(days=14),
    )
    fire, berit = _profile("Sel brann og beredskap", "x"), people["berit"]
    waiting = _sent(fire, berit, now - timedelta(days=9))
    evaluations.send_back(
        waiting,
        by=anne,
        version=waiting.version,
        reason="Hvor mange svar har dere gitt, og hvor fort?",
        at=now - timedelta(days=5),
    )
    _sent(fire, berit, now - timedelta(days=1))
    bath, clinic = _profile("Sel folkebad", "facebook"), _profile(*CLINIC)
    evaluations.ask(
        bath,
        by=anne,
        version=bath.version,
        due_on=today + timedelta(days=25),
        reason="Vi ser over alle som kom inn med listen.",
        at=now - timedelta(days=3),
    )
    evaluations.extend(
        clinic,
        by=people["wilma"],
        version=clinic.version,
        due_on=today + timedelta(days=180),
        reason="Helsestasjonen flytter i vår.",
        at=now - timedelta(days=4),
    )


def _write_and_remind(people: Mapping[str, User], now: datetime) -> None:
    """The web editor writes to one owner, and reminds another one of two things."""
    wilma, theirs = people["wilma"], _profile("Sel bibliotek", "facebook")
    written = now - timedelta(hours=16)
    following_up.write_to_owners(
        {Chosen(Reminder.Matter.EVALUATION, theirs.pk, 0)},
        by=wilma,
        message="Fint at dere svarer så fort. Kan dere fortelle om det på nettverksmøtet?",
        at=written,
    )
    house = _profile("Otta kulturhus", "facebook")
    matters = (Reminder.Matter.EVALUATION, Reminder.Matter.ACCESS)
    chosen = {Chosen(matter, house.pk, 0) for matter in matters}
    following_up.remind(chosen, by=wilma, at=now - timedelta(hours=15))


def _sent(profile: Profile, by: User, at: datetime) -> Evaluation:
    draft = evaluations.begin(profile, by=by, at=at)
    evaluations.save(draft, by=by, version=draft.version, values=ANSWERS, at=at)
    evaluations.send(draft, by=by, version=draft.version, at=at)
    return draft


def _profile(name: str, platform: str) -> Profile:
    return Profile.objects.get(name=name, platform=platform, status=Profile.Status.ACTIVE)


def _confirm(profile: Profile, by: User, at: datetime, followers: int) -> None:
    day = timezone.localdate(at)
    activities.confirm(profile, by=by, last_post_on=day, followers=followers, at=at)
