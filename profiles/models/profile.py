from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Department
from accounts.models.user import single_line
from profiles import platforms
from profiles.models.among import Among

if TYPE_CHECKING:
    from accounts.models import User
    from profiles.models.address import Address


models.BigAutoField.register_lookup(Among)


def without_owner() -> Q:
    """That nobody who can sign in has the main responsibility (C2)."""
    gone = get_user_model().objects.filter(is_active=False).order_by().values("pk")
    return Q(owner__isnull=True) | Q(owner__pk__among=gone)


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: "User") -> Self:
        """Those that the user may know of; anything else does not exist for him or her.

        Administration and web editor see all; a reader all that has ever been notified;
        others what their departments (with those below) or they themselves have.
        """
        standing = user.standing
        if standing.has(Appointment.Role.ADMINISTRATION, Appointment.Role.WEB_EDITOR):
            return self
        mine = (
            Q(department__in=standing.works_in | standing.leads)
            | Q(owner=user)
            | Q(pk__among=Profile.backups.through.objects.filter(user=user).values("profile"))
        )
        if standing.has(Appointment.Role.READER):
            mine |= Q(first_notified_at__isnull=False) | Q(imported_at__isnull=False)
        return self.filter(mine)

    def edited_by(self, user: "User") -> Self:
        """Those that the user fills in and notifies: as owner, head or deputy."""
        return self.filter(Q(owner=user) | Q(department__in=user.standing.leads))

    def living(self) -> Self:
        """Those that the municipality speaks through, paused ones too."""
        return self.filter(status__in=(Profile.Status.ACTIVE, Profile.Status.PAUSED))

    def answered_for_by(self, user: "User") -> Self:
        """Those that the user is named on, as owner or as backup editor (C2)."""
        backed_up = Profile.backups.through.objects.filter(user=user).values("profile")
        return self.filter(Q(owner=user) | Q(pk__among=backed_up))

    def in_register(self) -> Self:
        """All but the drafts that were thrown away."""
        return self.exclude(status=Profile.Status.DISCARDED)

    def going_on(self) -> Self:
        """Those that somebody has to answer for, from the first draft to the last day."""
        return self.exclude(status__in=(Profile.Status.CLOSED, Profile.Status.DISCARDED))

    def awaiting_answer(self) -> Self:
        """Notified, longest waiting first (C1)."""
        return self.filter(status=Profile.Status.NOTIFIED).order_by("notified_at", "pk")


