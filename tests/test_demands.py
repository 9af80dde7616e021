"""docs/demands.md: every rule of the guidelines has its row, and what it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
RULES = {"A": 2, "B": 5, "C": 4, "D": 5, "E": 7, "F": 10}
IDS = [f"{part}{number}" for part, count in RULES.items() for number in range(1, count + 1)]
CELLS = re.compile(r"^\| ([A-F]\d+) \| (.+?) \| (.*?) \| ?(.*?) ?\|$", re.MULTILINE)
ROWS = CELLS.findall((ROOT / "docs" / "demands.md").read_text())


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_rule_has_one_row_in_order() -> None:
    assert [row[0] for row in ROWS] == IDS


@pytest.mark.parametrize(("rule", "text", "where", "tests"), ROWS, ids=IDS)
def test_a_rule_is_carried_and_tested_or_says_not_yet(
    rule: str, text: str, where: str, tests: str
) -> None:
    assert bool(named(where)) == bool(named(tests)) == (where != "not yet")


@pytest.mark.parametrize("path", sorted({path for row in ROWS for path in named(row[2])}))
def test_files_that_carry_a_rule_exist(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("test", sorted({test for row in ROWS for test in named(row[3])}))
def test_tests_that_show_a_rule_exist(test: str) -> None:
    file, _, function = test.partition("::")
    assert function in functions_in(ROOT / "tests" / file)
