"""Fetching what a person may know of: anything else is not found."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.models import User
from profiles.models import Profile

# For a page with a form on it: anything but looking and sending is refused.
takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


def user_of(request: HttpRequest) -> User:
    """The signed-in person; every page that asks requires sign-in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def get_profile(request: HttpRequest, pk: int) -> Profile:
    """The profile, if the person may know of it; else Http404."""
    known = Profile.objects.visible_to(user_of(request))
    return get_object_or_404(known.select_related("department", "owner", "registered_by"), pk=pk)
