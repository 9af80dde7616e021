from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import languages, organisation
from profiles.forms.preferences import PreferencesForm
from profiles.views.fetching import takes_a_form, user_of


@takes_a_form
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, telephone, language and colours: what everybody decides for him- or herself."""
    user = user_of(request)
    form = PreferencesForm(request.POST or None, initial=PreferencesForm.initial_of(user))
    if request.method == "POST" and form.is_valid():
        organisation.change_person(user, by=user, values=form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your preferences are saved."))
        response = redirect("profiles:preferences")
        languages.remember(response, user.language)
        return response
    return render(request, "profiles/people/preferences.html", {"form": form, "person": user})


@require_POST
def confirm_phone(request: HttpRequest) -> HttpResponse:
    """Say that one's own telephone number is right still."""
    if not organisation.confirm_phone(user_of(request)):
        return redirect("profiles:preferences")
    messages.success(request, _("Thank you. The crisis staff sees that your number is right."))
    return redirect("profiles:tasks")
