"""Django's checks of passwords, in our words: theirs are not all there in Norwegian."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext


class LengthValidator(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This is too short. Use at least one character.",
            "This is too short. Use at least %(min_length)d characters.",
            self.min_length,
        )


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many use this password, so it is among the first that others try.")


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("This is too like your name or e-mail address.")
