from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles import worklist
from profiles.views.fetching import user_of
from profiles.worklist.item import MOST


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for the person; the first page after sign-in."""
    items = worklist.items(user_of(request), timezone.localdate())
    context = {"items": items, "most": MOST, "may_be_more": len(items) >= MOST}
    return render(request, "profiles/tasks.html", context)
