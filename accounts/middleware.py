"""What every request passes through: which language, whether the session still holds, and
that one must sign in.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import sessions

Handler = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """Speak the language that was chosen in this browser, else the municipality's own.

    What the browser itself asks for is not heeded: most are set to English by whoever
    installed them, and a Norwegian municipality answers in Norwegian until asked otherwise.
    Needs no database, so pages for errors are in the right language too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        translation.activate(chosen if known else settings.LANGUAGE_CODE)
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # The person's own by now, if somebody has signed in.
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class UserLanguageMiddleware:
    """Speak the language that the person has chosen, in whichever browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response


class SessionLimitMiddleware:
    """End sessions that have been idle or have lasted too long, and say so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and sessions.has_ended(request):
            logout(request)
            messages.info(request, self.why(request))
        response = self.get_response(request)
        if request.user.is_authenticated:
            sessions.note(request, response)
        return response

    def why(self, request: HttpRequest) -> str:
        if request.method == "POST":
            return _(
                "You have been signed out because you had been away for long, so what you sent "
                "was not saved. Sign in, and go back with the browser’s back button to find it."
            )
        return _("You have been signed out because you had been away for long.")


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Ask strangers to sign in, and bring them back to where they were."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer and request.headers.get("HX-Request"):
            # A sign-in page has no business inside a part of another page.
            return HttpResponse(status=401)
        return answer

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        back = request.get_full_path() if request.method in ("GET", "HEAD") else _came_from(request)
        return redirect_to_login(back, resolve_url(self.get_login_url(view_func)))


def _came_from(request: HttpRequest) -> str:
    """The page whose form was sent: what takes a POST may not be there to be looked at."""
    home = str(resolve_url(settings.LOGIN_REDIRECT_URL))
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return home
    back = page._replace(scheme="", netloc="", fragment="").geturl()
    ours = page.netloc == request.get_host() and url_has_allowed_host_and_scheme(back, None)
    return back if ours else home
