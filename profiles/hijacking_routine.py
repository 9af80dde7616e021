"""What to do when somebody else holds an account: the steps, in order, and where to turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# How long a municipality has to report a breach of personal data (GDPR article 33).
BREACH_LIMIT: Final = timedelta(hours=72)
BREACH_PAGE: Final = (
    "https://www.datatilsynet.no/rettigheter-og-plikter/virksomhetenes-plikter/avvikshandtering/"
)
POLICE_PAGE: Final = "https://www.politiet.no/rad/datakriminalitet/"
# The platforms' own help for who has lost an account.
HELP: Final[Mapping[str, str]] = {
    "facebook": "https://www.facebook.com/hacked",
    "instagram": "https://www.instagram.com/hacked/",
    "threads": "https://www.instagram.com/hacked/",
    "youtube": "https://support.google.com/youtube/answer/76187",
    "x": "https://help.x.com/forms/account-access/regain-access/hacked-or-compromised",
    "tiktok": "https://support.tiktok.com/en/log-in-troubleshoot/log-in/my-account-has-been-hacked",
    "linkedin": "https://www.linkedin.com/help/linkedin/answer/a1340402",
    "snapchat": "https://help.snapchat.com/",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the routine: its code in the log, what to do, and why or how."""

    code: str
    title: str | Promise
    why: str | Promise


TELL: Final = "tell"
STEPS: Final = (
    Step(
        "proof",
        _("Keep calm, and secure proof"),
        _(
            "Take screenshots of what has been posted, of messages and of changed settings, with "
            "date and time. The platform and the police will ask for them."
        ),
    ),
    Step(
        "password",
        _("Try to get in, change the password and sign out everybody else"),
        _(
            "Use a device that you trust. Change the password of the e-mail address behind the "
            "account too, and choose “sign out of all sessions”."
        ),
    ),
    Step(
        "people",
        _("Remove unknown people and apps"),
        _(
            "Go through who has a role on the account, which apps are connected, and the e-mail "
            "addresses and telephone numbers for recovery. Whoever broke in often leaves a back "
            "door."
        ),
    ),
    Step(
        "platform",
        _("Report it to the platform"),
        _(
            "Only the platform can give an account back when you are locked out. Keep the "
            "reference."
        ),
    ),
    Step(
        "warn",
        _("Warn residents on the website and in other channels"),
        _("Do not wait until you know everything. Here is a text that you can use:"),
    ),
    Step(
        TELL,
        _("Tell the administration"),
        _(
            "The portal has told the owner, the backup editors, the head of department, the "
            "administration and the web editor, and for a crisis channel the crisis staff."
        ),
    ),
    Step(
        "privacy",
        _("Judge the privacy, and report what is to be reported"),
        _(
            "Could anybody have read messages or personal data? Ask the data protection officer. "
            "A threat or a fraud is reported to the police, and a wider attack to the National "
            "Cyber Security Centre (NCSC)."
        ),
    ),
    Step(
        "secure",
        _("Turn on two-step sign-in, and go through who has access"),
        _("For everybody who has a role, so that it does not happen again."),
    ),
    Step(
        "learn",
        _("Write down what you learnt"),
        _("How did they get in, what helped, what will you do differently? Write it in the log."),
    ),
)
BY_CODE: Final[Mapping[str, Step]] = {step.code: step for step in STEPS}


def breach_due(reported_at: datetime) -> datetime:
    """When a breach of personal data must be reported at the latest."""
    return reported_at + BREACH_LIMIT
