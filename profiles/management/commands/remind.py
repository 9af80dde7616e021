from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from profiles import reminders
from profiles.models import Reminder


class Command(BaseCommand):
    help = "Remind people of what is due, as the worker does each working day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date", type=date.fromisoformat, help="as if it were this day (2026-11-30), not today"
        )
        parser.add_argument("--dry-run", action="store_true", help="tell, and change nothing")

    def handle(
        self, *args: Any, date: date | None = None, dry_run: bool = False, **options: Any
    ) -> None:
        today = date or timezone.localdate()
        counts = reminders.preview(today) if dry_run else reminders.remind(today)
        self._tell(counts)
        if dry_run:
            self.stdout.write("Nothing was changed.")

    def _tell(self, counts: Counter[str]) -> None:
        self.stdout.write(f"{'deadline':<20}{'reminders':>9}")
        for matter in Reminder.Matter.values:
            self.stdout.write(f"{matter:<20}{counts[f'matters_{matter}']:>9}")
        self.stdout.write(f"{'':<20}{counts['matters']:>9}")
        self.stdout.write(f"People: {counts['people']}")
