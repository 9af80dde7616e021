"""Who may do what. Each predicate is about the person, not about the state of the profile:
whether an act is possible just now is `lifecycle`'s to say.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Appointment, Membership, User
from profiles import policies
from profiles.models import ChangeNotice, Condition, Evaluation, Event, Profile


def require(allowed: bool) -> None:
    """Go on if `allowed`; else PermissionDenied, which becomes the 403 page."""
    if not allowed:
        raise PermissionDenied


def can_register(user: User) -> bool:
    """Heads and deputies, and the web editor for the municipality itself (C4)."""
    return bool(user.standing.leads)


def leads(user: User, profile: Profile) -> bool:
    """Whether the user is head or deputy over the profile's department."""
    return profile.department_id in user.standing.leads


def can_edit(user: User, profile: Profile) -> bool:
    """The owner, and those who lead the department."""
    return profile.owner_id == user.pk or leads(user, profile)


def can_accept_responsibilities(user: User, profile: Profile) -> bool:
    """Head or deputy, by name (C3)."""
    return leads(user, profile)


def can_notify(user: User, profile: Profile) -> bool:
    return can_edit(user, profile)


def can_withdraw(user: User, profile: Profile) -> bool:
    return can_edit(user, profile)


def can_discard(user: User, profile: Profile) -> bool:
    return can_edit(user, profile)


def can_answer(user: User, profile: Profile | None = None) -> bool:
    """Send back and reject: the administration."""
    return user.standing.has(Appointment.Role.ADMINISTRATION)


def can_approve(user: User, profile: Profile) -> bool:
    """The administration, but nobody whose own profile it is, unless policy says so."""
    return can_answer(user) and not own_among(user, [profile])


def own_among(user: User, profiles: Collection[Profile]) -> set[int]:
    """Keys of those that the user may not approve, since they are his or her own (C1).

    They are what the user registered, owns, leads, or has ever notified: who was head when
    it was sent does not answer it after a change of job. One query, however many they are.
    """
    if not policies.municipality().four_eyes:
        return set()
    sent = Event.objects.filter(profile__in=profiles, kind=Event.Kind.NOTIFIED, actor=user)
    own = set(sent.values_list("profile", flat=True))
    own.update(
        profile.pk
        for profile in profiles
        if user.pk in (profile.registered_by_id, profile.owner_id) or leads(user, profile)
    )
    return own


def can_reconsider(user: User, profile: Profile) -> bool:
    """The department, or the administration that thinks again."""
    return can_edit(user, profile) or can_answer(user, profile)


def can_meet(user: User, condition: Condition) -> bool:
    """Who was asked to meet the condition, and those who edit the profile."""
    return condition.responsible_id == user.pk or can_edit(user, condition.profile)


def can_see_undelivered(user: User) -> bool:
    """Which notices could not be delivered: administration and web editor."""
    return user.standing.has(Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR)


def backs_up(user: User, profile: Profile) -> bool:
    """Whether the user is named as backup editor (C2)."""
    # All of them, as they are few: a page has them at hand already.
    return any(person.pk == user.pk for person in profile.backups.all())


def can_change(user: User, profile: Profile) -> bool:
    """Change what stands of an approved profile: its editors, and the web editor."""
    return can_edit(user, profile) or user.standing.has(Appointment.Role.WEB_EDITOR)


def can_pause(user: User, profile: Profile) -> bool:
    """Pause, plan a pause and reopen: editors and backup editors (D4)."""
    return can_edit(user, profile) or backs_up(user, profile)


def can_confirm_activity(user: User, profile: Profile) -> bool:
    """Say that the profile is kept up: editors and backup editors (D1)."""
    return can_pause(user, profile)


def can_evaluate(user: User, profile: Profile) -> bool:
    """Write an evaluation: editors and backup editors (D2)."""
    return can_pause(user, profile)


def can_send_evaluation(user: User, profile: Profile) -> bool:
    """Send it: owner, head and deputy (D2)."""
    return can_edit(user, profile)


def can_confirm_evaluation(user: User, evaluation: Evaluation) -> bool:
    """The administration, but not who sent it, owns the profile or leads it, unless policy does."""
    if not user.standing.has(Appointment.Role.ADMINISTRATION):
        return False
    profile = evaluation.profile
    own = user.pk in (evaluation.sent_by_id, profile.owner_id) or leads(user, profile)
    return not (own and policies.municipality().four_eyes)


