from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import languages, organisation
from accounts.models import User
from profiles import logbook
from profiles.forms.preferences import PreferencesForm
from profiles.views import sheets
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.sheets import Sheet


@takes_a_form
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, telephone, language and colours: what everybody decides for him- or herself."""
    user = user_of(request)
    if request.method == "POST":
        return _save(request, user.pk)
    form = PreferencesForm(initial=PreferencesForm.initial_of(user))
    sheets.begin(_sheet(form, user))
    return render(request, "profiles/people/preferences.html", {"form": form, "person": user})


@transaction.atomic
def _save(request: HttpRequest, pk: int) -> HttpResponse:
    user = User.objects.select_for_update().get(pk=pk)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "profiles/people/preferences.html", {"form": form, "person": user})
    sheet = _sheet(form, user)
    settled = sheets.settle(request, sheet)
    if settled.clashes:
        return sheets.decide(request, sheet, settled)
    organisation.change_person(user, by=user, values=settled.values)
    with translation.override(user.language):
        sheets.tell(request, settled, _("Your preferences are saved."))
    response = redirect("profiles:preferences")
    languages.remember(response, user.language)
    return response


def _sheet(form: PreferencesForm, user: User) -> Sheet:
    stands, back = PreferencesForm.initial_of(user), reverse("profiles:preferences")
    return Sheet(form, stands, user, back, partial(logbook.last_change, user))


@require_POST
def confirm_phone(request: HttpRequest) -> HttpResponse:
    """Say that one's own telephone number is right still."""
    if not organisation.confirm_phone(user_of(request)):
        return redirect("profiles:preferences")
    messages.success(request, _("Thank you. The crisis staff sees that your number is right."))
    return redirect("profiles:tasks")
