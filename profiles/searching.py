"""Finding profiles in the register: by a search, by filters, and by what is missing."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Department, User
from profiles import platforms
from profiles.models import Access, Address, AreaOfUse, Hijacking, Pause, Profile, SavedFilter
from profiles.models.profile import ProfileQuerySet, without_owner

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# A search that hits more than this is not gathered first, but looked for along the list.
MANY: Final = 1000
# So many letters are looked for inside of words too; trigrams find no fewer.
SHORTEST: Final = 3
# As long as an address may be.
MAX_TEXT: Final = 2048
MAX_QUERY: Final = SavedFilter._meta.get_field("query").max_length or 0
# So many saved filters a person can have.
MAX_KEPT: Final = 50
# What browsers send for a box that is ticked.
TICKED: Final = ("1", "on")


def narrowed(user: User, query: QueryDict) -> ProfileQuerySet:
    """What a query string leaves of the profiles that the user may see; in no order.

    The list, its export and what is done to many at once agree by asking here. What makes no
    sense narrows nothing.
    """
    return narrow(user, read(query, departments_of(user)))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the register is narrowed down to."""

    text: str = ""
    department: Department | None = None
    platform: str = ""
    status: str = ""
    area: str = ""
    is_mine: bool = False
    is_hijacked: bool = False
    missing: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The choice as names and values for a query string."""
        given = {
            "q": self.text,
            "department": str(self.department.pk) if self.department else "",
            "platform": self.platform,
            "status": self.status,
            "area": self.area,
            "mine": "1" if self.is_mine else "",
            "hijacked": "1" if self.is_hijacked else "",
        }
        chosen = [(name, value) for name, value in given.items() if value]
        return chosen + [("missing", code) for code in self.missing]


def read(query: QueryDict, departments: Iterable[Department]) -> Choice:
    """The choice that a query string stands for, as far as it can be understood."""
    by_key = {str(department.pk): department for department in departments}
    text = " ".join(query.get("q", "").split())
    return Choice(
        text="" if len(text) > MAX_TEXT or "\x00" in text else text,
        department=by_key.get(query.get("department", "")),
        platform=_one_of(platforms.PLATFORMS, query.get("platform", "")),
        status=_one_of(STATES, query.get("status", "")),
        area=_one_of(AreaOfUse.Area.values, query.get("area", "")),
        is_mine=query.get("mine") in TICKED,
        is_hijacked=query.get("hijacked") in TICKED,
        missing=tuple(code for code in MISSING if code in query.getlist("missing")),
    )


def narrow(user: User, choice: Choice) -> ProfileQuerySet:
    """The profiles of the register that the user may see and that fit; in no order."""
    profiles = Profile.objects.visible_to(user).in_register().order_by()
    if choice.department:
        profiles = profiles.filter(department__in=Department.objects.under(choice.department))
    if choice.platform:
        profiles = profiles.filter(platform=choice.platform)
    if choice.status:
        profiles = profiles.filter(status=choice.status)
    if choice.area:
        profiles = profiles.filter(_has(AreaOfUse, area=choice.area))
    if choice.is_mine:
        profiles = profiles.answered_for_by(user)
    if choice.is_hijacked:
        profiles = profiles.filter(_has(Hijacking, solved_at__isnull=True))
    if choice.missing:
        profiles = profiles.exclude(status__in=OVER)
    for code in choice.missing:
        profiles = profiles.filter(MISSING[code].of(timezone.localdate()))
    return _search(profiles, choice.text) if choice.text else profiles


def departments_of(user: User) -> list[Department]:
    """Those that the user sees profiles of, and those above them; by path."""
    standing, known = user.standing, Profile.objects.visible_to(user).in_register().order_by()
    has_some = Q(Exists(known.filter(department=OuterRef("pk"))))
    if not standing.has(*KNOWING_ALL):
        ours = standing.leads | standing.works_in
        in_ours = Profile.objects.in_register().filter(department=OuterRef("pk")).order_by()
        named = Profile.objects.in_register().answered_for_by(user).order_by()
        has_some = Q(Exists(in_ours), pk__in=ours) | Q(pk__in=named.values("department"))
    is_seen = ExpressionWrapper(has_some, models.BooleanField())
    departments = list(Department.objects.annotate(is_seen=is_seen).order_by("path"))
    with_own = (each.path or "" for each in departments if each.is_seen)  # type: ignore[attr-defined]
    wanted = {int(key) for path in with_own for key in path.split("/") if key}
    return [each for each in departments if each.pk in wanted]


def problem_with(user: User, name: str, query: str) -> "StrPromise | str":
    """Why the user cannot keep the filters under the name; empty if nothing is in the way."""
    kept = user.saved_filters.all()
    if not query:
        return _("Nothing is chosen. Choose filters first.")
    if len(query) > MAX_QUERY:
        return _("The search is too long to be saved. Shorten it.")
    if kept.filter(name=name).exists():
        return _("You have filters of this name already. Give these another name.")
    if kept.count() >= MAX_KEPT:
        return _("You have as many saved filters as there is room for. Delete one first.")
    return ""


def keep(user: User, *, name: str, query: str) -> SavedFilter | None:
    """Save filters under a name; None if they were saved in another window meanwhile."""
    kept, is_new = user.saved_filters.get_or_create(name=name, defaults={"query": query})
    return kept if is_new else None


def forget(kept: SavedFilter) -> None:
    """Delete saved filters."""
    kept.delete()


# Who sees profiles of nearly every department.
KNOWING_ALL: Final = (
    Appointment.Role.ADMINISTRATION,
    Appointment.Role.WEB_EDITOR,
    Appointment.Role.READER,
)
STATES: Final = [state for state in Profile.Status.values if state != Profile.Status.DISCARDED]
# Nothing is missing on what is over.
OVER: Final = (Profile.Status.CLOSED, Profile.Status.REJECTED)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that can be missing: what that is called, and which profiles it is so of."""

    label: "StrPromise"
    of: Callable[[date], Q]


