"""One's own deadlines in a calendar elsewhere: the page about it, and what the calendar gets."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles import feeds
from profiles.models import CalendarFeed
from profiles.views.fetching import user_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar, or how to get one."""
    feed = CalendarFeed.objects.filter(user=user_of(request)).first()
    context = {"feed": feed, "address": feeds.address_of(feed) if feed else ""}
    return render(request, "profiles/people/calendar_feed.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make an address, in the place of the one that was there."""
    feeds.make(by=user_of(request))
    messages.success(request, _("Your calendar has a new address."))
    return redirect("profiles:calendar_feed")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take the address back."""
    if feeds.revoke(by=user_of(request)):
        messages.success(request, _("The address opens nothing any more."))
    return redirect("profiles:calendar_feed")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """The deadlines of whoever the address was made for."""
    feed = feeds.find(token)
    if feed is None:
        raise Http404
    content = feeds.content_of(feed, timezone.localdate())
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="selsome.ics"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
