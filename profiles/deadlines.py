"""The deadlines that stand on a profile, each a plain column that the sweep reads.

What comes out are columns with their values. `in_force` is the policy of the profile's
department (see `policies.of`); days are dates in Europe/Oslo. Beside each deadline stands
what it was reckoned from, so that a change of the policy can reckon it anew.
"""

from datetime import date
from typing import Any, Final

from django.db.models import Case, DateField, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least

from profiles import policy
from profiles.expressions import DaysAfter, MonthsAfter
from profiles.models import Profile
from profiles.policy import Policy

Term = Profile.EvaluationTerm

# How much of the policy the deadlines rest on.
VALUES: Final = policy.BY_DEPARTMENT


def in_use_from(profile: Profile, today: date, in_force: Policy) -> dict[str, Any]:
    """Of a profile that comes into use, or into use again, on `today` (D1, C2)."""
    access = {} if profile.access_due_on else access_checked(today, in_force)
    return {**active_on(profile, today, in_force), **access}


def active_on(profile: Profile, today: date, in_force: Policy) -> dict[str, Any]:
    """Of a profile that is known to be kept up on `today` (D1)."""
    due_on = policy.activity_due(today, profile.rhythm, in_force)
    return {"last_active_on": today, "next_activity_on": due_on}


def after_new_rhythm(profile: Profile, in_force: Policy) -> dict[str, Any]:
    """Of a profile whose rhythm has changed: its next activity is due on another day."""
    last = profile.last_active_on
    return {"next_activity_on": last and policy.activity_due(last, profile.rhythm, in_force)}


def access_checked(today: date, in_force: Policy) -> dict[str, Any]:
    """Of a profile whose access is in order on `today` (C2)."""
    due_on = policy.access_review_due(today, in_force)
    return {"access_set_on": today, "access_due_on": due_on}


def first_evaluation(day: date, today: date, in_force: Policy) -> dict[str, Any]:
    """Of a profile that comes into use on `today` and is to be evaluated by `day` (D2)."""
    by_policy = policy.first_evaluation(today, in_force)
    return _evaluated_by(day, today, Term.FIRST if day == by_policy else Term.CHOSEN)


def next_evaluation(day: date, today: date, in_force: Policy) -> dict[str, Any]:
    """Of a profile that was evaluated on `today` and is to be evaluated again by `day` (D2)."""
    by_policy = policy.next_evaluation(today, in_force)
    return _evaluated_by(day, today, Term.NEXT if day == by_policy else Term.CHOSEN)


def chosen_evaluation(day: date, today: date) -> dict[str, Any]:
    """Of a profile that somebody has decided on `today` to have evaluated by `day` (D2)."""
    return _evaluated_by(day, today, Term.CHOSEN)


def _evaluated_by(day: date, today: date, term: str) -> dict[str, Any]:
    return {"next_evaluation_on": day, "evaluation_set_on": today, "evaluation_term": term}


def anew(in_force: Policy) -> dict[str, Combinable]:
    """Each column as it would be under a policy, as an expression on a profile.

    An evaluation on a day that somebody has chosen stays on that day.
    """
    longest = Value(in_force.stale_days)
    days = Least(Coalesce("rhythm", longest), longest)
    evaluation = F("evaluation_set_on")
    first = MonthsAfter(evaluation, Value(in_force.first_evaluation_months))
    again = MonthsAfter(evaluation, Value(in_force.evaluation_months))
    access = MonthsAfter(F("access_set_on"), Value(in_force.access_review_months))
    return {
        "next_activity_on": _where("last_active_on", DaysAfter(F("last_active_on"), days)),
        "next_evaluation_on": Case(
            When(evaluation_term=Term.FIRST, then=first),
            When(evaluation_term=Term.NEXT, then=again),
            default=F("next_evaluation_on"),
            output_field=DateField(),
        ),
        "access_due_on": Case(
            When(access_set_on__isnull=False, then=access),
            default=F("access_due_on"),
            output_field=DateField(),
        ),
    }


def _where(known: str, then: Combinable) -> Combinable:
    return Case(When(**{f"{known}__isnull": False}, then=then), output_field=DateField())
