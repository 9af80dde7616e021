from typing import Any

from allauth.account.views import LoginView, LogoutView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from accounts import demo, devices, invitations, languages, organisation
from accounts.forms import InvitationForm
from accounts.models import Invitation, User


class SignInView(LoginView):  # type: ignore[misc]
    """Sign-in; on a developer's machine with the demo's people to choose from."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.GET.get("epost", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEVELOPMENT:
            context["demo_people"] = demo.people()
            context["demo_password"] = demo.DEMO_PASSWORD
        return context


class SignOutView(LogoutView):  # type: ignore[misc]
    """Sign-out, which takes with it what a page has saved on the device."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"storage"'
        return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="reset_password_from_key")  # type: ignore[untyped-decorator]
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """The first time: the name, a password, and one is in.

    Looking uses nothing up: mail filters open every link before the person does.
    """
    found = invitations.find(token, timezone.now())
    if found is None:
        return _kept_nowhere(render(request, "account/invitation_gone.html", status=410))
    form = InvitationForm(request.POST or None, person=found.user)
    with translation.override(found.user.language):
        if request.method == "POST" and form.is_valid():
            return _let_in(request, found, form)
        context = {"form": form, "person": found.user}
        response = render(request, "account/invitation.html", context)
    return _kept_nowhere(response)


def _let_in(request: HttpRequest, found: Invitation, form: InvitationForm) -> HttpResponseBase:
    name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
    person = organisation.accept_invitation(found, name=name, password=password)
    if person is None:
        return _kept_nowhere(render(request, "account/invitation_gone.html", status=410))
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(
        request, _("Welcome, %(name)s! You are signed in.") % {"name": person.get_short_name()}
    )
    response = redirect(settings.LOGIN_REDIRECT_URL)
    devices.remember(response, person.email)
    languages.remember(response, person.language)
    return response


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak another language from now on, in this browser and to this person."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language(request)
