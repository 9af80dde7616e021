"""People: who they are, their roles, what they answer for, and who takes it over."""

from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import organisation
from accounts.models import AccountMail, Appointment, Invitation, Membership, Record, User
from accounts.models.mail import AccountMailQuerySet
from accounts.organisation import Closed, LastAdministrator, Role, RoleHeld
from profiles import leading, logbook, permissions, reorganising
from profiles.forms.people_admin import (
    InviteForm,
    PeopleFilterForm,
    PersonForm,
    RoleEndForm,
    RoleForm,
)
from profiles.models import Holder, Profile, UpdateRequest
from profiles.permissions import require
from profiles.searching import has_text
from profiles.views import sheets
from profiles.views.departments import closed_meanwhile
from profiles.views.fetching import takes_a_form, user_of
from profiles.views.sheets import Sheet

PAGE_SIZE: Final = 50
# What the log says where the days of a role were changed.
CHANGED: Final = (Record.Kind.ROLE_CHANGED, Record.Kind.ROLE_ENDED)
# So much of the log stands on a page.
LOG_SIZE: Final = 100


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with roles; administration and web editor."""
    user = user_of(request)
    require(permissions.can_see_people(user))
    form = PeopleFilterForm(request.GET)
    today = timezone.localdate()
    # What begins later is told with its day.
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    memberships = Membership.objects.filter(going_on).select_related("department")
    found = (
        _narrowed(form)
        .order_by(Lower("name"), "pk")
        .prefetch_related(
            Prefetch("appointments", Appointment.objects.filter(going_on), "appointments_now"),
            Prefetch("memberships", memberships, "memberships_now"),
        )
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_narrowed": bool(form.chosen),
        "today": today,
        "can_manage": permissions.can_manage_people(user),
    }
    return render(request, "profiles/people/list.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, what he or she answers for, and what has been done."""
    user = user_of(request)
    person = get_person(request, pk)
    answered_for = reorganising.answered_for(person)
    known = Profile.objects.visible_to(user).filter(
        pk__in=[taking.profile.pk for taking in answered_for]
    )
    seen = set(known.values_list("pk", flat=True))
    takings = [taking for taking in answered_for if taking.profile.pk in seen]
    keys = [taking.profile.pk for taking in takings]
    sees_log = permissions.can_see_people(user)
    log = person.records.select_related("actor")[:LOG_SIZE]
    requests = UpdateRequest.objects.open().filter(profile__in=keys).select_related("profile")
    context = {
        "person": person,
        "owned": [taking.profile for taking in takings if taking.as_owner],
        "backed_up": [taking.profile for taking in takings if taking.as_backup],
        "conditions": [each for taking in takings for each in taking.conditions],
        "requests": requests,
        "holdings": holdings_of(user, person),
        "leads": _leads(person),
        "roles": _roles(person),
        "invitation": _waiting_invitation(person),
        "late_mail": _late_invitations().filter(email=person.email).first(),
        "has_been_in": person.has_usable_password(),
        # Reasons, and what stood before, are the administration's to read.
        "log": logbook.lines(log) if sees_log else [],
        "sees_log": sees_log,
        "can_manage": permissions.can_manage_people(user),
        "now": timezone.now(),
    }
    return render(request, "profiles/people/person.html", context)


@takes_a_form
def new(request: HttpRequest) -> HttpResponse:
    """Add a person, with a first role if there is one, and send an invitation."""
    user = user_of(request)
    require(permissions.can_manage_people(user))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = _add(form, user)
        except Closed as closed:
            form.add_error("department", closed_meanwhile(closed))
        else:
            done = _("%(name)s is invited by e-mail to %(email)s.")
            messages.success(request, done % {"name": added.name, "email": added.email})
            return redirect("profiles:person", pk=added.pk)
    return render(request, "profiles/people/new.html", {"form": form})


