"""How one signs in to the demo municipality; nothing here is ever true of a real one."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from accounts.models import Appointment, Membership, User

# Everybody in the demo has this password, and an address within this domain, which by its
# ending can belong to nobody.
DEMO_PASSWORD: Final = "sommer i otta 2026"  # noqa: S105
DEMO_DOMAIN: Final = "sel.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom one can sign in as."""

    name: str
    email: str
    roles: str


def people() -> list[Person]:
    """Everybody in the demo with what they do, for the sign-in page of a developer."""
    today = timezone.localdate()
    roles: dict[int, list[str]] = {}
    for appointment in Appointment.objects.current(today):
        roles.setdefault(appointment.user_id, []).append(appointment.get_role_display())
    for member in Membership.objects.current(today).select_related("department"):
        role = f"{member.get_role_display()}, {member.department}"
        roles.setdefault(member.user_id, []).append(role)
    users = User.objects.filter(is_active=True, email__endswith=f"@{DEMO_DOMAIN}")
    # Who is invited has no password yet.
    users = users.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return [Person(user.name, user.email, "; ".join(roles.get(user.pk, []))) for user in users]
