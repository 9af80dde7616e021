"""The report of a benchmark, as Markdown."""

import os
import platform
import statistics
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Moved:
    """A list that was taken out or brought in: seconds, and memory in MiB."""

    size: int
    what: str
    seconds: float
    peak: int
    first_byte: float | None = None
    mebibytes: float | None = None
    more: int | None = None

    @property
    def line(self) -> str:
        return (
            f"| {spaced(self.size)} | {self.what} | {rounded(self.first_byte, 2)} "
            f"| {self.seconds:.1f} | {rounded(self.mebibytes, 1)} | {self.peak} "
            f"| {'' if self.more is None else f'{self.more:+}'} |"
        )


def pages(
    taken: dict[int, dict[str, list[float]]],
    repeats: int,
    has_trigrams: bool,
    *,
    bare: str,
    admin: str,
) -> str:
    smallest = min(taken)
    lines = [
        "# How long pages take",
        "",
        (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
            "gunicorn with two workers, PostgreSQL on the same machine"
            f"{'' if has_trigrams else ' (without trigrams)'}; one request at a time, all pages "
            f"and sizes in turn, {repeats} of each. Made by `make bench`. Ratios say more than "
            "milliseconds where the machine has other things to do."
        ),
        "",
        f"| Profiles | Page | Median ms | p95 ms | of bare | of admin | of {spaced(smallest)} |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    middle = {
        size: {page: statistics.median(each) for page, each in by_page.items()}
        for size, by_page in taken.items()
    }
    for size, by_page in taken.items():
        for page, each in by_page.items():
            median, slowest = middle[size][page], sorted(each)[ceil(len(each) * 0.95) - 1]
            to = (middle[size][bare], middle[size][admin], middle[smallest][page])
            ratios = " | ".join(f"{median / other:.2f}" for other in to)
            lines.append(f"| {spaced(size)} | {page} | {median:.1f} | {slowest:.1f} | {ratios} |")
    return "\n".join(lines) + "\n"


def moves(moved: list[Moved]) -> str:
    lines = [
        "",
        "# Lists taken out and brought in",
        "",
        (
            "Memory is the most that the process ever had, and how much of it came with the list. "
            "A workbook of everything is made of the small register only."
        ),
        "",
        "| Profiles | What | First byte s | Seconds | MiB | Memory MiB | More |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*lines, *(each.line for each in moved)]) + "\n"


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def rounded(number: float | None, digits: int) -> str:
    return "" if number is None else f"{number:.{digits}f}"
