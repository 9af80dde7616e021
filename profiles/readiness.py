"""What a notification needs and does not have yet (B1–B5, C1–C3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import assessments
from profiles.models import Checklist, Profile, Responsibility
from profiles.models.profile import ProfileQuerySet


class Step(StrEnum):
    """Where in the registration something is filled in."""

    ACCOUNT = "account"
    ASSESSMENT = "assessment"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: what, where it is mended (step and field), by which rule."""

    step: Step
    field: str
    text: str
    rule: str


NOT_EMPTY = (
    ("name", Step.ACCOUNT, gettext_lazy("Give the profile's name"), "C1"),
    ("platform", Step.ACCOUNT, gettext_lazy("Choose the platform"), "C1"),
    ("language", Step.ACCOUNT, gettext_lazy("Choose the profile's language"), "C1"),
    ("need", Step.ACCOUNT, gettext_lazy("Describe the need for a profile of your own"), "B5"),
    ("owner", Step.PEOPLE, gettext_lazy("Name the owner"), "C2"),
    (
        "website",
        Step.PEOPLE,
        gettext_lazy("Give the page on the website that has the same information"),
        "B1",
    ),
    ("rhythm", Step.PEOPLE, gettext_lazy("Promise how often the profile is updated"), "D1"),
    ("reply_time", Step.PEOPLE, gettext_lazy("Promise how soon questions are answered"), "B4"),
)


def gaps(profile: Profile, unbegun: Checklist | None = None) -> list[Gap]:
    """Everything that keeps the profile from being notified, in the order of the steps.

    `unbegun` is the checklist of a profile whose assessment is not begun; see `with_all`.
    """
    found = [
        *_fields(profile),
        *_account(profile),
        *_assessment(profile, unbegun),
        *_people(profile),
    ]
    return sorted(found, key=lambda gap: list(Step).index(gap.step))


def gaps_in_facts(profile: Profile) -> list[Gap]:
    """The same but for the assessment: what is known of the account, its people and promises."""
    return [*_fields(profile), *_account(profile), *_people(profile)]


def with_all(profiles: ProfileQuerySet) -> ProfileQuerySet:
    """The profiles with what `gaps` needs, in a fixed number of queries."""
    related = ("addresses", "areas", "backups", "responsibilities")
    return assessments.with_answers(profiles.select_related("owner").prefetch_related(*related))


def _fields(profile: Profile) -> Iterator[Gap]:
    for field, step, text, rule in NOT_EMPTY:
        if not getattr(profile, field):
            yield Gap(step, field, str(text), rule)


def _account(profile: Profile) -> Iterator[Gap]:
    address = profile.main_address
    if address is None or address.released_at:
        yield Gap(Step.ACCOUNT, "address", _("Give the profile's address"), "C1")
    if not profile.areas.all():
        yield Gap(Step.ACCOUNT, "areas", _("Choose at least one area of use"), "B2")


def _assessment(profile: Profile, unbegun: Checklist | None) -> Iterator[Gap]:
    for answered in assessments.read(profile, unbegun):
        question = answered.question
        if answered.is_missing:
            text = _("Answer question %(number)s: %(question)s") % {
                "number": question.number,
                "question": question.text,
            }
            yield Gap(Step.ASSESSMENT, question.code, text, question.rule or "B4")
        for option in answered.blocking:
            yield Gap(Step.ASSESSMENT, question.code, option.advice, question.rule or "B4")


def _people(profile: Profile) -> Iterator[Gap]:
    if profile.owner and not profile.owner.is_active:
        yield Gap(Step.PEOPLE, "owner", _("The owner can no longer sign in: name another"), "C2")
    backups = [person for person in profile.backups.all() if person.is_active]
    if not any(person.pk != profile.owner_id for person in backups):
        text = _("Name at least one backup editor besides the owner")
        yield Gap(Step.PEOPLE, "backups", text, "C2")
    if len(profile.responsibilities.all()) < len(Responsibility.Kind):
        text = _("The head of department accepts the five responsibilities")
        yield Gap(Step.PEOPLE, "responsibilities", text, "C3")
