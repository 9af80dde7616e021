"""What a notification needs: each thing is asked for by its rule, and mended in its step."""

import pytest

from accounts.models import User
from profiles import assessments, editing, lifecycle, readiness
from profiles.assessments import Given
from profiles.models import Checklist, Profile
from profiles.readiness import Step

pytestmark = pytest.mark.django_db

WITHOUT = [
    # What is taken away, then rule and step of what is missing.
    ({"website": ""}, "B1", Step.PEOPLE),
    ({"areas": []}, "B2", Step.ACCOUNT),
    ({"need": ""}, "B5", Step.ACCOUNT),
    ({"address": ""}, "C1", Step.ACCOUNT),
    ({"name": ""}, "C1", Step.ACCOUNT),
    ({"owner": None}, "C2", Step.PEOPLE),
    ({"backups": []}, "C2", Step.PEOPLE),
    ({"responsibilities": []}, "C3", Step.PEOPLE),
    (
        {"responsibilities": ["content", "functionality", "technology", "dialogue"]},
        "C3",
        Step.PEOPLE,
    ),
    ({"reply_time": None}, "B4", Step.PEOPLE),
    ({"rhythm": None}, "D1", Step.PEOPLE),
]


def test_a_complete_draft_lacks_nothing(ready_draft: Profile) -> None:
    assert readiness.gaps(ready_draft) == []


@pytest.mark.parametrize(("values", "rule", "step"), WITHOUT)
def test_each_thing_that_is_missing_names_its_rule_and_step(
    ready_draft: Profile, kari: User, values: editing.Values, rule: str, step: Step
) -> None:
    editing.change(ready_draft, by=kari, version=ready_draft.version, values=values)
    [gap] = readiness.gaps(Profile.objects.get())
    assert (gap.rule, gap.step) == (rule, step)
    with pytest.raises(lifecycle.Incomplete):
        lifecycle.notify(ready_draft, by=kari, version=ready_draft.version)


def test_the_owner_is_no_backup_for_himself(ready_draft: Profile, kari: User, ola: User) -> None:
    values: editing.Values = {"owner": ola, "backups": [ola]}
    editing.change(ready_draft, by=kari, version=ready_draft.version, values=values)
    assert [gap.rule for gap in readiness.gaps(Profile.objects.get())] == ["C2"]


@pytest.mark.parametrize("gone", ["owner", "backup"])
def test_whoever_can_no_longer_sign_in_does_not_count(
    ready_draft: Profile, ola: User, siri: User, gone: str
) -> None:
    person = ola if gone == "owner" else siri
    person.is_active = False
    person.save()
    assert [gap.rule for gap in readiness.gaps(Profile.objects.get())] == ["C2"]


def test_every_question_that_must_be_answered_is_asked_for(ready_draft: Profile) -> None:
    ready_draft.assessments.all().delete()
    missing = readiness.gaps(Profile.objects.get())
    required = Checklist.objects.get().questions.filter(is_required=True)
    assert [gap.field for gap in missing] == list(required.values_list("code", flat=True))
    assert [gap.rule for gap in missing[:9]] == [f"B4 ({number})" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("code", "value", "rule"),
    [
        ("follow_up", "no", "B4 (9)"),
        ("exclusions", "case_handling", "B3"),
        ("exclusions", "personal_follow_up", "B3"),
        ("exclusions", "archive", "B3"),
        ("counterpart", "no", "B1"),
    ],
)
def test_an_answer_that_blocks_says_why_and_what_to_do_instead(
    ready_draft: Profile, kari: User, code: str, value: str, rule: str
) -> None:
    given = {code: Given(values=(value,))}
    assessments.answer(ready_draft, by=kari, version=ready_draft.version, given=given)
    [gap] = readiness.gaps(Profile.objects.get())
    assert (gap.rule, gap.step, gap.field) == (rule, Step.ASSESSMENT, code)
    assert len(gap.text) > 40


def test_an_answer_that_warns_keeps_nothing_back(ready_draft: Profile, kari: User) -> None:
    given = {"privacy": Given(text="Mangler avtale", values=("no",))}
    assessments.answer(ready_draft, by=kari, version=ready_draft.version, given=given)
    assert readiness.gaps(Profile.objects.get()) == []
