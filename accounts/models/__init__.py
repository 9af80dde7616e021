from accounts.models.department import Department
from accounts.models.mail import AccountMail
from accounts.models.membership import Appointment, Membership
from accounts.models.user import User

__all__ = ["AccountMail", "Appointment", "Department", "Membership", "User"]
