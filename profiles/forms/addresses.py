"""One more address of the same account."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from profiles import addressing, editing, platforms
from profiles.forms.account import address_field, already_registered, meant_by, problem_with
from profiles.forms.answering import ActForm
from profiles.models import Address, Profile


class AddressForm(ActForm):
    """An address that leads to the same account."""

    address = address_field(
        label=gettext_lazy("One more address"),
        help_text=gettext_lazy(
            "Another way to the same account, for example the number of a channel "
            "beside its handle."
        ),
    )

    def __init__(self, *args: Any, user: User, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.profile = user, profile
        # The profile's address, where that of a post was given.
        self.meant: str | None = None

    def clean_address(self) -> str:
        given: str = self.cleaned_data["address"]
        found = platforms.identify(given, self.profile.platform)
        if problem := problem_with(found, self.profile.platform):
            self.meant = meant_by(found)
            raise forms.ValidationError(problem)
        if self.profile.addresses.count() >= addressing.MOST:
            self.add_too_many()
        if holder := editing.find_holder(found.platform or "", found.key or ""):
            self.add_taken(holder)
        return given

    def add_too_many(self) -> None:
        """Say that the profile has as many as it can have."""
        message = _("A profile has at most %(most)s addresses. Take one away first.")
        self.add_error("address", message % {"most": addressing.MOST})

    def add_taken(self, address: Address | None) -> None:
        """Say that the account stands in the register already, here or elsewhere."""
        if address and address.profile_id == self.profile.pk:
            self.add_error("address", _("The profile has this address already."))
        else:
            self.add_error("address", already_registered(address, self.user))