@takes_a_form
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, e-mail, telephone and language."""
    person = get_managed(request, pk)
    if request.method == "POST":
        return _save_person(request, person.pk)
    form = PersonForm(person=person, initial=PersonForm.initial_of(person))
    sheets.begin(_person_sheet(form, person))
    context = {"form": form, "person": person}
    return render(request, "profiles/people/edit.html", context)


@takes_a_form
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role in a department or for the whole municipality."""
    user, person = user_of(request), get_managed(request, pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation.give_role(person, by=user, **form.given)
        except RoleHeld:
            held = _(
                "The person has this role already on some of these days. "
                "Change the last day of that one instead."
            )
            form.add_error("role", held)
        except Closed as closed:
            form.add_error("department", closed_meanwhile(closed))
        else:
            messages.success(request, _("The role is given."))
            return redirect("profiles:person", pk=pk)
    return render(request, "profiles/people/role.html", {"form": form, "person": person})


@takes_a_form
def change_role(request: HttpRequest, pk: int, kind: str, role: int) -> HttpResponse:
    """Set another last day for a role, or end it today."""
    person = get_managed(request, pk)
    if request.method == "POST":
        return _save_role(request, person, kind, role)
    given = _get_role(person, kind, role)
    initial = {"ends_on": given.ends_on}
    form = RoleEndForm(starts_on=given.starts_on, initial=initial)
    sheets.begin(_role_sheet(form, person, given))
    return _role_page(request, form, person, given)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation; the ones before are worth nothing from then on."""
    person = get_managed(request, pk)
    if person.has_usable_password() or not person.is_active:
        messages.info(request, _("This person needs no invitation."))
    else:
        organisation.invite(person, by=user_of(request))
        messages.success(
            request, _("A new invitation is sent to %(email)s.") % {"email": person.email}
        )
    return redirect("profiles:person", pk=pk)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the invitation back."""
    person = get_managed(request, pk)
    if organisation.revoke_invitation(person, by=user_of(request)):
        messages.success(request, _("The invitation is taken back."))
    else:
        messages.info(request, _("There is no invitation to take back."))
    return redirect("profiles:person", pk=pk)


@transaction.atomic
def _save_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = User.objects.select_for_update().get(pk=pk)
    form = PersonForm(request.POST, person=person)
    if form.is_valid():
        sheet = _person_sheet(form, person)
        settled = sheets.settle(request, sheet)
        if settled.clashes:
            return sheets.decide(request, sheet, settled)
        changed = organisation.change_person(person, by=user_of(request), values=settled.values)
        sheets.tell(request, settled, _told_of(person, changed))
        return redirect("profiles:person", pk=pk)
    return render(request, "profiles/people/edit.html", {"form": form, "person": person})


def _person_sheet(form: PersonForm, person: User) -> Sheet:
    back = reverse("profiles:person", args=[person.pk])
    stands = PersonForm.initial_of(person)
    return Sheet(form, stands, person, back, partial(logbook.last_change, person))


def last_administrator() -> str:
    """Why the last one who manages people stays."""
    return _(
        "Nobody else of the administration would be left until further notice: nobody could "
        "invite people or give roles. Give the role, without a last day, to somebody who has "
        "signed in before."
    )


def get_person(request: HttpRequest, pk: int) -> User:
    """The person, if the user may know more than the name; else Http404."""
    person, user = get_object_or_404(User, pk=pk), user_of(request)
    if not permissions.can_see_person(user, person):
        raise Http404
    return person


def get_managed(request: HttpRequest, pk: int) -> User:
    """The person, if the user manages people; else Http404 or PermissionDenied."""
    person = get_person(request, pk)
    require(permissions.can_manage_people(user_of(request)))
    return person


def _get_role(person: User, kind: str, pk: int) -> Role:
    today = timezone.localdate()
    for given in organisation.roles_of(person, today):
        if given.pk == pk and _kind_of(given) == kind:
            return given
    raise Http404


def _kind_of(given: Role) -> str:
    return "virksomhet" if isinstance(given, Membership) else "kommune"


def _url_of(given: Role) -> str:
    return reverse("profiles:person_role", args=[given.user_id, _kind_of(given), given.pk])


def _leads(person: User) -> list[dict[str, Any]]:
    """What the person leads today, with where the profiles there are found."""
    return [
        {
            "department": given.department,
            "role": logbook.role_name(given.role),
            "url": f"{reverse('profiles:list')}?department={given.department_id}",
        }
        for given in leading.leading_roles(person, timezone.localdate())
    ]


def holdings_of(user: User, person: User) -> list[Holder]:
    """The accounts that the person has a role on, for those who see them all, and oneself."""
    if not permissions.can_see_people(user) and user != person:
        return []
    known = person.holdings.filter(profile__in=Profile.objects.visible_to(user))
    return list(known.select_related("profile").order_by("profile__name", "pk"))


def _roles(person: User) -> list[dict[str, Any]]:
    """All roles, those of before too, newest first, with the address to change each."""
    today = timezone.localdate()
    rows: list[Role] = [
        *person.memberships.select_related("department"),
        *person.appointments.all(),
    ]
    rows.sort(key=lambda given: (given.ends_on or date.max, given.starts_on), reverse=True)
    return [
        {
            "given": given,
            "name": logbook.role_name(given.role),
            "department": given.department if isinstance(given, Membership) else None,
            "days": logbook.period(given.starts_on, given.ends_on),
            "is_over": given.ends_on is not None and given.ends_on < today,
            "url": _url_of(given),
        }
        for given in rows
    ]  # fmt: skip


def _waiting_invitation(person: User) -> Invitation | None:
    return person.invitations.filter(used_at=None, revoked_at=None).first()


def _late_invitations() -> AccountMailQuerySet:
    return AccountMail.objects.late_invitations(timezone.now()).order_by()


def _narrowed(form: PeopleFilterForm) -> Any:
    chosen, found = form.chosen, User.objects.all()
    waiting = Invitation.objects.filter(user=OuterRef("pk"), used_at=None, revoked_at=None)
    has_run_out = Exists(waiting.filter(expires_at__lte=timezone.now()))
    invited = Q(Exists(waiting), password__startswith=UNUSABLE_PASSWORD_PREFIX)
    is_undelivered = Exists(_late_invitations().filter(email=OuterRef("email")))
    found = found.annotate(
        is_invited=ExpressionWrapper(invited, BooleanField()),
        has_run_out=has_run_out,
        is_undelivered=ExpressionWrapper(
            is_undelivered | Q(email_refused_at__isnull=False), BooleanField()
        ),
    )
    if text := chosen.get("q"):
        found = found.filter(has_text("name", text) | has_text("email", text))
    match chosen.get("state"):
        case "active":
            found = found.filter(is_active=True)
        case "invited":
            found = found.filter(is_active=True, is_invited=True)
        case "out":
            found = found.filter(is_active=True, is_invited=True, has_run_out=True)
        case "undelivered":
            found = found.filter(is_active=True, is_invited=True, is_undelivered=True)
        case "uninvited":
            found = found.filter(
                ~Exists(waiting), is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX
            )
        case "left":
            found = found.filter(is_active=False)
    return found


def _told_of(person: User, changed: list[str]) -> str:
    """That it is saved; whose invitation went to another address, gets a new one there."""
    if "email" in changed and _waiting_invitation(person):
        return _("The changes are saved, and a new invitation is sent to %(email)s.") % {
            "email": person.email
        }
    return _("The changes are saved.")


@transaction.atomic
def _add(form: InviteForm, by: User) -> User:
    cleaned = form.cleaned_data
    who = {name: cleaned[name] for name in ("name", "email", "phone", "language")}
    added = organisation.add_person(by=by, **who)
    if cleaned["role"]:
        organisation.give_role(added, by=by, **form.given)
    organisation.invite(added, by=by)
    return added


@transaction.atomic
def _save_role(request: HttpRequest, person: User, kind: str, role: int) -> HttpResponse:
    organisation.hold_roles(person)
    user, given = user_of(request), _get_role(person, kind, role)
    form = RoleEndForm(request.POST, starts_on=given.starts_on)
    if not form.is_valid():
        return _role_page(request, form, person, given)
    reason, sheet = form.cleaned_data["reason"], _role_sheet(form, person, given)
    settled = sheets.settle(request, sheet)
    try:
        if "end" in request.POST:
            organisation.end_role(given, by=user, reason=reason)
        elif settled.clashes:
            return sheets.decide(request, sheet, settled)
        elif settled.values:
            organisation.change_role(given, by=user, reason=reason, **settled.values)
    except RoleHeld:
        form.add_error("ends_on", _("The person has this role again within these days."))
    except LastAdministrator:
        form.add_error(None, last_administrator())
    else:
        sheets.tell(request, settled, _("The role is changed."))
        return redirect("profiles:person", pk=person.pk)
    return _role_page(request, form, person, given)


def _role_page(request: HttpRequest, form: RoleEndForm, person: User, given: Role) -> HttpResponse:
    role = logbook.role_name(given.role)
    context = {"form": form, "person": person, "given": given, "role": role}
    return render(request, "profiles/people/role_end.html", context)


def _role_sheet(form: RoleEndForm, person: User, given: Role) -> Sheet:
    def last(_name: str) -> Record | None:
        changed = person.records.filter(kind__in=CHANGED, data__role=given.role)
        department = given.department_id if isinstance(given, Membership) else None
        return changed.filter(department=department).first()

    back = reverse("profiles:person", args=[person.pk])
    return Sheet(form, {"ends_on": given.ends_on}, person, back, last)
