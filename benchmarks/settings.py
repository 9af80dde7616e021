"""The portal's settings, with Django's own administration and a bare page to compare with."""

from selsome.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
ROOT_URLCONF = "benchmarks.urls"
LANGUAGE_CODE = "nb"
