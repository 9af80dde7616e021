import io
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

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
            "file", nargs="?", help="addresses, one a line (default, or -: standard input)"
        )
        parser.add_argument(
            "--lang",
            choices=[code for code, _ in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the messages",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # JSON is UTF-8, whatever the terminal is set to.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        with translation.override(options["lang"]), _opened(options["file"]) as stream:
            try:
                for line in _lines(stream):
                    self.stdout.write(_answer(line))
                self.stdout.flush()
            except BrokenPipeError:
                # Whoever read our answers has had enough; nor will Python's last flush find them.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _opened(path: str | None) -> AbstractContextManager[BinaryIO]:
    """The file, or standard input where there is none or it is called `-`."""
    if path in (None, "-"):
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(str(path)).open("rb")
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}") from error


def _lines(stream: BinaryIO) -> Iterator[str]:
    """One text a line, read as they come; bytes that are no UTF-8 are replaced."""
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
