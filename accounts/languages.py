from django.conf import settings
from django.http import HttpResponseBase


def remember(response: HttpResponseBase, language: str) -> None:
    """Let this browser speak the language, also before anybody has signed in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
