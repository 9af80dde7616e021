"""Choosing one profile among many, by its address or its name."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.db.models.functions import Length
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import editing, platforms, searching
from profiles.models import Profile
from profiles.models.profile import ProfileQuerySet

# So many are offered while one types, and so many when nothing was found.
OFFERED: Final = 100
NAMED: Final = 5


class OfferingInput(forms.TextInput):
    """A text field that offers what can be chosen, in browsers that know how."""

    def __init__(self, offers: Callable[[], Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offers = offers

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_offered"
        widget["offers"] = self.offers()
        return context


class ProfileField(forms.CharField):
    """One of the profiles of `among`: its address in any spelling, or its name.

    Cleans to the profile, or to None where nothing is given. However many profiles there are,
    the page offers a bounded number, and the others can be written.
    """

    among: ProfileQuerySet
    # What stands there already: it may stay, whatever has become of it.
    kept: Profile | None = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false"}
        widget = OfferingInput(self._offers, attrs=attrs)
        kwargs.setdefault("help_text", gettext_lazy("Its address, or its name in the register."))
        super().__init__(max_length=2048, widget=widget, **kwargs)
        self.among = Profile.objects.none()

    def __deepcopy__(self, memo: dict[int, Any]) -> "ProfileField":
        copied: ProfileField = super().__deepcopy__(memo)
        assert isinstance(copied.widget, OfferingInput)  # noqa: S101
        copied.widget.offers = copied._offers
        return copied

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Profile):
            return value
        return value.main_address.url if value.main_address else value.name

    def clean(self, value: Any) -> Profile | None:
        text = super().clean(value)
        if not text:
            return None
        if self.kept and text == self.prepare_value(self.kept):
            return self.kept
        if found := self._by_address(text):
            return found
        like = self._by_name(text)
        called = [each for each in like if each.name.casefold() == text.casefold()]
        if len(called) == 1:
            return called[0]
        message = _("No profile in use has this address or name: “{}”.")
        if called:
            message = _("Several profiles are called “{}”. Write the address of the one you mean:")
        elif like:
            message = _("No profile in use is called “{}”. Write the address of the one you mean:")
        raise forms.ValidationError(_naming(message, text, called or like))

    def _by_address(self, text: str) -> Profile | None:
        found = platforms.identify(text)
        holder = editing.find_holder(found.platform or "", found.key or "")
        return self.among.filter(pk=holder.profile_id).first() if holder else None

    def _by_name(self, text: str) -> list[Profile]:
        named = self.among.filter(searching.has_text("name", text))
        # The shortest first: whoever writes the whole name gets those that are called so.
        return list(_shown(named).order_by(Length("name"), "name", "pk")[:NAMED])

    def _offers(self) -> list[tuple[str, str]]:
        among = _shown(self.among.order_by("name", "pk"))[:OFFERED]
        return [(str(self.prepare_value(each)), _told(each)) for each in among]


def _shown(profiles: ProfileQuerySet) -> ProfileQuerySet:
    return profiles.select_related("department").prefetch_related("addresses")


def _told(profile: Profile) -> str:
    return f"{profile} – {profile.platform_name} ({profile.department})"


def _naming(message: str, text: str, profiles: Iterable[Profile]) -> SafeString:
    lines = format_html_join(
        "",
        "<br>{}: {}",
        ((_told(each), each.main_address.url if each.main_address else "–") for each in profiles),
    )
    return format_html(message, text) + lines
