"""What an act holds before it looks: departments first, then people, both by their keys."""

from accounts.models import Department, User
from accounts.organisation.refusals import Closed


def hold_departments(*needed: Department) -> None:
    """Let nobody else change departments before the end of the transaction.

    It comes first in an act, before people and profiles are held. Those that are needed are
    read again; raises `Closed` if one is no more.
    """
    rows = Department.objects.select_for_update(no_key=True)
    list(rows.order_by("pk").values_list("pk"))
    for department in needed:
        department.refresh_from_db()
        if department.closed_on:
            raise Closed(department)


def hold_open(department: Department) -> None:
    """Let nobody close this one before the end of the transaction; raises `Closed`."""
    rows = Department.objects.open().select_for_update(no_key=True)
    if not rows.filter(pk=department.pk).values_list("pk").first():
        raise Closed(department)


def hold_roles(*people: User) -> None:
    """Let nobody else give the people a role, or change one, before the transaction ends.

    The database cannot see by itself that two overlap.
    """
    theirs = User.objects.filter(pk__in=[person.pk for person in people])
    # In the order of their keys: nobody waits for who waits for them. Without the keys
    # themselves: what points to the people can be written meanwhile.
    list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk"))
