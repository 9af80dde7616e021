from django.apps import AppConfig


class SelsomeConfig(AppConfig):
    name = "selsome"

    def ready(self) -> None:
        from selsome import checks  # noqa: F401
