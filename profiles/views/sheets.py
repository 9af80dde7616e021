"""Forms about people, departments and who has access, which others may save meanwhile.

These have no versions. The form carries what stood in its fields when it was opened; what
the person has changed since is to be written and nothing else, and where somebody else has
changed the same field, the person decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from profiles.merging import Merged, fingerprint, merge
from profiles.views import asking
from profiles.views.asking import Clash, Trace, Values


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with a field `base`, and what stands in its fields now.

    Whom or what it is `about`, where the way `back` leads, and who last changed a field.
    """

    form: forms.Form
    stands: Values
    about: object
    back: str
    last: Callable[[str], Trace | None]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is whose: what to write, who has changed what meanwhile, and what to decide on."""

    # What the person has changed.
    values: Values
    # What others have changed, or what the person lets stand.
    theirs: frozenset[str] = frozenset()
    others: Sequence[str] = ()
    clashes: Sequence[Clash] = ()
    own: Sequence[str] = ()


def begin(sheet: Sheet) -> None:
    """Let the form carry what stands in its fields now."""
    sheet.form.initial["base"] = asking.seal(_prints(sheet.stands))


def settle(request: HttpRequest, sheet: Sheet) -> Settled:
    """Compare what was sent, and is valid, with what stands now.

    The caller holds the row, so that it still does when the values are written.
    """
    form, stands = sheet.form, sheet.stands
    typed = {name: form.cleaned_data[name] for name in stands if name in form.fields}
    now, mine = _prints(stands), _prints(typed)
    base = _base(form, now)
    asking.heed_choices(request, base, mine)
    merged = merge(base, mine, now)
    if merged.clashes:
        # The next time it is compared with what the person decides on now.
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["base"] = asking.seal(base | {name: now[name] for name in merged.clashes})  # type: ignore[index]
    labels = {name: str(form.fields[name].label) for name in typed}
    theirs = [(labels[name], sheet.last(name)) for name in typed if name in merged.theirs]
    return Settled(
        values={name: typed[name] for name in merged.mine},
        theirs=merged.theirs,
        others=asking.told_of_others(theirs),
        clashes=_clashes(request, sheet, typed, merged),
        own=[labels[name] for name in typed if name in merged.mine],
    )


def tell(request: HttpRequest, settled: Settled, done: str) -> None:
    """Say that it is saved, and who has changed what meanwhile."""
    for line in settled.others:
        messages.info(request, line)
    messages.success(request, done)


def decide(request: HttpRequest, sheet: Sheet, settled: Settled) -> HttpResponse:
    """The 409 page where both versions stand side by side, to choose from field by field."""
    context = {"form": sheet.form, "about": sheet.about, "back": sheet.back, "saved": settled}
    return render(request, "profiles/merge.html", context, status=409)


def _base(form: forms.Form, now: Mapping[str, str]) -> dict[str, str]:
    """What the form began with; without a word of it, what stands now."""
    sealed = form.cleaned_data["base"]
    return (asking.unseal(sealed) or {}) if sealed else dict(now)


def _prints(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: fingerprint(value) for name, value in values.items()}


def _clashes(request: HttpRequest, sheet: Sheet, typed: Values, merged: Merged) -> list[Clash]:
    skipped = asking.skipped(request)
    return [
        Clash(
            name,
            str(sheet.form.fields[name].label),
            mine=_in_words(sheet.form.fields[name], typed[name]),
            theirs=_in_words(sheet.form.fields[name], sheet.stands[name]),
            event=sheet.last(name),
            is_skipped=name in skipped,
        )
        for name in typed
        if name in merged.clashes
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return "" if value is None else str(value)
