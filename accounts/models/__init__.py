from accounts.models.append_only import AppendOnly
from accounts.models.department import Department
from accounts.models.invitation import Invitation
from accounts.models.mail import AccountMail
from accounts.models.membership import Appointment, Membership
from accounts.models.record import Record
from accounts.models.user import User

__all__ = [
    "AccountMail",
    "AppendOnly",
    "Appointment",
    "Department",
    "Invitation",
    "Membership",
    "Record",
    "User",
]
