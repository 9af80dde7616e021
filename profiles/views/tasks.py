from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles import worklist
from profiles.views.fetching import user_of
from profiles.worklist.item import MOST

# More than one does before one looks again.
PAGE_SIZE: Final = 25


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for the person; the first page after sign-in."""
    items = worklist.items(user_of(request), timezone.localdate())
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    may_be_more = len(items) >= MOST and not page.has_next()
    context = {"items": page.object_list, "page": page, "most": MOST, "may_be_more": may_be_more}
    return render(request, "profiles/tasks.html", context)
