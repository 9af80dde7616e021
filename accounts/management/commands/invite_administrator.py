from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import invitations, organisation


class Command(BaseCommand):
    help = (
        "Invite the first person of the administration, who invites all others in the portal. "
        "Also for when nobody of the administration is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("name", help="the person's name, in quotes")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            person, invitation = organisation.invite_first(
                municipality=settings.MUNICIPALITY, name=name, email=email
            )
        except organisation.HasAdministrator as error:
            raise CommandError(
                "There is an administration already. It invites others under Folk."
            ) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if invitation is None:
            self.stdout.write(f"{person} has a password, and is of the administration now.")
            return
        days = invitations.LASTS.days
        self.stdout.write(
            f"{person} is invited. The worker sends the e-mail; the link lasts {days} days:"
        )
        self.stdout.write(f"{settings.SITE_URL}{invitations.path_of(invitation)}")
