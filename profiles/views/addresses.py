"""The several addresses of a profile: adding, choosing the main one, taking away."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from profiles import addressing, permissions
from profiles.editing import AddressTaken
from profiles.forms.addresses import AddressForm
from profiles.forms.answering import ActForm
from profiles.models import Event, Profile
from profiles.permissions import require
from profiles.views.acting import Act, perform
from profiles.views.fetching import get_profile, takes_a_form, user_of
from profiles.views.registration import typed_in

TEMPLATE = "profiles/addresses.html"


@takes_a_form
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """All addresses of the account, and a field for one more."""
    profile, user = _to_change(request, pk)
    if profile.main_address is None:
        messages.info(request, _("Give the profile its first address here."))
        return redirect("profiles:account", pk=pk)
    typed = typed_in(request)
    form = AddressForm(typed, user=user, profile=profile, initial={"version": profile.version})

    def do(version: int) -> None:
        given = form.cleaned_data["address"]
        addressing.add(profile, by=user, version=version, given=given)

    act = _act(profile, do, _("The address is added."))
    try:
        return perform(request, profile, form, act)
    except (AddressTaken, addressing.TooMany) as error:
        # The page's other buttons rest on the version that stands.
        profile.refresh_from_db(fields=["version"])
        if isinstance(error, AddressTaken):
            form.add_taken(error.address)
        else:
            form.add_too_many()
        return render(request, TEMPLATE, {"profile": profile, "form": form})


@require_POST
def make_main(request: HttpRequest, pk: int, address: int) -> HttpResponse:
    """Let another address be the main one."""
    profile, user = _to_change(request, pk)
    same = profile.addresses.filter(platform=profile.platform)
    chosen = get_object_or_404(same.select_related("profile"), pk=address)

    def do(version: int) -> None:
        addressing.make_main(chosen, by=user, version=version)

    done = _("%(address)s is the main address now.") % {"address": chosen.url}
    return perform(request, profile, ActForm(request.POST), _act(profile, do, done))


@require_POST
def remove(request: HttpRequest, pk: int, address: int) -> HttpResponse:
    """Take an address away."""
    profile, user = _to_change(request, pk)
    chosen = profile.addresses.filter(pk=address, is_main=False).select_related("profile").first()
    if chosen is None:
        messages.info(request, _("That address is not among the other addresses any more."))
        return redirect("profiles:addresses", pk=pk)

    def do(version: int) -> None:
        addressing.remove(chosen, by=user, version=version)

    done = _("%(address)s is taken away. Add it again below if that was wrong.")
    act = _act(profile, do, done % {"address": chosen.url})
    return perform(request, profile, ActForm(request.POST), act)


def _to_change(request: HttpRequest, pk: int) -> tuple[Profile, User]:
    profile, user = get_profile(request, pk), user_of(request)
    is_draft = profile.status == Profile.Status.DRAFT
    may = permissions.can_edit if is_draft else permissions.can_change
    require(may(user, profile))
    return profile, user


def _act(profile: Profile, do: Callable[[int], object], done: str) -> Act:
    is_draft = profile.status == Profile.Status.DRAFT
    kind = Event.Kind.EDITED if is_draft else Event.Kind.CHANGED
    onwards = reverse("profiles:addresses", args=(profile.pk,))
    return Act(kind, TEMPLATE, do, done, addressing.OPEN, onwards)
