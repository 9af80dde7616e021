"""`manage.py identify`: addresses in, one JSON object a line out."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def answers_to(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("identify", str(path), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_one_answer_with_the_same_keys(tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_bytes(
        b"\xef\xbb\xbfhttps://m.facebook.com/Sel.Kommune\r\n\n\xff\xfe\nhttps://x.com/home\n"
    )
    answers = answers_to(file)
    assert [answer["verdict"] for answer in answers] == [
        "profile",
        "invalid",
        "invalid",
        "reserved",
    ]
    assert answers[0] == {
        "input": "https://m.facebook.com/Sel.Kommune",
        "verdict": "profile",
        "platform": "facebook",
        "key": "selkommune",
        "url": "https://www.facebook.com/selkommune",
        "message": answers[0]["message"],
    }


def test_the_message_comes_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text("https://x.com/home\n")
    told = {answers_to(file, lang=lang)[0]["message"] for lang in ("nb", "nn", "en")}
    assert len(told) == 3


def test_bokmal_is_spoken_unless_another_language_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text("https://x.com/home\n")
    assert answers_to(file) == answers_to(file, lang="nb")


def test_the_keys_stand_in_the_same_order_and_letters_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "addresses.txt"
    file.write_text("https://blåbær.no/ø\nhttps://www.youtube.com/@blåbær")
    out = io.StringIO()
    call_command("identify", str(file), stdout=out)
    first, second = out.getvalue().splitlines()
    assert list(json.loads(first)) == ["input", "verdict", "platform", "key", "url", "message"]
    assert '"key": "@blåbær"' in second


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("identify", str(tmp_path / name))
    assert str(refused.value).startswith("Cannot read ")
    assert "\n" not in str(refused.value)


def run(
    arguments: str, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """What a shell line says in which `identify` is the command."""
    manage = f'"{sys.executable}" "{settings.BASE_DIR / "manage.py"}" identify'
    return subprocess.run(
        ["sh", "-c", arguments.replace("identify", manage)],
        input=given,
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )


def test_a_reader_that_leaves_is_no_error() -> None:
    process = run("yes facebook.com/sel | head -50000 | identify | head -1")
    assert json.loads(process.stdout)["key"] == "sel"
    assert process.stderr == b""


def test_standard_input_is_read_and_needs_neither_database_nor_utf_8() -> None:
    process = run(
        "identify --lang en -",
        "https://www.youtube.com/@blåbær\n\n".encode(),
        DATABASE_URL="postgres://nobody@nowhere.invalid/none",
        PYTHONIOENCODING="latin-1",
    )
    answers = [json.loads(line) for line in process.stdout.decode().splitlines()]
    assert [answer["key"] for answer in answers] == ["@blåbær", None]
    assert process.stderr == b""
