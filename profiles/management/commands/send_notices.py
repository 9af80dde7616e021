from typing import Any

from django.core.management.base import BaseCommand

from profiles import outbox


class Command(BaseCommand):
    help = "Send the notices that wait, as the worker does each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        result = outbox.send_due()
        self.stdout.write(
            f"{result.sent} sent, {result.later} to be tried again, {result.failed} given up"
        )
