import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from profiles import policy

# The policy until now, which every deadline of a check of access was reckoned by.
MONTHS = 12


def reckon_from(apps, schema_editor):
    """What the deadlines of access are reckoned from: the last check, or else back from them.

    A month that is too short for the day makes it a few days early; the days of evaluations
    stay as they are, since nothing tells which of them somebody has chosen.
    """
    alias = schema_editor.connection.alias
    profiles = apps.get_model("profiles", "Profile")._default_manager.using(alias)
    in_use = profiles.filter(status__in=("active", "paused"), access_due_on__isnull=False)
    for day in {*in_use.order_by().values_list("access_due_on", flat=True)}:
        same_day = in_use.filter(access_due_on=day)
        same_day.update(access_set_on=policy.add_months(day, -MONTHS))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_digest"),
        ("profiles", "0013_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="access_set_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="evaluation_term",
            field=models.CharField(
                choices=[
                    ("first", "the policy, for a first evaluation"),
                    ("next", "the policy, for the next evaluation"),
                    ("chosen", "somebody’s choice"),
                ],
                default="chosen",
                editable=False,
                max_length=6,
            ),
        ),
        migrations.CreateModel(
            name="PolicyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("values", models.JSONField()),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("actor_name", models.CharField(max_length=120)),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_changes",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the policy",
                "verbose_name_plural": "changes of the policy",
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("department", "number"), name="policy_change_once_per_number"
                    )
                ],
            },
        ),
        migrations.RunPython(reckon_from, migrations.RunPython.noop, elidable=True),
    ]
