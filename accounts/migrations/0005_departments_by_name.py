"""An index for reading the register department by department."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_finding_people"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="department",
            index=models.Index(fields=["name", "id"], name="department_by_name"),
        ),
    ]
