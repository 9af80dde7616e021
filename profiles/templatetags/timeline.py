from datetime import date

from django import template
from django.utils.dateparse import parse_date

from profiles import timeline, wording
from profiles.history import Change
from profiles.models import Evaluation

register = template.Library()


@register.filter
def in_words(change: Change) -> timeline.Line:
    """A stored change as people say it."""
    return timeline.in_words(change)


@register.filter
def as_day(kept: str | None) -> date | None:
    """A date as an event keeps it."""
    return parse_date(kept or "")


@register.filter
def outcome_name(outcome: str | None) -> str:
    """What came out of an evaluation, in words."""
    return str(dict(Evaluation.Outcome.choices).get(outcome or "", ""))


@register.filter
def field_name(field: str) -> str:
    """What a field is called, within a sentence."""
    return wording.name_of(field)
