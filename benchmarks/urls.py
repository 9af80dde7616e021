from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from profiles.models import Profile
from selsome.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


class ProfileAdmin(admin.ModelAdmin):
    """The register as anybody would set it up in Django's administration."""

    list_display = ("name", "platform", "status", "department", "owner", "next_evaluation_on")
    list_select_related = ("department", "owner")
    list_filter = ("status", "department", "areas__area")
    date_hierarchy = "next_evaluation_on"
    search_fields = ("name", "addresses__key", "department__name", "owner__name")
    list_per_page = 50


site = admin.AdminSite(name="admin")
site.register(Profile, ProfileAdmin)


def bare(request: HttpRequest) -> HttpResponse:
    """A page that says one thing: what the framework itself costs."""
    return HttpResponse("<!doctype html><title>bare</title><p>bare")


urlpatterns += [path("admin/", site.urls), path("bare/", bare)]
