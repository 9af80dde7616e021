"""The crisis page, which also can be read without a network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles import crisis, permissions
from profiles.models import Profile
from profiles.permissions import require
from profiles.views.fetching import user_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The crisis channels, their state, and whom to ring."""
    user = user_of(request)
    require(permissions.can_see_crisis(user))
    known = Profile.objects.visible_to(user).filter(for_crisis=True)
    context = {
        "channels": crisis.channels(),
        "known": set(known.values_list("pk", flat=True)),
        "now": timezone.now(),
    }
    return render(request, "profiles/crisis/page.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps a copy of the page on the device; it sees nothing but `/krise/`."""
    require(permissions.can_see_crisis(user_of(request)))
    return render(request, "profiles/crisis/worker.js", content_type="text/javascript")
