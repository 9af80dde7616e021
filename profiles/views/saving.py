"""Saving a form that others may have saved meanwhile: no field that anybody changed is lost.

The form carries what stood in its fields when it was opened. What the person has changed
since is written, and nothing else; what somebody else has changed stays. Where both have
changed the same field, the two are shown side by side and the person decides.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Department, User
from profiles import assessments, editing, wording
from profiles.assessments import Given
from profiles.forms.assessment import AssessmentForm
from profiles.forms.step import StepForm
from profiles.history import Conflict
from profiles.merging import Merged, fingerprint, merge
from profiles.models import Event, Profile
from profiles.views import asking
from profiles.views.asking import Clash, Values
from profiles.views.conflicts import version_seen

# How often to look again where others save at the very same time.
TRIES: Final = 5
# Which account it is: the platform goes with the address.
ADDRESS, PLATFORM = "address", "platform"

Write = Callable[[Profile, int, Any], object]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form changes of a profile's fields; `write` is given the version and the values."""

    form: StepForm
    write: Write
    states: Collection[str] = (Profile.Status.DRAFT,)

    @property
    def typed(self) -> Values:
        """What was typed in the fields that could be understood."""
        return self.form.clean_values

    def read(self, profile: Profile) -> Values:
        """What stands in the form's fields now."""
        return editing.values_of(profile, [n for n in self.form.fields if n not in self.form.apart])

    def in_words(self, name: str, values: Values) -> str:
        """The field's value among `values` as people say it."""
        said = wording.value_of(name, _named(values[name]))
        if name == ADDRESS and said:
            said = f"{said} ({wording.value_of(PLATFORM, values.get(PLATFORM))})"
        return said

    def tells(self, event: Event, name: str) -> bool:
        """Whether the event changed the field."""
        changed = {change["field"] for change in event.data.get("changes", ())}
        return name in changed or (name == ADDRESS and PLATFORM in changed)


