"""Version 1 of the purpose assessment's checklist, as the migration publishes it."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.utils import translation

from accounts.models import User
from profiles import assessments
from profiles.assessments import Given
from profiles.models import Checklist, Option, Question
from tests.cast import Municipality, draft

pytestmark = pytest.mark.django_db

LANGUAGES = ("nb", "nn", "en")
THE_NINE = [
    "purpose",
    "target_group",
    "message",
    "crisis",
    "medium",
    "participation",
    "privacy",
    "policy",
    "follow_up",
]
migration: Any = importlib.import_module("profiles.migrations.0002_checklist_1")


@pytest.fixture
def questions() -> dict[str, Question]:
    found = assessments.newest().questions.prefetch_related("options")
    return {question.code: question for question in found}


def values_that(effect: Option.Effect) -> set[tuple[str, str]]:
    found = assessments.newest().questions.filter(options__effect=effect)
    return set(found.values_list("code", "options__value"))


def test_a_new_database_has_a_checklist_in_force() -> None:
    checklist = assessments.newest()
    assert checklist.version == 1
    assert checklist.published_at


def test_the_nine_questions_of_the_guidelines_come_first(questions: dict[str, Question]) -> None:
    first = [question for question in questions.values() if question.number <= 9]
    assert [question.code for question in first] == THE_NINE
    assert [question.rule for question in first] == [f"B4 ({n})" for n in range(1, 10)]
    assert all(question.is_required for question in first)


def test_what_social_media_are_not_for_and_the_counterpart_are_asked(
    questions: dict[str, Question],
) -> None:
    assert questions["exclusions"].rule == "B3"
    assert questions["exclusions"].kind == Question.Kind.CHOICES
    assert questions["counterpart"].rule == "B1"


def test_only_the_reference_of_the_risk_assessment_may_be_left_out(
    questions: dict[str, Question],
) -> None:
    optional = [code for code, question in questions.items() if not question.is_required]
    assert optional == ["risk_reference"]


def test_what_blocks_a_notification() -> None:
    assert values_that(Option.Effect.BLOCKS) == {
        ("follow_up", "no"),
        ("exclusions", "case_handling"),
        ("exclusions", "personal_follow_up"),
        ("exclusions", "archive"),
        ("counterpart", "no"),
    }


def test_what_warns_the_administration() -> None:
    assert values_that(Option.Effect.WARNS) == {
        ("privacy", "no"),
        ("policy", "no"),
        ("advised_against", "yes"),
        ("risk_assessment", "not_yet"),
        ("risk_assessment", "no"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_option_is_told_in_each_language(language: str) -> None:
    for question in Question.objects.all():
        assert getattr(question, f"text_{language}"), question.code
        assert getattr(question, f"help_{language}"), question.code
    for option in Option.objects.select_related("question"):
        assert getattr(option, f"label_{language}"), option.question.code
        has_advice = bool(getattr(option, f"advice_{language}"))
        assert has_advice == (option.effect != Option.Effect.NOTHING), option.question.code


def test_the_three_languages_say_it_differently() -> None:
    for question in Question.objects.all():
        texts = {getattr(question, f"text_{language}") for language in LANGUAGES}
        assert len(texts) == len(LANGUAGES), question.code


def test_a_reader_gets_his_or_her_own_language(questions: dict[str, Question]) -> None:
    with translation.override("nn"):
        assert questions["purpose"].text == "Kva er føremålet med profilen?"
    with translation.override("en"):
        assert questions["purpose"].text == "What is the purpose of the profile?"


@pytest.mark.parametrize("word", ["vedtak", "varsling", "§"])
def test_words_that_mean_something_else_at_work_are_not_used(word: str) -> None:
    rows = [*Question.objects.values(), *Option.objects.values()]
    assert not [row for row in rows if any(word in str(text).lower() for text in row.values())]


def test_bokmal_words_do_not_slip_into_nynorsk() -> None:
    bokmal = {"ikke", "hva", "hvem", "hvor", "hvordan", "jeg", "noe", "noen", "dere", "fra", "mer"}
    rows = [*Question.objects.values(), *Option.objects.values()]
    nynorsk = " ".join(str(text) for row in rows for key, text in row.items() if key[-3:] == "_nn")
    words = {word.strip(".,:;?!«»()").lower() for word in nynorsk.split()}
    assert not words & bokmal


def test_every_text_fits_its_column() -> None:
    for row in [*Question.objects.all(), *Option.objects.all()]:
        try:
            row.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            pytest.fail(f"{row.pk}: {error}")


def test_publishing_again_changes_nothing() -> None:
    before = list(Option.objects.values())
    migration.publish(apps, connection.schema_editor())
    assert Checklist.objects.count() == 1
    assert list(Option.objects.values()) == before


def test_it_can_be_taken_back_and_published_again() -> None:
    count = Option.objects.count()
    editor = connection.schema_editor()
    migration.take_back(apps, editor)
    assert not Checklist.objects.exists()
    migration.publish(apps, editor)
    assert Option.objects.count() == count


def test_it_is_not_taken_back_from_those_who_have_answered(sel: Municipality, kari: User) -> None:
    profile = draft(sel, kari)
    assessments.answer(
        profile, by=kari, version=profile.version, given={"purpose": Given(text="Flere på konsert")}
    )
    with pytest.raises(ProtectedError):
        migration.take_back(apps, connection.schema_editor())
