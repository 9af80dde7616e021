from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from profiles import worklist
from profiles.views.fetching import user_of


def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for the person; the first page after sign-in."""
    items = worklist.items(user_of(request), timezone.localdate())
    return render(request, "profiles/tasks.html", {"items": items})
