"""The room as a Django app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """What may leave."""

    name = "surveys.exports"
    label = "exports"
