"""`manage.py identify`: addresses in, one JSON object a line out."""

import io
import json
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


def test_a_file_that_is_not_there_is_told_in_one_line() -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("identify", "/no/such/file")


def test_standard_input_is_read_and_a_reader_that_leaves_is_no_error() -> None:
    manage = settings.BASE_DIR / "manage.py"
    process = subprocess.run(
        [
            "sh",
            "-c",
            'yes facebook.com/sel | head -50000 | "$0" "$1" identify | head -1',
            sys.executable,
            str(manage),
        ],
        capture_output=True,
        check=True,
    )
    assert json.loads(process.stdout)["key"] == "sel"
    assert b"Traceback" not in process.stderr
