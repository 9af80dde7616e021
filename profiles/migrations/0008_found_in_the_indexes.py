"""Indexes in which the register is found without reading the profiles themselves."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_departments_by_name"),
        ("profiles", "0007_undone_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="profile",
            name="profile_by_state_and_name",
        ),
        migrations.RemoveIndex(
            model_name="profile",
            name="profile_by_name",
        ),
        migrations.RemoveIndex(
            model_name="profile",
            name="profile_by_department",
        ),
        migrations.RemoveIndex(
            model_name="profile",
            name="profile_by_platform",
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                fields=["name", "id"],
                include=("status", "platform", "department", "owner"),
                name="profile_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                fields=["status", "name", "id"],
                include=("platform", "department", "owner"),
                name="profile_by_state_and_name",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                fields=["department", "name", "id"],
                include=("status", "platform", "owner"),
                name="profile_by_department",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                fields=["platform", "name", "id"],
                include=("status", "department", "owner"),
                name="profile_by_platform",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                condition=models.Q(("website", "")),
                fields=["name", "id"],
                include=("status", "platform", "department", "owner"),
                name="profile_without_website",
            ),
        ),
    ]
