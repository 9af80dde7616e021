from profiles.models.access import Access, Holder
from profiles.models.activity import Activity
from profiles.models.address import Address
from profiles.models.assessment import Answer, Assessment, Checklist, Option, Question
from profiles.models.calendar_feed import CalendarFeed
from profiles.models.change_notice import ChangeNotice
from profiles.models.closing import Closing
from profiles.models.condition import Condition
from profiles.models.details import Details
from profiles.models.evaluation import Evaluation
from profiles.models.event import Event, Snapshot
from profiles.models.failure import Failure
from profiles.models.flag import Flag
from profiles.models.hijacking import Hijacking, HijackingNote
from profiles.models.importing import Import, ImportRow
from profiles.models.notice import Notice
from profiles.models.pause import Pause
from profiles.models.policy_change import PolicyChange
from profiles.models.profile import AreaOfUse, Profile, Responsibility
from profiles.models.reminder import Reminder
from profiles.models.run import Run
from profiles.models.saved_filter import SavedFilter
from profiles.models.update_request import UpdateRequest

__all__ = [
    "Access",
    "Activity",
    "Address",
    "Answer",
    "AreaOfUse",
    "Assessment",
    "CalendarFeed",
    "ChangeNotice",
    "Checklist",
    "Closing",
    "Condition",
    "Details",
    "Evaluation",
    "Event",
    "Failure",
    "Flag",
    "Hijacking",
    "HijackingNote",
    "Holder",
    "Import",
    "ImportRow",
    "Notice",
    "Option",
    "Pause",
    "PolicyChange",
    "Profile",
    "Question",
    "Reminder",
    "Responsibility",
    "Run",
    "SavedFilter",
    "Snapshot",
    "UpdateRequest",
]
