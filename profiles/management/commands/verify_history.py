from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import guards
from profiles import chain


class Command(BaseCommand):
    help = "Check that nobody has changed, taken out or put in anything in the profiles' history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", type=int, help="the number of one profile, instead of all")

    def handle(self, *args: Any, profile: int | None = None, **options: Any) -> None:
        counted: Counter[str] = Counter()
        wrong = 0
        for table in guards.unguarded():
            wrong += 1
            self.stderr.write(f"{table}: the database does not refuse changes; run migrate")
        for fault in chain.faults(profile=profile, counted=counted):
            wrong += 1
            line = "" if fault.event is None else f", line {fault.event}"
            self.stderr.write(f"profile {fault.profile}{line}: {fault.kind.value}")
        if profile is not None and not counted["profiles"]:
            raise CommandError(f"There is no profile {profile}.")
        self.stdout.write(
            f"{counted['profiles']} profiles, {counted['lines']} lines, "
            f"{counted['snapshots']} snapshots looked at"
        )
        if wrong:
            raise CommandError(f"The history is not whole: {wrong} faults.")
        self.stdout.write(self.style.SUCCESS("The history is whole."))
