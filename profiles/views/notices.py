"""The inbox, and the notices that could not be delivered by e-mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles import notices, outbox, permissions
from profiles.models import Notice
from profiles.permissions import require
from profiles.views.fetching import user_of

PAGE = 25


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first."""
    own = user_of(request).notices.select_related("profile")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return render(request, "profiles/inbox.html", {"page_obj": page})


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with its text; reading it is said by a button, not by a GET."""
    found = get_object_or_404(user_of(request).notices.select_related("profile"), pk=pk)
    return render(request, "profiles/notice.html", {"notice": found})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to its matter."""
    found = get_object_or_404(user_of(request).notices, pk=pk)
    notices.read(found)
    target = found.path
    if request.POST.get("stay") or not url_has_allowed_host_and_scheme(target, None):
        return redirect("profiles:notice", pk=pk)
    return redirect(target)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    notices.read_all(by=user_of(request))
    messages.success(request, _("All notices are marked as read."))
    return redirect("profiles:inbox")


@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """Notices whose e-mail was given up, for who can do something about it."""
    require(permissions.can_see_undelivered(user_of(request)))
    failed = Notice.objects.undelivered().select_related("recipient", "profile")
    page = Paginator(failed, PAGE).get_page(request.GET.get("page"))
    return render(request, "profiles/undelivered.html", {"page_obj": page})


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a notice that was given up in the queue again."""
    require(permissions.can_see_undelivered(user_of(request)))
    found = get_object_or_404(Notice, pk=pk)
    if outbox.retry(found):
        messages.success(request, _("The e-mail is sent again within a minute or two."))
    return redirect("profiles:undelivered")
