"""Why the administration's acts are refused."""

from accounts.models import Department


class LastAdministrator(Exception):
    """Nobody would be left who can manage people."""


class HasAdministrator(Exception):
    """Somebody can manage people already."""


class RoleHeld(Exception):
    """The person has the role in some of the days already."""


class Cycle(Exception):
    """A department cannot lie under itself, nor under one that lies under it."""


class NotEmpty(Exception):
    """The department still has people, profiles or departments under it."""


class NameTaken(Exception):
    """There is an open department of this name in the same place."""


class Closed(Exception):
    """The department is no more: somebody has closed it, or merged it into another."""

    def __init__(self, department: Department) -> None:
        super().__init__(department.name)
        self.department = department
