"""Brings a list into a filled database; prints how long it took, and how much memory."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import django


def main(count: int) -> None:
    django.setup()
    from accounts.models import User
    from benchmarks.run import ADMINISTRATION
    from profiles.importing import acts, working
    from profiles.importing.reading import read
    from profiles.models import Import, Profile

    content = "".join(lines(count)).encode()
    user, before = User.objects.get(pk=ADMINISTRATION), Profile.objects.count()
    began = time.perf_counter()
    of = acts.start(read(content), by=user, file_name="liste.csv")
    acts.choose_columns(of, mapping=of.mapping, department=None)
    with watched(of.pk) as seen:
        working.work()
        acts.ask_to_register(Import.objects.get(pk=of.pk), by=user)
        working.work()
    took = time.perf_counter() - began
    added = Profile.objects.count() - before
    if added != count:
        sys.exit(f"{added} profiles were registered, not {count}: {acts.counts(of)}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(repr({"seconds": took, "steps": len(seen), "peak": peak}))


def lines(count: int) -> Iterator[str]:
    """A list as a municipality has it; the first profiles of every department are its own."""
    yield "Navn;Adresse;Virksomhet;Hovedansvarlig;Nettside\n"
    unique = f"{time.time():.0f}"
    for number in range(count):
        yield (
            f"Liste {number};https://www.facebook.com/hentet.{unique}.{number};"
            f"Sel kommune;person{1 + number % 40}@sel.example;https://www.sel.kommune.no/{number}\n"
        )


@contextmanager
def watched(key: int) -> Iterator[set[int]]:
    """How far the work has come, as somebody who looks at its progress sees it."""
    from django.db import connection

    from profiles.models import Import

    seen: set[int] = set()
    done = Event()

    def look() -> None:
        while not done.wait(0.1):
            seen.add(Import.objects.values_list("done_count", flat=True).get(pk=key))
        connection.close()

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]))
