from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from profiles.assessments import Answered, Given
from profiles.forms.step import StepForm
from profiles.models import Question

COMMENT = "_comment"
MAX_LENGTH = 4000


class AssessmentForm(StepForm):
    """The second step: the checklist's questions, as the database has them (B3, B4)."""

    def __init__(self, *args: Any, answered: Sequence[Answered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = [each.question for each in answered]
        for question in self.questions:
            self.fields[question.code] = _field(question)
            if question.takes_comment:
                self.fields[question.code + COMMENT] = _comment()

    @staticmethod
    def initial_of(answered: Sequence[Answered]) -> dict[str, Any]:
        """What the step shows of the answers given so far."""
        initial: dict[str, Any] = {}
        for each in answered:
            code, given = each.question.code, each.given
            if each.question.kind == Question.Kind.TEXT:
                initial[code] = given.text
                continue
            several = each.question.kind == Question.Kind.CHOICES
            initial[code] = list(given.values) if several else next(iter(given.values), "")
            initial[code + COMMENT] = given.text
        return initial

    @property
    def given(self) -> dict[str, Given]:
        """The answers that could be understood, by the questions' codes."""
        return {
            question.code: self._given(question)
            for question in self.questions
            if question.code in self.cleaned_data
        }

    def _given(self, question: Question) -> Given:
        value = self.cleaned_data[question.code]
        if question.kind == Question.Kind.TEXT:
            return Given(text=value)
        values = value if question.kind == Question.Kind.CHOICES else [value] if value else []
        comment = self.cleaned_data.get(question.code + COMMENT, "")
        return Given(text=comment, values=tuple(values))


def _field(question: Question) -> forms.Field:
    label = f"{question.number}. {question.text}"
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(
            label=label,
            help_text=question.help,
            max_length=MAX_LENGTH,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    choices = [(option.value, option.label) for option in question.options.all()]
    if question.kind == Question.Kind.CHOICES:
        return forms.MultipleChoiceField(
            label=label,
            help_text=question.help,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(
        label=label,
        help_text=question.help,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
    )


def _comment() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Explanation (optional)"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