class Profile(models.Model):
    """One social media profile that the municipality speaks through, from draft to closed.

    Only `profiles.lifecycle` changes `status`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        NOTIFIED = "notified", _("notified")
        ACTIVE = "active", _("active")
        REJECTED = "rejected", _("rejected")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        DISCARDED = "discarded", _("discarded")

    class Language(models.TextChoices):
        BOKMAL = "nb", _("Bokmål")
        NYNORSK = "nn", _("Nynorsk")
        NORWEGIAN = "no", _("Bokmål and nynorsk")
        ENGLISH = "en", _("English")
        OTHER = "other", _("Another language, or several")

    class Rhythm(models.IntegerChoices):
        """The longest time between two posts that followers are promised, in days."""

        DAILY = 1, _("every day")
        TWICE_A_WEEK = 4, _("twice a week")
        WEEKLY = 7, _("every week")
        FORTNIGHTLY = 14, _("every second week")
        MONTHLY = 30, _("every month")

    class EvaluationTerm(models.TextChoices):
        """What the day of the next evaluation rests on."""

        FIRST = "first", _("the policy, for a first evaluation")
        NEXT = "next", _("the policy, for the next evaluation")
        CHOSEN = "chosen", _("somebody’s choice")

    class ReplyTime(models.IntegerChoices):
        """The longest time before a question is answered, in working hours."""

        SAME_DAY = 8, _("the same working day")
        NEXT_DAY = 16, _("the next working day")
        TWO_DAYS = 24, _("within two working days")
        WEEK = 40, _("within a week")

    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT)
    # Counts every change; a form or an act that rests on an older one is told so.
    version = models.PositiveIntegerField(default=1, editable=False)

    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="profiles",
    )
    platform = models.CharField(_("platform"), max_length=20)
    name = models.CharField(_("name of the profile"), max_length=120, validators=[single_line])
    language = models.CharField(
        _("language"), max_length=5, choices=Language, default=Language.BOKMAL, blank=True
    )
    in_use = models.BooleanField(_("in use already"), default=False)
    need = models.TextField(_("need"), max_length=2000, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_profiles",
    )
    backups = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("backup editors"),
        blank=True,
        related_name="backed_up_profiles",
    )
    website = models.URLField(
        _("page on the website with the same information"), max_length=500, blank=True
    )
    rhythm = models.PositiveSmallIntegerField(
        _("is updated at least"), choices=Rhythm, null=True, blank=True
    )
    reply_time = models.PositiveSmallIntegerField(
        _("questions are answered"), choices=ReplyTime, null=True, blank=True
    )

    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registered by"),
        on_delete=models.PROTECT,
        related_name="registered_profiles",
        editable=False,
    )
    registered_at = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    first_notified_at = models.DateTimeField(_("first notified"), null=True, editable=False)
    notified_at = models.DateTimeField(_("notified"), null=True, editable=False)
    answer_due_on = models.DateField(_("answer due"), null=True, editable=False)
    next_evaluation_on = models.DateField(_("next evaluation"), null=True, editable=False)
    # The day on which that was settled, and by what: what the policy gives moves with it.
    evaluation_set_on = models.DateField(null=True, editable=False)
    evaluation_term = models.CharField(
        max_length=6, choices=EvaluationTerm, default=EvaluationTerm.CHOSEN, editable=False
    )
    # The last day on which something was known to be new, and the last one by which there has
    # to be something again: the promised rhythm after it, or less if the policy says so (D1).
    last_active_on = models.DateField(_("last active"), null=True, editable=False)
    next_activity_on = models.DateField(_("next activity"), null=True, editable=False)
    access_due_on = models.DateField(_("access to be checked"), null=True, editable=False)
    # The day that is reckoned from: of the last check, or of coming into use.
    access_set_on = models.DateField(null=True, editable=False)
    # Null for what was brought in by a list and has no purpose assessment yet (B4).
    assessed_at = models.DateTimeField(_("assessed"), null=True, editable=False)
    imported_at = models.DateTimeField(_("brought in"), null=True, editable=False)
    for_crisis = models.BooleanField(_("used in a crisis"), default=False)

    # The head of the chain of events: how many there are, and the digest of the last.
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    status__in=(
                        "draft",
                        "notified",
                        "active",
                        "rejected",
                        "paused",
                        "closed",
                        "discarded",
                    )
                ),
                name="profile_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="notified")
                | Q(
                    notified_at__isnull=False,
                    first_notified_at__isnull=False,
                    answer_due_on__isnull=False,
                    owner__isnull=False,
                ),
                name="profile_notified_with_owner_and_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(next_evaluation_on__isnull=False),
                name="profile_active_has_evaluation_date",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_activity_on", "id"),
                condition=Q(status="active"),
                name="profile_activity_due",
            ),
            models.Index(
                fields=("next_evaluation_on", "id"),
                condition=Q(status__in=("active", "paused")),
                name="profile_evaluation_due",
            ),
            models.Index(
                fields=("access_due_on", "id"),
                condition=Q(status__in=("active", "paused")),
                name="profile_access_due",
            ),
            models.Index(
                fields=("answer_due_on", "id"),
                condition=Q(status="notified"),
                name="profile_answer_due",
            ),
            models.Index(
                fields=("notified_at", "id"),
                condition=Q(status="notified"),
                name="profile_awaiting_answer",
            ),
            # With what the register is narrowed by, so that what fits is found in the index alone.
            models.Index(
                fields=("name", "id"),
                include=("status", "platform", "department", "owner"),
                name="profile_by_name",
            ),
            models.Index(
                fields=("status", "name", "id"),
                include=("platform", "department", "owner"),
                name="profile_by_state_and_name",
            ),
            models.Index(
                fields=("department", "name", "id"),
                include=("status", "platform", "owner"),
                name="profile_by_department",
            ),
            models.Index(
                fields=("platform", "name", "id"),
                include=("status", "department", "owner"),
                name="profile_by_platform",
            ),
            models.Index(
                fields=("name", "id"),
                include=("status", "platform", "department", "owner"),
                condition=Q(website=""),
                name="profile_without_website",
            ),
            models.Index(fields=("registered_at", "id"), name="profile_by_registration"),
            # What has no date stands last, whichever way a database sorts nothing.
            models.Index(
                Coalesce("next_evaluation_on", Value(date.max)), "id", name="profile_by_evaluation"
            ),
            models.Index(
                fields=("name", "id"), condition=Q(for_crisis=True), name="profile_for_crisis"
            ),
        )

    def __str__(self) -> str:
        return self.name or gettext("Profile without a name")

    def get_absolute_url(self) -> str:
        return reverse("profiles:profile", args=(self.pk,))

    @property
    def is_living(self) -> bool:
        """Whether the municipality speaks through it, paused or not; see `living`."""
        return self.status in (self.Status.ACTIVE, self.Status.PAUSED)

    @property
    def platform_name(self) -> str:
        known = platforms.PLATFORMS.get(self.platform)
        return gettext(known.name) if known else self.platform

    @cached_property
    def main_address(self) -> "Address | None":
        """The address that stands for the profile; from what is prefetched, if it is."""
        return next((address for address in self.addresses.all() if address.is_main), None)


class AreaOfUse(models.Model):
    """One of the uses that the guidelines allow, marked on a profile (B2)."""

    class Area(models.TextChoices):
        NEWS = "news", _("News and information")
        PROJECT = "project", _("Projects")
        TARGET_GROUP = "target_group", _("Communication with a clearly defined target group")
        DEBATE = "debate", _("Forum for debate with residents")
        REPUTATION = "reputation", _("Reputation work")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="areas")
    area = models.CharField(_("area of use"), max_length=20, choices=Area)

    class Meta:
        verbose_name = _("area of use")
        verbose_name_plural = _("areas of use")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("profile", "area"), name="area_once_per_profile"),
        )

    def __str__(self) -> str:
        return self.get_area_display()


class Responsibility(models.Model):
    """One of the five responsibilities, accepted by a head or deputy by name (C3)."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("The content")
        FUNCTIONALITY = "functionality", _("That the profile works as it should")
        TECHNOLOGY = "technology", _("The technology, with access and passwords")
        COMPLIANCE = "compliance", _("That laws and agreements are kept")
        DIALOGUE = "dialogue", _("Dialogue with users and follow-up")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="responsibilities")
    kind = models.CharField(_("responsibility"), max_length=20, choices=Kind)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("accepted responsibility")
        verbose_name_plural = _("accepted responsibilities")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("profile", "kind"), name="responsibility_once_per_profile"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