def _has(model: type[models.Model], **conditions: Any) -> Q:
    """That the profile has a row of `model`."""
    rows = model._default_manager.filter(profile=OuterRef("pk"), **conditions)
    return Q(Exists(rows.order_by()))


def _has_backup() -> Q:
    backups = Profile.backups.through._default_manager.filter(profile=OuterRef("pk"))
    # Nobody has the key 0, so where there is no owner everybody is another than the owner.
    others = backups.exclude(user=Coalesce(OuterRef("owner"), 0))
    return Q(Exists(others.filter(user__is_active=True)))


def _has_passed(today: date) -> Q:
    living = (Profile.Status.ACTIVE, Profile.Status.PAUSED)
    return Q(next_evaluation_on__lt=today, status__in=living)


def _should_have_reopened(today: date) -> Q:
    """Paused past the day on which it was expected to open again (D4)."""
    late = Pause.objects.running().filter(reopens_on__lt=today).order_by()
    return Q(status=Profile.Status.PAUSED, pk__in=late.values("profile"))


MISSING: Final[Mapping[str, Lack]] = {
    "owner": Lack(
        _("No owner who can sign in"),
        lambda today: without_owner(),
    ),
    "backup": Lack(_("No backup editor who can sign in"), lambda today: ~_has_backup()),
    "website": Lack(_("No page on the website"), lambda today: Q(website="")),
    "assessment": Lack(
        _("Brought in, not assessed"),
        lambda today: Q(assessed_at__isnull=True, imported_at__isnull=False),
    ),
    "evaluation": Lack(_("Evaluation date passed"), _has_passed),
    "reopening": Lack(_("Not reopened in time"), _should_have_reopened),
    "areas": Lack(_("No area of use"), lambda today: ~_has(AreaOfUse)),
    "access": Lack(
        _("Never checked who has access"),
        lambda today: ~_has(Access, roster_checked_on__isnull=False),
    ),
}


def _search(profiles: ProfileQuerySet, text: str) -> ProfileQuerySet:
    """Those of `profiles` in which the text stands, in whatever way.

    Each part of the search is asked on its own, since each has an index of its own; all
    parts in one condition would have none. Only for what finds very much the profiles are
    looked through in order: there the next that fits is never far away.
    """
    found: set[int] = set()
    common = Q()
    for part in _parts(text):
        some = Profile.objects.filter(part.of_few).order_by().values_list("pk", flat=True)[:MANY]
        if len(some) < MANY:
            found.update(some)
        else:
            common |= part.of_many
    return profiles.filter(Q(pk__in=found) | common)


@dataclass(frozen=True, slots=True)
class _Part:
    """One way in which a text can stand in profiles, as is best where few or many have it so."""

    of_few: Q
    of_many: Q


def _parts(text: str) -> list[_Part]:
    """Name, address, department, owner and backup editors, each for itself."""
    handle = text.removeprefix("@") or text
    address = has_text("key", handle)
    if account := _account(text):
        platform, key = account
        # The key twice: only what is looked for as text is looked up in an index.
        address |= has_text("key", key) & Q(platform=platform, key=key)
    addresses = Address.objects.filter(address).order_by()
    departments = Department.objects.filter(has_text("name", text)).order_by()
    # Lists, not questions inside of questions: they are looked up in the indexes.
    people = list(
        User.objects.filter(has_text("name", text)).order_by().values_list("pk", flat=True)
    )
    backups = Profile.backups.through._default_manager.filter(user__in=people).values("profile")
    plain = [
        has_text("name", text),
        Q(pk__in=addresses.values("profile")),
        Q(department__in=list(departments.values_list("pk", flat=True))),
        Q(owner__in=people),
    ]
    # Asked of one profile after the other; else all of them would be gathered first.
    is_backup = Q(pk=Subquery(backups.filter(profile=OuterRef("pk"))[:1]))
    return [
        *(_Part(of_few=part, of_many=part) for part in plain),
        _Part(of_few=Q(pk__in=backups), of_many=is_backup),
    ]


def _account(text: str) -> tuple[str, str] | None:
    """Platform and key of the account whose address, in any spelling, the text is."""
    identified = platforms.identify(text)
    if identified.platform and identified.key:
        return identified.platform, identified.key
    return None


def has_text(name: str, text: str) -> Q:
    """That the field has the text somewhere, in capital letters or small ones.

    One or two letters have to begin a word, as they would else stand in nearly everything.
    """
    begins = len(text) < SHORTEST
    # SQLite's LIKE knows small and capital letters only of the English alphabet.
    if connection.vendor == "sqlite":
        return Q(**{f"{name}__iregex": ("(^| )" if begins else "") + re.escape(text)})
    if begins:
        return Q(**{f"{name}__istartswith": text}) | Q(**{f"{name}__icontains": f" {text}"})
    return Q(**{f"{name}__icontains": text})


def _one_of(known: Iterable[str], value: str) -> str:
    return value if value in known else ""
