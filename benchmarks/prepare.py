"""Signs people in to a filled database; prints their cookies, and the pages to ask for."""

import sys

import django


def main(size: int) -> None:
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from accounts.models import User
    from benchmarks.run import ADMIN, ADMINISTRATION, BARE, EDITOR, HEAD, Pages
    from profiles.models import Profile
    from profiles.views import paging

    settings.ALLOWED_HOSTS = ["*"]
    cookies = {}
    for key in (ADMINISTRATION, HEAD, EDITOR):
        client = Client()
        client.force_login(User.objects.get(pk=key))
        cookies[key] = "; ".join(f"{name}={value.value}" for name, value in client.cookies.items())
    near_the_end = Profile.objects.order_by("name", "pk")[int(size * 0.9)]
    deep = paging.BY_NAME.place_of(near_the_end)
    someone = Profile.objects.filter(status="active", owner__isnull=False)[size // 2]
    address = someone.addresses.get()
    pages: Pages = {
        BARE: (ADMINISTRATION, "/bare/"),
        ADMIN: (ADMINISTRATION, "/admin/profiles/profile/"),
        "list": (ADMINISTRATION, "/profiler/"),
        "list, a page far in": (ADMINISTRATION, f"/profiler/?etter={deep}"),
        "list by next evaluation": (ADMINISTRATION, "/profiler/?sort=evaluation"),
        "list by state": (ADMINISTRATION, "/profiler/?sort=status"),
        "list by department": (ADMINISTRATION, "/profiler/?sort=department"),
        "list, newest first": (ADMINISTRATION, "/profiler/?sort=newest"),
        "filtered by department": (ADMINISTRATION, "/profiler/?department=5"),
        "filtered by platform and state": (
            ADMINISTRATION,
            "/profiler/?platform=tiktok&status=paused",
        ),
        "filtered: no website": (ADMINISTRATION, "/profiler/?missing=website"),
        "filtered: no backup, no owner": (
            ADMINISTRATION,
            "/profiler/?missing=backup&missing=owner",
        ),
        "search for a common word": (ADMINISTRATION, "/profiler/?q=skole"),
        "search for one name": (ADMINISTRATION, f"/profiler/?q={someone.name}"),
        "search for an address": (ADMINISTRATION, f"/profiler/?q={address.url}"),
        "search for a person": (ADMINISTRATION, f"/profiler/?q={someone.owner}"),
        "search for nothing that is there": (ADMINISTRATION, "/profiler/?q=finnesikke"),
        "list of a head": (HEAD, "/profiler/"),
        "list of an editor": (EDITOR, "/profiler/"),
        "profile": (ADMINISTRATION, f"/profiler/{someone.pk}/"),
        "tasks of the administration": (ADMINISTRATION, "/"),
        "tasks of a head": (HEAD, "/"),
    }
    try:
        pages["department"] = (ADMINISTRATION, reverse("profiles:department", args=[12]))
    except NoReverseMatch:
        sys.stderr.write("No page of a department to measure.\n")
    print(repr((cookies, pages)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
