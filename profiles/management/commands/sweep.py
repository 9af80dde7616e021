from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from profiles import sweep
from profiles.rules import RULES, Rule


class Command(BaseCommand):
    help = "Find what is wrong with profiles and what was mended, as the worker does each morning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date", type=date.fromisoformat, help="as if it were this day (2026-11-30), not today"
        )
        parser.add_argument("--dry-run", action="store_true", help="tell, and change nothing")

    def handle(
        self, *args: Any, date: date | None = None, dry_run: bool = False, **options: Any
    ) -> None:
        today = date or timezone.localdate()
        if dry_run:
            self._tell(sweep.preview(today))
            self.stdout.write("Nothing was changed.")
            return
        self._tell(sweep.sweep(today, progress=self._progress()))

    def _progress(self) -> sweep.Progress | None:
        """A line that grows with each batch, where somebody looks on."""
        if not self.stderr.isatty():
            return None
        total = 0

        def progress(rule: Rule, done: int) -> None:
            nonlocal total
            total += done
            self.stderr.write(f"\r{rule.kind:<20} {total:>9}", ending="")

        return progress

    def _tell(self, counts: Counter[str]) -> None:
        self.stdout.write(f"{'flag':<20}{'rule':<6}{'raised':>9}{'cleared':>9}")
        for rule in RULES:
            raised, cleared = counts[f"raised_{rule.kind}"], counts[f"cleared_{rule.kind}"]
            self.stdout.write(f"{rule.kind:<20}{rule.demand:<6}{raised:>9}{cleared:>9}")
        self.stdout.write(f"{'':<26}{counts['raised']:>9}{counts['cleared']:>9}")
