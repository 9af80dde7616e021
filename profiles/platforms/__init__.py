"""Which account a web address stands for: every spelling of one account has one key.

Pure functions: nothing here knows of Django, the register or the network.
"""

from profiles.platforms.catalogue import PLATFORMS
from profiles.platforms.declaring import Platform
from profiles.platforms.identifying import identify, url_of
from profiles.platforms.verdicts import Identification, Message, Verdict

__all__ = [
    "PLATFORMS",
    "Identification",
    "Message",
    "Platform",
    "Verdict",
    "identify",
    "url_of",
]
