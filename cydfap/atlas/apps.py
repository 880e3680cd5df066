from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "cydfap.atlas"

    def ready(self) -> None:
        from . import pen

        pen.lend()
