from django import template

from profiles import timeline
from profiles.history import Change

register = template.Library()


@register.filter
def in_words(change: Change) -> timeline.Line:
    """A stored change as people say it."""
    return timeline.in_words(change)