def evaluations_to_confirm(user: User) -> QuerySet[Evaluation]:
    """Those that the user can confirm, longest waiting first."""
    waiting = Evaluation.objects.to_confirm()
    if not user.standing.has(Appointment.Role.ADMINISTRATION):
        return waiting.none()
    if policies.municipality().four_eyes:
        own = Q(sent_by=user) | Q(profile__owner=user)
        waiting = waiting.exclude(own | Q(profile__department__in=user.standing.leads))
    return waiting


def can_ask_for_evaluation(user: User) -> bool:
    """Ask for one before it is due: the administration and the web editor."""
    return can_ask_for_update(user)


def can_extend_deadline(user: User) -> bool:
    """Give more time, with a reason: the administration and the web editor."""
    return can_ask_for_update(user)


def can_see_deadlines(user: User) -> bool:
    """Every deadline of every profile: the administration and the web editor."""
    return can_ask_for_update(user)


def can_see_policy(user: User) -> bool:
    """What the municipality has decided of deadlines: the administration and the web editor."""
    return can_see_deadlines(user)


def can_decide_policy(user: User) -> bool:
    """Decide it, for the municipality and for departments: the administration."""
    return user.standing.has(Appointment.Role.ADMINISTRATION)


def can_remind(user: User) -> bool:
    """Remind people at once of what is due: the administration and the web editor."""
    return can_ask_for_update(user)


def can_write_to_owners(user: User) -> bool:
    """Write to the owners of several profiles: the administration and the web editor."""
    return can_ask_for_update(user)


def can_see_reminders(user: User) -> bool:
    """Who was reminded of what, and when: the administration and the web editor."""
    return can_ask_for_update(user)


def can_close(user: User, profile: Profile) -> bool:
    """Close for good: head or deputy, and the administration (D4)."""
    return leads(user, profile) or can_answer(user)


def can_acknowledge(user: User) -> bool:
    """Note the changes that the departments tell of: the administration (C1)."""
    return can_answer(user)


def is_own_change(user: User, notice: ChangeNotice) -> bool:
    """Whether the user made the change, and so does not note it, unless policy says so."""
    return notice.event.actor_id == user.pk and policies.municipality().four_eyes


def changes_to_note(user: User) -> QuerySet[ChangeNotice]:
    """The open ones, longest waiting first, but for one's own, unless policy says so."""
    waiting = ChangeNotice.objects.open()
    return waiting.exclude(event__actor=user) if policies.municipality().four_eyes else waiting


def can_ask_for_update(user: User) -> bool:
    """Ask whether what stands in the register still holds."""
    return user.standing.has(Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR)


def can_answer_update(user: User, profile: Profile) -> bool:
    """Say that it does: editors and backup editors."""
    return can_pause(user, profile)


def can_see_access(user: User, profile: Profile) -> bool:
    """Who holds which role on the account: those who work with it or answer for it."""
    return can_check_access(user, profile) or user.standing.has(Appointment.Role.ADMINISTRATION)


def can_check_access(user: User, profile: Profile) -> bool:
    """Keep the list of who has access: editors, backup editors and the web editor (C2)."""
    return can_pause(user, profile) or user.standing.has(Appointment.Role.WEB_EDITOR)


def can_follow_hijacking(user: User, profile: Profile) -> bool:
    """Report that an account is in other hands, and keep the log until it is back."""
    return can_see_access(user, profile)


def can_see_crisis(user: User) -> bool:
    """The crisis channels with their people and telephone numbers (B4)."""
    return user.standing.has(
        Appointment.Role.CRISIS_STAFF, Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR
    )


def can_manage_people(user: User) -> bool:
    """Invite people, give roles, arrange departments: the administration."""
    return user.standing.has(Appointment.Role.ADMINISTRATION)


def can_see_people(user: User) -> bool:
    """The list of everybody: administration and web editor."""
    return user.standing.has(Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR)


def can_see_person(user: User, person: User) -> bool:
    """What somebody answers for: also the person, and those who lead him or her."""
    if can_see_people(user) or user.pk == person.pk:
        return True
    roles = Membership.objects.current(timezone.localdate()).filter(user=person)
    return roles.filter(department__in=user.standing.leads).exists()


def can_import(user: User) -> bool:
    """Bring in lists of existing profiles: the administration."""
    return user.standing.has(Appointment.Role.ADMINISTRATION)


def can_act_on_many(user: User) -> bool:
    """Do something to many profiles at once: the administration."""
    return user.standing.has(Appointment.Role.ADMINISTRATION)
