from django.apps import AppConfig


class SelsomeConfig(AppConfig):
    name = "selsome"

    def ready(self) -> None:
        from selsome import checks, logs  # noqa: F401

        logs.follow_tasks()
