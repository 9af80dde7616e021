from accounts.models.department import Department
from accounts.models.membership import Appointment, Membership
from accounts.models.user import User

__all__ = ["Appointment", "Department", "Membership", "User"]
