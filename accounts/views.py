from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts import demo
from accounts.models import User


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


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak another language from now on, in this browser and to this person."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language(request)
