"""The register: the profiles that one may see, searched, filtered, sorted, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from profiles import permissions, platforms, searching
from profiles.forms.register import RegisterForm, SaveFilterForm, query_of, sort_of
from profiles.models import AreaOfUse, Hijacking, Profile
from profiles.models.profile import ProfileQuerySet
from profiles.searching import Choice
from profiles.views import paging
from profiles.views.fetching import user_of

# How far profiles are counted.
COUNTED: Final = 1000
# What a row tells, and what an order needs; no more is fetched.
SHOWN: Final = (
    "name",
    "platform",
    "status",
    "registered_at",
    "next_evaluation_on",
    "department__name",
    "owner__name",
    "owner__is_active",
)
ORDERS: Final = {
    "name": paging.BY_NAME,
    "department": paging.BY_DEPARTMENT,
    "status": paging.BY_STATE,
    "evaluation": paging.BY_EVALUATION,
    "newest": paging.NEWEST_FIRST,
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and where one comes by taking it away."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A profile in the list, as it is told."""

    key: str
    name: str
    url: str
    platform: str
    department: str
    owner: str
    owner_has_left: bool
    evaluation: str
    state: str
    is_hijacked: bool


@require_safe
@vary_on_headers("HX-Request")
def register(request: HttpRequest) -> HttpResponse:
    """The list, or to htmx only what changes when a filter does."""
    user = user_of(request)
    departments = searching.departments_of(user)
    choice, sort = searching.read(request.GET, departments), sort_of(request.GET)
    found = searching.narrow(user, choice)
    count = found[: COUNTED + 1].count()
    page = paging.page_of(_dated(found), ORDERS[sort], request.GET, shown=_shown())
    query, rows = query_of(choice, sort), _rows(page.profiles)
    context = {
        "form": RegisterForm(choice, sort, departments=departments),
        "page": page,
        "rows": rows,
        "shown": ",".join(row.key for row in rows),
        "count": min(count, COUNTED),
        "has_more": count > COUNTED,
        "chips": list(_chips(choice, sort)),
        "query": query,
        "save_form": SaveFilterForm(user=user, query=query),
        "can_act_on_many": permissions.can_act_on_many(user),
        "can_import": permissions.can_import(user),
        "saved_filters": user.saved_filters.all(),
    }
    if request.headers.get("HX-Request"):
        response = render(request, "profiles/_found.html", {**context, "is_part": True})
        response["HX-Push-Url"] = address_of(query)
        return response
    return render(request, "profiles/list.html", context)


def address_of(query: str) -> str:
    return reverse("profiles:list") + (f"?{query}" if query else "")


def _dated(profiles: ProfileQuerySet) -> ProfileQuerySet:
    """With a date for every evaluation: what has none stands last, on any database."""
    return profiles.annotate(evaluated_by=Coalesce("next_evaluation_on", Value(date.max)))


def _shown() -> ProfileQuerySet:
    """Profiles with what a row tells of them."""
    hijackings = Hijacking.objects.open().filter(profile=OuterRef("pk")).order_by()
    profiles = _dated(Profile.objects.all()).annotate(is_hijacked=Exists(hijackings))
    return profiles.select_related("department", "owner").only(*SHOWN)


def _rows(profiles: list[Profile]) -> list[Row]:
    language = get_language()
    return [
        Row(
            key=str(profile.pk),
            name=str(profile),
            url=profile.get_absolute_url(),
            platform=_platform(profile.platform, language),
            department=profile.department.name,
            owner=profile.owner.name if profile.owner else "",
            owner_has_left=bool(profile.owner and not profile.owner.is_active),
            evaluation=_day(profile.next_evaluation_on, language),
            state=_state(profile.status, language),
            is_hijacked=profile.is_hijacked,  # type: ignore[attr-defined]
        )
        for profile in profiles
    ]


# The same in every row of every list, as long as the same language is spoken.
@cache
def _state(status: str, language: str) -> str:
    """The state as a tag, in the language that is spoken; it looks the same on all pages."""
    return render_to_string("profiles/_state.html", {"profile": Profile(status=status)})


@cache
def _platform(code: str, language: str) -> str:
    return Profile(platform=code).platform_name or _("No platform yet")


@lru_cache(maxsize=1000)
def _day(day: date | None, language: str) -> str:
    return date_format(day, "j. b Y") if day else ""


def _chips(choice: Choice, sort: str) -> Iterator[Chip]:
    for name, value in choice.pairs():
        rest = query_of(choice, sort, without=(name, value))
        yield Chip(_told(choice, name, value), address_of(rest))


def _told(choice: Choice, name: str, value: str) -> str:
    """A filter that is set, in words."""
    match name:
        case "q":
            return _("Search: %(text)s") % {"text": value}
        case "department":
            return _("In %(department)s") % {"department": choice.department}
        case "platform":
            return _(platforms.PLATFORMS[value].name)
        case "status":
            return _("State: %(state)s") % {"state": Profile.Status(value).label}
        case "area":
            return str(AreaOfUse.Area(value).label)
        case "mine":
            return _("Those that I answer for")
        case "hijacked":
            return _("In other hands now")
        case _:
            return str(searching.MISSING[value].label)
