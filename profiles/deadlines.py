"""The deadlines that stand on a profile, each a plain column that the sweep reads."""

from datetime import date
from typing import Any

from profiles import policy
from profiles.models import Profile


def in_use_from(profile: Profile, today: date) -> dict[str, Any]:
    """Columns of a profile that comes into use, or into use again, on `today` (D1, C2)."""
    return {
        **active_on(profile, today),
        "access_due_on": profile.access_due_on or policy.access_review_due(today),
    }


def active_on(profile: Profile, today: date) -> dict[str, Any]:
    """Columns of a profile that is known to be kept up on `today` (D1)."""
    return {
        "last_active_on": today,
        "next_activity_on": policy.activity_due(today, profile.rhythm),
    }


def after_new_rhythm(profile: Profile) -> dict[str, Any]:
    """Columns of a profile whose rhythm has changed: its next activity is due on another day."""
    last = profile.last_active_on
    return {"next_activity_on": last and policy.activity_due(last, profile.rhythm)}
