from django.apps import AppConfig


class FilmsConfig(AppConfig):
    name = "surveys.films"
    label = "films"
    verbose_name = "What can be watched"
