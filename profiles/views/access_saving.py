"""Changing what is known of the access while others do: see `views.saving`."""

from dataclasses import dataclass

from profiles import accesses
from profiles.models import Event, Holder, Profile
from profiles.models.access import YesNo
from profiles.views import access_words
from profiles.views.saving import Edit, Values


class FactsEdit(Edit):
    """The facts about an account."""

    def read(self, profile: Profile) -> Values:
        return accesses.facts_of(profile)

    def in_words(self, name: str, values: Values) -> str:
        return access_words.said(name, values[name])

    def tells(self, event: Event, name: str) -> bool:
        return any(change["field"] == name for change in event.data.get("access", ()))


@dataclass(frozen=True, slots=True)
class HolderEdit(Edit):
    """What is kept of somebody on the list."""

    holder: Holder | None = None

    def read(self, profile: Profile) -> Values:
        assert self.holder  # noqa: S101
        self.holder.refresh_from_db()
        return dict(accesses.terms_of(self.holder))

    def in_words(self, name: str, values: Values) -> str:
        choices = dict(Holder.Role.choices) | dict(YesNo.choices)
        return str(choices.get(str(values[name]), Edit.in_words(self, name, values)))

    def tells(self, event: Event, name: str) -> bool:
        changes = event.data.get("access", ())
        told = [each for change in changes for each in (change["new"], change["old"]) if each]
        return any(isinstance(each, dict) and each["name"] == str(self.holder) for each in told)
