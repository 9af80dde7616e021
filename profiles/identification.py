"""What an address stands for, told in the reader's language."""

from django.utils.translation import gettext

from profiles.platforms import Message


def translated(message: Message) -> str:
    """The message of an identification in the language of the moment."""
    return gettext(message.template) % message.params if message.template else ""
