from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.standing import Standing

# A name goes into the headers of messages; a line break there would start a new header.
single_line = RegexValidator(
    r"\A[^\x00-\x1f\x7f\u2028\u2029]*\Z", _("Write this on one line, without control characters.")
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in with `email`; without a password only by invitation."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: an employee or an elected representative of the municipality."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, validators=[single_line])
    phone = models.CharField(_("telephone"), max_length=30, blank=True, validators=[single_line])
    # When the person last said that the number is right; nobody else can say so.
    phone_checked_on = models.DateField(_("telephone confirmed"), null=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")],
        default="nb",
    )
    theme = models.CharField(
        _("colours"),
        max_length=5,
        choices=[("auto", _("as on my device")), ("light", _("light")), ("dark", _("dark"))],
        default="auto",
    )
    # How often what is due is told by e-mail; never is no choice for who answers for something.
    digest = models.CharField(
        _("reminders by e-mail"),
        max_length=6,
        choices=[("daily", _("every working day")), ("weekly", _("once a week"))],
        default="daily",
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_staff = models.BooleanField(_("may use the technical administration"), default=False)
    date_joined = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    # Set when the person's mail server has refused a message for good.
    email_refused_at = models.DateTimeField(_("e-mail refused"), null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_in_any_case",
                violation_error_message=_("Somebody has this e-mail address already."),
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=models.Q(is_active=False), name="user_inactive"),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]

    @cached_property
    def standing(self) -> "Standing":
        """What the person may act for today; read once per request, as the user is."""
        from accounts.standing import standing_of

        return standing_of(self, timezone.localdate())

    @cached_property
    def leads_nearest(self) -> frozenset[int]:
        """Departments whose nearest head or deputy the person is today; read once, too."""
        from accounts.standing import leads_nearest

        return leads_nearest(self, timezone.localdate())
