"""An index for reading the register department by department."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phone_checked"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="department",
            index=models.Index(fields=["name", "id"], name="department_by_name"),
        ),
    ]
