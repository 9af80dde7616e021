import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from itertools import chain as one_after_the_other
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import guards
from profiles import chain
from profiles.chain import Head


class Command(BaseCommand):
    help = "Check that nobody has changed, taken out or put in anything in the profiles' history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", type=int, help="the number of one profile, instead of all")
        parser.add_argument(
            "--keep", type=Path, help="a file to write how each history ends today, if all is whole"
        )
        parser.add_argument(
            "--against", type=Path, help="such a file of another day, to compare with as well"
        )

    def handle(
        self,
        *args: Any,
        profile: int | None = None,
        keep: Path | None = None,
        against: Path | None = None,
        **options: Any,
    ) -> None:
        counted: Counter[str] = Counter()
        wrong = 0
        for table in guards.unguarded():
            wrong += 1
            self.stderr.write(f"{table}: the database does not refuse changes; run migrate")
        kept = _read(against, profile) if against else iter(())
        found = chain.faults(profile=profile, counted=counted)
        for fault in one_after_the_other(found, chain.faults_against(kept)):
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
        if keep:
            _write(keep)
        self.stdout.write(self.style.SUCCESS("The history is whole."))


def _write(path: Path) -> None:
    with path.open("w", newline="", encoding="ascii") as file:
        lines = csv.writer(file)
        lines.writerows((head.profile, head.length, head.digest) for head in chain.heads())


def _read(path: Path, profile: int | None) -> Iterator[Head]:
    try:
        with path.open(newline="", encoding="ascii") as file:
            for number, length, digest in csv.reader(file):
                if profile in (None, int(number)):
                    yield Head(int(number), int(length), digest)
    except (OSError, ValueError, csv.Error) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
