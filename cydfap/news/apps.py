from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "cydfap.news"

    def ready(self) -> None:
        from . import publishing

        publishing.watch()
