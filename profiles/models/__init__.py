from profiles.models.address import Address
from profiles.models.assessment import Answer, Assessment, Checklist, Option, Question
from profiles.models.condition import Condition
from profiles.models.event import Event, Snapshot
from profiles.models.notice import Notice
from profiles.models.profile import AreaOfUse, Profile, Responsibility

__all__ = [
    "Address",
    "Answer",
    "AreaOfUse",
    "Assessment",
    "Checklist",
    "Condition",
    "Event",
    "Notice",
    "Option",
    "Profile",
    "Question",
    "Responsibility",
    "Snapshot",
]
