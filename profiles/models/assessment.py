from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.models.profile import Profile


def in_language(row: models.Model, field: str) -> str:
    """The text of `field` in the language of the moment, bokmål where that one is empty."""
    language = get_language() or "nb"
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_nb")


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def in_force(self) -> Self:
        """Published checklists, the newest first."""
        return self.filter(published_at__isnull=False).order_by("-version")


class Checklist(models.Model):
    """One version of the purpose assessment's questions (B4)."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects: ClassVar[ChecklistQuerySet] = ChecklistQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.version}"


class Question(models.Model):
    """A question of a checklist, in three languages."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("one choice")
        CHOICES = "choices", _("several choices")
        YES_NO = "yes_no", _("yes or no")

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.SlugField(_("code"), max_length=40)
    # The rule that asks it, "B4 (1)"; empty where law or good practice does.
    rule = models.CharField(_("rule"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_required = models.BooleanField(_("must be answered"), default=True)
    # Whether a choice can be explained in words beside it.
    takes_comment = models.BooleanField(_("with an explanation"), default=False)
    text_nb = models.CharField(max_length=300)
    text_nn = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    help_nb = models.TextField(blank=True)
    help_nn = models.TextField(blank=True)
    help_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("checklist", "number"), name="question_number_once_per_checklist"
            ),
            models.UniqueConstraint(
                fields=("checklist", "code"), name="question_code_once_per_checklist"
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def help(self) -> str:
        return in_language(self, "help")


class Option(models.Model):
    """An answer that can be chosen, and what choosing it leads to."""

    class Effect(models.TextChoices):
        NOTHING = "nothing", _("nothing")
        WARNS = "warns", _("the administration is warned")
        BLOCKS = "blocks", _("the profile cannot be notified")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("position"))
    value = models.SlugField(_("value"), max_length=40)
    effect = models.CharField(_("leads to"), max_length=10, choices=Effect, default=Effect.NOTHING)
    label_nb = models.CharField(max_length=200)
    label_nn = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    # Why the answer blocks or warns, and what to do instead.
    advice_nb = models.TextField(blank=True)
    advice_nn = models.TextField(blank=True)
    advice_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=("question", "value"), name="option_value_once_per_question"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self, "label")

    @property
    def advice(self) -> str:
        return in_language(self, "advice")


class Assessment(models.Model):
    """A profile's answers to one version of the checklist (B4)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="assessments")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="assessments")
    started_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("purpose assessment")
        verbose_name_plural = _("purpose assessments")
        ordering = ("-checklist__version",)
        constraints = (
            models.UniqueConstraint(
                fields=("profile", "checklist"), name="assessment_once_per_checklist"
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Answer(models.Model):
    """What was answered to one question: text, or the values of the chosen options."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    values = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("question__number",)
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "question"), name="answer_once_per_question"
            ),
        )

    def __str__(self) -> str:
        return self.text or ", ".join(self.values)