@dataclass(frozen=True, slots=True)
class Answers(Edit):
    """The same for the answers of the purpose assessment, by the questions' codes."""

    @property
    def typed(self) -> Values:
        assert isinstance(self.form, AssessmentForm)  # noqa: S101
        return dict(self.form.given)

    def read(self, profile: Profile) -> Values:
        return {each.question.code: each.given for each in assessments.read(profile)}

    def in_words(self, name: str, values: Values) -> str:
        given: Given = values[name]
        labels = dict(getattr(self.form.fields[name], "choices", ()))
        chosen = ", ".join(str(labels.get(value, value)) for value in given.values)
        return "\n".join(filter(None, (chosen, given.text)))

    def tells(self, event: Event, name: str) -> bool:
        assert isinstance(self.form, AssessmentForm)  # noqa: S101
        numbers = {each.code: each.number for each in self.form.questions}
        return any(each["number"] == numbers[name] for each in event.data.get("answers", ()))


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving: what others have changed meanwhile, or what is to be decided."""

    profile: Profile
    # Who changed which fields, in words.
    others: Sequence[str] = ()
    clashes: Sequence[Clash] = ()
    # The fields that only the person has changed, in words.
    own: Sequence[str] = ()
    # The fields that were written.
    written: frozenset[str] = frozenset()


def begin(edit: Edit, profile: Profile) -> None:
    """Let the form carry what stands in its fields now."""
    edit.form.initial["base"] = asking.seal(_prints(edit.read(profile)))


def save(request: HttpRequest, profile: Profile, edit: Edit) -> Saved:
    """Write what the person has changed, unless something has to be decided first.

    After it the form carries what the next save is to be compared with. Raises `Conflict` if
    the profile is no longer in a state in which it can be changed this way.
    """
    for _try in range(TRIES):
        if profile.status not in edit.states:
            raise Conflict(profile, edit.form.cleaned_data.get("version") or profile.version)
        stands = edit.read(profile)
        merged, base = _merged(request, profile, edit, stands)
        if merged.clashes:
            return _to_decide(request, profile, edit, stands, merged, base)
        try:
            if merged.mine:
                edit.write(profile, profile.version, _chosen(edit.typed, merged.mine))
        except Conflict as moved:
            profile = Profile.objects.get(pk=moved.profile.pk)
            continue
        _carry(edit.form, profile, base | _prints(edit.typed))
        others = _others(profile, edit, merged.theirs)
        return Saved(profile, others=others, written=merged.mine)
    raise Conflict(profile, profile.version)


def decide(request: HttpRequest, edit: Edit, saved: Saved) -> HttpResponse:
    """The 409 page where both versions stand side by side, to choose from field by field."""
    context = {
        "form": edit.form,
        "profile": saved.profile,
        "about": saved.profile,
        "back": saved.profile.get_absolute_url(),
        "saved": saved,
        "to": request.POST.get("to", ""),
    }
    return render(request, "profiles/merge.html", context, status=409)


def _merged(
    request: HttpRequest, profile: Profile, edit: Edit, stands: Values
) -> tuple[Merged, dict[str, str]]:
    """What is whose, after what the person has decided; and what the form began with."""
    now, mine = _prints(stands), _prints(edit.typed)
    if ADDRESS in mine:
        mine.pop(PLATFORM, None)
    base = asking.unseal(edit.form.cleaned_data.get("base"))
    if base is None:
        base = dict(now) if _is_newest(request, profile, edit.form) else {}
    asking.heed_choices(request, base, mine)
    return merge(base, mine, now), base


def _is_newest(request: HttpRequest, profile: Profile, form: StepForm) -> bool:
    """Whether a form that says nothing of how it began rests on what stands now."""
    try:
        return version_seen(request, profile, form) == profile.version
    except Conflict:
        return False


def _chosen(typed: Values, names: Collection[str]) -> Values:
    wanted = {*names, PLATFORM} if ADDRESS in names else set(names)
    return {name: value for name, value in typed.items() if name in wanted}


def _to_decide(
    request: HttpRequest,
    profile: Profile,
    edit: Edit,
    stands: Values,
    merged: Merged,
    base: dict[str, str],
) -> Saved:
    typed, skipped = edit.typed, asking.skipped(request)
    traces = _traces(profile, edit, merged.clashes | merged.theirs)
    clashes = [
        Clash(
            name,
            str(edit.form.fields[name].label),
            mine=edit.in_words(name, typed),
            theirs=edit.in_words(name, stands),
            event=traces.get(name),
            is_skipped=name in skipped,
        )
        for name in typed
        if name in merged.clashes
    ]
    if not request.headers.get("HX-Request"):
        # The next time it is compared with what the person decides on now.
        now = _prints(stands)
        _carry(edit.form, profile, base | {name: now[name] for name in merged.clashes})
    own = [_label(edit, name) for name in typed if name in merged.mine]
    return Saved(profile, _others(profile, edit, merged.theirs), clashes, own)


def _others(profile: Profile, edit: Edit, names: Iterable[str]) -> list[str]:
    """Who changed which of the fields, and when, a line for each event."""
    traces = _traces(profile, edit, names)
    return asking.told_of_others((_label(edit, name), traces[name]) for name in traces)


def _label(edit: Edit, name: str) -> str:
    return str(edit.form.fields[name].label)


def _traces(profile: Profile, edit: Edit, names: Iterable[str]) -> dict[str, Event | None]:
    """Which event last changed each of the fields."""
    wanted = [name for name in edit.form.fields if name in names]
    if not wanted:
        return {}
    events = list(profile.events.order_by("-at", "-pk"))
    return {name: next((e for e in events if edit.tells(e, name)), None) for name in wanted}


def _named(value: Any) -> Any:
    """People, departments and profiles by name, as the timeline has them."""
    if isinstance(value, (User, Department, Profile)):
        return value.name
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_named(each) for each in value]
    return value


def _prints(values: Mapping[str, Any]) -> dict[str, str]:
    """Something to compare each field by."""
    compared = dict(values)
    if {ADDRESS, PLATFORM} <= compared.keys():
        compared[ADDRESS] = [values[PLATFORM], values[ADDRESS]]
    return {name: fingerprint(value) for name, value in compared.items()}


def _carry(form: StepForm, profile: Profile, base: Mapping[str, str]) -> None:
    """Let the form, shown again, rest on the profile as it is now."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(profile.version)  # type: ignore[index]
    form.data["base"] = asking.seal(base)  # type: ignore[index]
