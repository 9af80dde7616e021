"""Lists that were brought in can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0006_rows_of_one_line"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("registered", "registered the profile"),
                    ("edited", "changed the draft"),
                    ("assessed", "answered the purpose assessment"),
                    ("notified", "notified the administration"),
                    ("withdrawn", "withdrew the notification"),
                    ("approved", "approved the profile"),
                    ("sent_back", "sent the notification back"),
                    ("rejected", "rejected the profile"),
                    ("reconsidered", "took the profile up again"),
                    ("discarded", "threw the draft away"),
                    ("restored", "took the draft back"),
                    ("condition_met", "met a condition"),
                    ("imported", "brought the profile in from a list"),
                    ("import_undone", "took back that the profile was brought in"),
                    ("changed", "changed the profile"),
                    ("acknowledged", "noted the change"),
                    ("pause_planned", "planned a pause"),
                    ("pause_cancelled", "took back a planned pause"),
                    ("paused", "paused the profile"),
                    ("reopened", "reopened the profile"),
                    ("closed", "closed the profile"),
                    ("update_asked", "asked for an update"),
                    ("update_answered", "answered that it is up to date"),
                    ("hijacked", "reported that the profile is hijacked"),
                    ("hijacking_noted", "noted a step against the hijacking"),
                    ("recovered", "reported that the profile is recovered"),
                    ("handed_over", "handed over what a person answered for"),
                    ("department_changed", "changed the department"),
                    ("access_checked", "checked who has access"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="state",
            field=models.CharField(
                choices=[
                    ("mapping", "columns are to be chosen"),
                    ("checking", "is being checked"),
                    ("checked", "checked"),
                    ("registering", "is being registered"),
                    ("done", "done"),
                    ("undoing", "is being taken back"),
                    ("undone", "taken back"),
                    ("failed", "could not be read"),
                    ("cancelled", "cancelled"),
                ],
                default="mapping",
                max_length=12,
                verbose_name="state",
            ),
        ),
    ]
