"""What a notification contains, as data that can be read in ten years (C1)."""

from datetime import datetime
from typing import Any

from accounts.models import User
from profiles import assessments
from profiles.assessments import Answered
from profiles.models import Profile


def content_of(profile: Profile, *, by: User, at: datetime, message: str) -> dict[str, Any]:
    """The profile as it is notified, with names and questions written out; JSON-able."""
    address = profile.addresses.filter(is_main=True).first()
    return {
        "schema": 1,
        "notified": {"at": at.isoformat(), "by": by.name, "message": message},
        "department": profile.department.name,
        "platform": profile.platform,
        "name": profile.name,
        "address": {"given": address.given, "url": address.url, "key": address.key}
        if address
        else None,
        "addresses": [each.url for each in profile.addresses.filter(is_main=False)],
        "language": profile.language,
        "in_use": profile.in_use,
        "need": profile.need,
        "areas": [area.area for area in profile.areas.all()],
        "owner": profile.owner.name if profile.owner else None,
        "backups": [person.name for person in profile.backups.all()],
        "website": profile.website,
        "rhythm": profile.rhythm,
        "reply_time": profile.reply_time,
        "responsibilities": [
            {
                "kind": accepted.kind,
                "by": accepted.accepted_by.name,
                "at": accepted.accepted_at.isoformat(),
            }
            for accepted in profile.responsibilities.select_related("accepted_by")
        ],
        "checklist": assessments.checklist_for(profile).version,
        "answers": [_answer(answered) for answered in assessments.read(profile)],
    }


def _answer(answered: Answered) -> dict[str, Any]:
    question = answered.question
    return {
        "number": question.number,
        "rule": question.rule,
        "question": {"nb": question.text_nb, "nn": question.text_nn, "en": question.text_en},
        **assessments.in_words(answered),
    }
