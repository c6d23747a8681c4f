"""The room as a Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """surveys.pages"""

    name = "surveys.pages"
    label = "pages"
