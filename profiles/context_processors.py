from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from profiles import hijackings, permissions, runs
from profiles.models import Profile


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the header shows: `municipality`, and for who is signed in `nav`."""
    context: dict[str, Any] = {"municipality": settings.MUNICIPALITY}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    can_answer = permissions.can_answer(user)
    can_see_deadlines = permissions.can_see_deadlines(user)
    context["nav"] = {
        "can_register": permissions.can_register(user),
        "can_answer": can_answer,
        "awaiting": Profile.objects.awaiting_answer().count() if can_answer else 0,
        "unread": user.notices.unread().count(),
        "can_see_people": permissions.can_see_people(user),
        "can_see_undelivered": permissions.can_see_undelivered(user),
        "can_see_deadlines": can_see_deadlines,
        "late": runs.late(timezone.now()) if can_see_deadlines else [],
        "can_see_crisis": permissions.can_see_crisis(user),
        "hijackings": hijackings.known_to(user),
        "development": settings.DEVELOPMENT,
    }
    return context
