import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from profiles import platforms
from profiles.identification import translated


class Command(BaseCommand):
    help = "Say of each address, one a line, which account it stands for: a JSON object a line."
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="addresses, one a line (default: standard input)"
        )
        parser.add_argument(
            "--lang",
            choices=[code for code, _ in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the messages",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["lang"]):
            try:
                for line in _lines(options["file"]):
                    self.stdout.write(_answer(line))
            except BrokenPipeError:
                # Whoever read our answers has had enough.
                sys.stderr.close()


def _lines(path: str | None) -> Iterator[str]:
    """The lines of the file, or of standard input; bytes that are no UTF-8 are replaced."""
    try:
        stream = Path(path).open("rb") if path else sys.stdin.buffer  # noqa: SIM115
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}") from error
    with stream:
        for number, line in enumerate(stream):
            text = line.decode(errors="replace").rstrip("\r\n")
            yield text.removeprefix("\ufeff") if number == 0 else text


def _answer(text: str) -> str:
    found = platforms.identify(text)
    answer = {
        "input": found.input,
        "verdict": found.verdict,
        "platform": found.platform,
        "key": found.key,
        "url": found.url,
        "message": translated(found.message),
    }
    return json.dumps(answer, ensure_ascii=False)
