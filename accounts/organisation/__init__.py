"""What the administration does with people, roles and departments; each act leaves a record."""

from accounts.organisation.arriving import accept_invitation, invite_first
from accounts.organisation.departments import (
    add_department,
    add_departments,
    close_department,
    move_department,
    rename_department,
    reopen_department,
)
from accounts.organisation.holding import hold_departments, hold_open, hold_roles
from accounts.organisation.inviting import invite, revoke_invitation
from accounts.organisation.people import (
    activate,
    add_person,
    change_person,
    confirm_phone,
    deactivate,
)
from accounts.organisation.records import note
from accounts.organisation.refusals import (
    Closed,
    Cycle,
    HasAdministrator,
    LastAdministrator,
    NameTaken,
    NotEmpty,
    RoleHeld,
)
from accounts.organisation.roles import Role, change_role, end_role, fill_role, give_role, roles_of

__all__ = [
    "Closed",
    "Cycle",
    "HasAdministrator",
    "LastAdministrator",
    "NameTaken",
    "NotEmpty",
    "Role",
    "RoleHeld",
    "accept_invitation",
    "activate",
    "add_department",
    "add_departments",
    "add_person",
    "change_person",
    "change_role",
    "close_department",
    "confirm_phone",
    "deactivate",
    "end_role",
    "fill_role",
    "give_role",
    "hold_departments",
    "hold_open",
    "hold_roles",
    "invite",
    "invite_first",
    "move_department",
    "note",
    "rename_department",
    "reopen_department",
    "revoke_invitation",
    "roles_of",
]
