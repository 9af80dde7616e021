from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("people and departments")

    def ready(self) -> None:
        from accounts import guards, sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions")
        post_migrate.connect(
            guards.install_after_migrating, sender=self, dispatch_uid="accounts.guards"
        )
