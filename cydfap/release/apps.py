from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "cydfap.release"
