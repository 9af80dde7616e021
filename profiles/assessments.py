"""The purpose assessment: answering the checklist, and reading the answers (B3, B4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from profiles import editing, history
from profiles.models import Answer, Assessment, Checklist, Event, Option, Profile, Question
from profiles.models.profile import ProfileQuerySet


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is given: words, and the values of the options chosen."""

    text: str = ""
    values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.values)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the answer it got."""

    question: Question
    given: Given
    chosen: Sequence[Option]

    @property
    def is_missing(self) -> bool:
        """Whether the question must be answered and is not."""
        needed = self.given.text if self.question.kind == Question.Kind.TEXT else self.chosen
        return self.question.is_required and not needed

    @property
    def blocking(self) -> list[Option]:
        return [option for option in self.chosen if option.effect == Option.Effect.BLOCKS]

    @property
    def warning(self) -> list[Option]:
        return [option for option in self.chosen if option.effect == Option.Effect.WARNS]


def checklist_for(profile: Profile) -> Checklist:
    """The version that the profile is assessed on, or else the newest in force."""
    assessment = current(profile)
    return assessment.checklist if assessment else newest()


def current(profile: Profile) -> Assessment | None:
    """The profile's newest assessment, if one is begun; from what is prefetched, if it is."""
    return next(iter(profile.assessments.all()), None)


def newest() -> Checklist:
    """The checklist in force; `read` for many profiles is given it once."""
    return Checklist.objects.in_force()[0]


def is_for_crisis(profile: Profile) -> bool:
    """Whether the answers say that the profile is used for crisis communication (B4 (4))."""
    assessment = current(profile)
    said = assessment.answers.filter(question__code="crisis") if assessment else ()
    return any("yes" in answer.values for answer in said)


def with_answers(profiles: ProfileQuerySet) -> ProfileQuerySet:
    """The profiles with what `read` needs, in a fixed number of queries."""
    begun = Assessment.objects.select_related("checklist").prefetch_related(
        "answers", "checklist__questions__options"
    )
    return profiles.prefetch_related(Prefetch("assessments", begun))


def read(profile: Profile, unbegun: Checklist | None = None) -> list[Answered]:
    """Every question of the profile's checklist with its answer, in order, in few queries.

    `unbegun` is the checklist of a profile whose assessment is not begun.
    """
    assessment = current(profile)
    checklist = assessment.checklist if assessment else unbegun or newest()
    # Does nothing where the questions have been fetched already.
    prefetch_related_objects([checklist], "questions__options")
    given = {
        answer.question_id: Given(answer.text, tuple(answer.values))
        for answer in (assessment.answers.all() if assessment else ())
    }
    return [
        _answered(question, given.get(question.pk, Given()))
        for question in checklist.questions.all()
    ]


@transaction.atomic
def answer(
    profile: Profile,
    *,
    by: User,
    version: int,
    given: Mapping[str, Given],
    at: datetime | None = None,
) -> Event | None:
    """Set answers by the questions' codes on a draft; None if nothing was different.

    Raises `history.Conflict` if the draft has moved on from `version`.
    """
    at = at or timezone.now()
    changed = [
        (answered, given[answered.question.code])
        for answered in read(profile)
        if answered.question.code in given and given[answered.question.code] != answered.given
    ]
    if not changed:
        return None
    editing.claim(profile, version)
    assessment, _ = Assessment.objects.update_or_create(
        profile=profile, checklist=checklist_for(profile), defaults={"changed_at": at}
    )
    Answer.objects.bulk_create(
        (
            Answer(assessment=assessment, question=question, text=new.text, values=list(new.values))
            for question, new in ((answered.question, new) for answered, new in changed)
        ),
        update_conflicts=True,
        unique_fields=("assessment", "question"),
        update_fields=("text", "values"),
    )
    answers = [
        {
            "number": old.question.number,
            "old": in_words(old),
            "new": in_words(_answered(old.question, new)),
        }
        for old, new in changed
    ]
    return history.record(profile, Event.Kind.ASSESSED, by=by, at=at, answers=answers)


def in_words(answered: Answered) -> dict[str, Any]:
    """An answer as history keeps it: readable when the checklist is long gone; JSON-able."""
    return {
        "text": answered.given.text,
        "chosen": [
            {"nb": option.label_nb, "nn": option.label_nn, "en": option.label_en}
            for option in answered.chosen
        ],
    }


def _answered(question: Question, given: Given) -> Answered:
    chosen = [option for option in question.options.all() if option.value in given.values]
    return Answered(question, given, chosen)
