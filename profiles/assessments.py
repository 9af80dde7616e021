"""The purpose assessment: answering the checklist, and reading the answers (B3, B4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from profiles import editing, history
from profiles.models import Answer, Assessment, Checklist, Event, Option, Profile, Question


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
    return assessment.checklist if assessment else Checklist.objects.in_force()[0]


def current(profile: Profile) -> Assessment | None:
    """The profile's newest assessment, if one is begun."""
    return profile.assessments.select_related("checklist").first()


def read(profile: Profile) -> list[Answered]:
    """Every question of the profile's checklist with its answer, in order, in few queries."""
    assessment = current(profile)
    checklist = assessment.checklist if assessment else Checklist.objects.in_force()[0]
    given = {
        answer.question_id: Given(answer.text, tuple(answer.values))
        for answer in (assessment.answers.all() if assessment else ())
    }
    return [
        _answered(question, given.get(question.pk, Given()))
        for question in checklist.questions.prefetch_related("options")
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
        (answered.question, given[answered.question.code])
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
            Answer(
                assessment=assessment, question=question, text=new.text, values=list(new.values)
            )
            for question, new in changed
        ),
        update_conflicts=True,
        unique_fields=("assessment", "question"),
        update_fields=("text", "values"),
    )
    numbers = [question.number for question, _ in changed]
    return history.record(profile, Event.Kind.ASSESSED, by=by, at=at, questions=numbers)


def _answered(question: Question, given: Given) -> Answered:
    chosen = [option for option in question.options.all() if option.value in given.values]
    return Answered(question, given, chosen)
