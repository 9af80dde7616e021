"""Confirming that a profile is active, and what is shown of its activity (D1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles import activities, permissions, policies, policy
from profiles.activities import Point
from profiles.forms.activity import ActivityForm
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of

# The chart's own units; the style sheet makes it as wide as there is room.
WIDTH: Final = 600
HEIGHT: Final = 160
MARGIN: Final = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a report stands in the chart."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The followers over time, as a line; `points` are told in the table behind it."""

    dots: Sequence[Dot]
    lowest: int
    highest: int
    first: date
    last: date

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


@takes_a_form
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the profile is active, and when it last had something new."""
    profile, user = get_profile(request, pk), user_of(request)
    require(permissions.can_confirm_activity(user, profile))
    typed = request.POST if request.method == "POST" else None
    initial = {"version": profile.version}
    form = ActivityForm(typed, today=timezone.localdate(), initial=initial)

    def do(version: int) -> None:
        given = form.cleaned_data
        days = {"last_post_on": given["last_post_on"], "followers": given["followers"]}
        activities.confirm(profile, by=user, **days)

    done = _("Thank you. It stands on the profile’s page that it is active.")
    act = Act(
        Event.Kind.ACTIVE, "profiles/confirm_activity.html", do, done, {Profile.Status.ACTIVE}
    )
    days = policy.activity_days(profile.rhythm, policies.of(profile.department))
    return perform(request, profile, form, act, days=days)


def activity_of(user: User, profile: Profile) -> dict[str, Any]:
    """What the profile's page tells of its activity."""
    reports = activities.points(profile)
    is_active = profile.status == Profile.Status.ACTIVE
    return {
        "reports": list(reversed(reports)),
        "chart": chart_of(reports),
        "can_confirm": is_active and permissions.can_confirm_activity(user, profile),
    }


def chart_of(reports: Sequence[Point]) -> Chart | None:
    """The line through what was told of followers; None below two numbers, which make none."""
    told = [(each.day, each.followers) for each in reports if each.followers is not None]
    if len(told) < 2 or told[0][0] == told[-1][0]:
        return None
    first, last = told[0][0], told[-1][0]
    numbers = [number for _day, number in told]
    lowest, highest = min(numbers), max(numbers)
    across, up = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    dots = [
        Dot(
            MARGIN + across * (day - first).days / (last - first).days,
            HEIGHT - MARGIN - up * (number - lowest) / max(highest - lowest, 1),
        )
        for day, number in told
    ]
    return Chart(dots, lowest, highest, first, last)
