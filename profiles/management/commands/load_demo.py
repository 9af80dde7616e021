"""`manage.py load_demo`: Sel kommune as it could be, with people to sign in as."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.demo import DEMO_PASSWORD
from profiles.demo import loading
from profiles.demo.people import PEOPLE, Person


class Command(BaseCommand):
    help = "Load the demo municipality into an empty database, and show how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--show", action="store_true", help="only show the sign-ins, if the demo is here"
        )

    def handle(self, *args: Any, show: bool = False, **options: Any) -> None:
        if show:
            if loading.is_loaded():
                self._show()
            return
        try:
            is_new = loading.load(timezone.localdate())
        except loading.RealData as error:
            raise CommandError(
                "This database is in use: the demo is loaded into an empty one only."
            ) from error
        told = "The demo municipality is loaded." if is_new else "The demo is here already."
        self.stdout.write(told if is_new else f"{told} Nothing is changed.")
        self._show()
        if not settings.DEVELOPMENT:
            self.stderr.write("These passwords are published: never use this database for real.")

    def _show(self) -> None:
        rows = [("Name", "E-mail", "Role"), *map(_row, PEOPLE)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        self.stdout.write(f"\nSign in with any of these, password: {DEMO_PASSWORD}\n\n")
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  " + "  ".join(cells).rstrip())


def _row(person: Person) -> tuple[str, str, str]:
    return person.name, loading.email_of(person), _role(person)


def _role(person: Person) -> str:
    with translation.override("en"):
        if person.has_left:
            return "has left, cannot sign in"
        roles = [f"{role.label}, {department}" for role, department in person.roles]
        roles += [str(role.label) for role in person.appointments]
        return " and ".join(roles) or "employee without a role"
